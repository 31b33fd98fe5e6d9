"""Stages and promises, without an app."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.problems import RuleBroken
from hub.features.repairs.queries.cards import headline
from hub.features.repairs.rules import choices, stages
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import OVER, STEPS, Party, Stage

EVERYBODY = frozenset(Party)


@given(st.lists(st.tuples(st.sampled_from(Stage), st.sets(st.sampled_from(Party)))))
def test_no_sequence_of_steps_leaves_the_table(tries: list[tuple[Stage, set[Party]]]) -> None:
    here = Stage.SUBMITTED
    for to, parties in tries:
        try:
            stages.check_step(here, to, parties, "why")
        except RuleBroken:
            assert not stages.may_move(here, to, parties)
            continue
        assert to in STEPS[here]
        assert stages.party_for(here, to, parties) in parties
        here = to
    assert here in STEPS


def test_every_stage_can_be_reached_and_none_is_a_trap() -> None:
    reached, todo = set(), {Stage.SUBMITTED}
    while todo:
        here = todo.pop()
        reached.add(here)
        todo |= set(STEPS[here]) - reached
    assert reached == set(Stage)
    for stage in set(Stage) - OVER:
        assert stages.next_stages(stage, EVERYBODY), stage


def test_what_is_declined_duplicate_or_cancelled_stays_so() -> None:
    for stage in (Stage.DECLINED, Stage.DUPLICATE, Stage.CANCELLED):
        assert STEPS[stage] == {}


def test_closed_without_repair_does_not_count_as_fixed() -> None:
    assert Stage.CLOSED in OVER
    assert Stage.CLOSED not in stages.FIXED


@pytest.mark.parametrize(
    ("was", "to", "party"),
    [
        (Stage.SUBMITTED, Stage.DONE, Party.DESK),
        (Stage.SUBMITTED, Stage.ACCEPTED, Party.REQUESTER),
        (Stage.ASSIGNED, Stage.ON_THE_WAY, Party.TECHNICIAN),
        (Stage.DONE, Stage.CONFIRMED, Party.ASSIGNEE),
        (Stage.WORKING, Stage.DONE, Party.NEIGHBOUR),
        (Stage.CANCELLED, Stage.REOPENED, Party.SUPERVISOR),
    ],
)
def test_an_illegal_step_is_refused(was: Stage, to: Stage, party: Party) -> None:
    with pytest.raises(RuleBroken):
        stages.check_step(was, to, {party}, "why")


def test_a_refusal_says_what_is_possible_instead(app) -> None:
    with pytest.raises(RuleBroken) as refused:
        stages.check_step(Stage.WORKING, Stage.ON_THE_WAY, {Party.ASSIGNEE})
    assert "维修中" in refused.value.message
    assert "已完工、等配件、等住户" in refused.value.message


def test_declining_closing_and_reopening_need_a_reason() -> None:
    for was, to in ((Stage.SUBMITTED, Stage.DECLINED), (Stage.ACCEPTED, Stage.CLOSED), (Stage.DONE, Stage.REOPENED)):
        with pytest.raises(RuleBroken) as refused:
            stages.check_step(was, to, {Party.DESK}, "  ")
        assert refused.value.field == "note"
        stages.check_step(was, to, {Party.DESK}, "因为")


@given(st.sampled_from(Stage), st.sets(st.sampled_from(Party)))
def test_what_is_offered_is_exactly_what_is_allowed(stage: Stage, parties: set[Party]) -> None:
    offered = {choice.to for choice in choices.choices(stage, parties)}
    assert offered == {to for to in Stage if stages.may_move(stage, to, parties)}


@given(st.sampled_from(Stage))
def test_what_lies_ahead_is_never_where_it_stands(stage: Stage) -> None:
    assert stage not in stages.ahead(stage)


def test_a_report_is_in_a_flat_or_in_a_public_place() -> None:
    for both in ({}, {"unit_id": 1, "spot": Spot.LIFT}):
        with pytest.raises(ValueError, match="either"):
            Report(kind=Kind.LIFT, description="x", **both)


def test_a_headline_is_the_first_sentence_and_never_long() -> None:
    assert headline("电梯停在7楼不动。里面没有人。") == "电梯停在7楼不动"
    assert headline("  \n") == ""
    assert len(headline("水" * 500)) == 30
