"""Sums on plain values; no app needed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import clock
from hub.core.problems import RuleBroken
from hub.features.cases.rules import due, mediation, redaction, stages
from hub.features.cases.rules.due import LEVELS, Level, Terms
from hub.features.cases.rules.kinds import Circle, Kind, circle
from hub.features.cases.rules.record import FEW, Outcome, figures, merged
from hub.features.cases.rules.stages import OPEN, OVER, Party, Stage

moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(moments, st.integers(1, due.MOST_DAYS))
def test_due_is_the_end_of_the_last_of_so_many_days(received: datetime, days: int) -> None:
    end = due.due(received, days)
    assert clock.local(end).time().isoformat() == "00:00:00"
    assert due.last_day(end) == clock.local(received).date() + timedelta(days=days)
    assert timedelta(days=days) < end - received <= timedelta(days=days + 1)


def test_what_came_on_the_third_with_three_days_is_due_on_the_sixth() -> None:
    end = due.due(datetime(2026, 3, 3, 23, 59, tzinfo=clock.LOCAL), 3)
    assert due.last_day(end).isoformat() == "2026-03-06"
    assert due.late_days(end, end - timedelta(seconds=1)) == 0
    assert due.late_days(end, end) == 1
    assert due.late_days(end, end + timedelta(hours=25)) == 2


@given(moments, st.lists(st.integers(0, 40 * 24), max_size=60))
def test_alerts_rise_and_never_repeat_however_the_job_runs(end: datetime, hours: list[int]) -> None:
    told: list[Level] = []
    for hour in sorted(hours):
        level = due.alert(end, end - timedelta(days=2) + timedelta(hours=hour), frozenset(told))
        if level is not None:
            told.append(level)
    assert [LEVELS.index(level) for level in told] == sorted({LEVELS.index(level) for level in told})


def test_terms_that_cannot_be_are_refused_at_their_field() -> None:
    for wrong, field in ((Terms(0, 5), "reply_days"), (Terms(2, 99), "solve_days"), (Terms(4, 3), "solve_days")):
        with pytest.raises(RuleBroken) as problem:
            wrong.check()
        assert problem.value.field == field
    assert all(due.terms(kind).check() for kind in Kind)


@given(st.sampled_from(Stage), st.sampled_from(Stage), st.sets(st.sampled_from(Party)))
def test_no_step_without_a_party_and_the_end_is_the_end(was: Stage, to: Stage, parties: set[Party]) -> None:
    if not parties:
        assert not stages.may_move(was, to, parties)
    if stages.may_move(was, to, parties):
        assert stages.party_for(was, to, parties) in parties
        assert was not in OVER - {Stage.SILENT}
        if to is Stage.SOLVED:
            assert was in (Stage.ANSWERED, Stage.SILENT)


def test_the_office_can_call_nothing_solved_that_was_not_answered() -> None:
    for was in OPEN:
        assert not stages.may_move(was, Stage.SOLVED, {Party.OFFICE, Party.COMMITTEE})


def test_it_is_reopened_once() -> None:
    assert stages.after_verdict(True, 1) is Stage.SOLVED
    assert stages.after_verdict(False, 1) is Stage.REOPENED
    assert stages.after_verdict(False, 2) is Stage.UNSOLVED


@pytest.mark.parametrize("stage", Stage)
def test_what_lies_ahead_ends_with_an_answer(stage: Stage) -> None:
    assert (stages.ahead(stage)[-1:] == (Stage.ANSWERED,)) == (stage in OPEN)


def test_who_handles_what_is_about_whom() -> None:
    assert circle(None) is Circle.OFFICE
    assert circle(frozenset({"guard"})) is Circle.LEAD
    assert circle(frozenset({"manager", "desk"})) is Circle.COMMITTEE


@given(st.lists(st.sampled_from(Kind), max_size=60))
def test_no_kind_is_listed_that_is_about_so_few_that_one_could_guess(kinds: list[Kind]) -> None:
    shown = merged(kinds)
    assert all(n >= FEW for _, n in shown)
    hidden = len(kinds) - sum(n for _, n in shown)
    assert hidden == 0 or (not shown and hidden < FEW)  # what is missing could be worked out, too
    counts = Counter(kinds)
    for kind, n in shown:
        assert kind is Kind.OTHER or n == counts[kind]


outcomes = st.builds(
    lambda kind, stage, received, wait: Outcome(kind, stage, received, received + wait if wait else None),
    st.sampled_from(Kind),
    st.sampled_from(Stage),
    moments,
    st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=20)),
)


@given(st.lists(outcomes, max_size=40))
def test_figures_of_few_cases_say_nothing_and_shares_are_shares(found: list[Outcome]) -> None:
    sums = figures(found)
    assert sums.received == len(found)
    if sums.few:
        assert sums.reply_median is None
        assert sums.solved_percent is None
        assert sums.kinds == ()
        return
    assert sums.reply_median is None or timedelta(0) < sums.reply_median <= timedelta(days=20)
    if sums.solved_percent is not None:
        assert 0 <= sums.solved_percent <= 100
        assert sums.solved is not None
        assert (sums.solved_percent == 0) <= (sums.solved * 100 < (sums.solved + sums.unsolved + sums.silent))  # type: ignore[operator]


def test_closed_and_silent_are_never_counted_as_solved() -> None:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    found = [
        Outcome(Kind.NOISE, stage, at, at + timedelta(hours=h))
        for stage, h in ((Stage.SOLVED, 1), (Stage.UNSOLVED, 5), (Stage.SILENT, 30), (Stage.WITHDRAWN, 40))
    ]
    sums = figures(found)
    assert (sums.solved, sums.unsolved, sums.silent, sums.solved_percent) == (1, 1, 1, 33)
    assert sums.reply_median == timedelta(hours=17, minutes=30)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3-2-701 的水管", "3-2-701"),
        ("电话 138 0000 1234", "138 0000 1234"),
        ("沪A12345 占了车位", "沪A12345"),
        ("701室的狗", "701室"),
        ("３号楼门口", "3号楼"),
        ("林阿姨说的", "林阿姨"),
    ],
)
def test_what_points_at_somebody_is_found(text: str, found: str) -> None:
    assert found in redaction.left_in(text, ["林阿姨", ""])


def test_a_plain_text_passes() -> None:
    assert redaction.left_in("有邻居反映夜里 10 点后有噪声，2 次上门后好转", ["林阿姨"]) == ()


def test_a_signature_is_of_one_text() -> None:
    one = mediation.fingerprint("各退一步")
    assert mediation.all_signed("各退一步", [one, one])
    assert not mediation.all_signed("各退一步。", [one, one])
    assert not mediation.all_signed("各退一步", [one, None])
    assert not mediation.all_signed("各退一步", [])


def test_two_sides_and_somebody_between() -> None:
    a, b = mediation.Side("甲", 1), mediation.Side("乙", 2)
    mediation.check_sides([a, b], 3)
    mediation.check_sides([mediation.Side("甲"), mediation.Side("甲")], 3)  # two people may have one name
    for sides, mediator in (([a], 3), ([a, a], 3), ([a, mediation.Side(" ")], 3), ([a, b], 1), ([a] * 9, 3)):
        with pytest.raises(RuleBroken):
            mediation.check_sides(sides, mediator)
