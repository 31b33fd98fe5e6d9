"""Figures that anybody can check by hand: one example worked out on paper, and laws that hold for any history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.features.repairs.rules.figures import (
    AGES,
    FEW,
    History,
    Share,
    ages,
    by,
    figures,
    fixed_at_once,
    median,
    repeats,
    subject,
)
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.spans import roughly, spoken
from hub.features.repairs.rules.stages import Stage

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
NOW = NOON + timedelta(days=100)
AFTER = int(NOW.timestamp())
DAY = 24 * 60 * 60


def at(days: float) -> int:
    """Seconds since 1970, so many days after the first of them."""
    return int((NOON + timedelta(days=days)).timestamp())


def one(id_: int, reported: float, done: float | None = None, **more: object) -> History:
    """A lift reported on that day and, if said so, finished once."""
    values: dict[str, object] = {
        "kind": Kind.LIFT,
        "subject": "lift:1",
        "stage": Stage.SUBMITTED if done is None else Stage.CONFIRMED,
        "first_done_at": None if done is None else at(done),
        "done_at": None if done is None else at(done),
    }
    return History(id=id_, reported_at=at(reported), **{**values, **more})  # type: ignore[arg-type]


def test_an_example_worked_out_by_hand() -> None:
    """Six reports.

    1 was fixed at once after 1 day, its promise kept, 5 stars. 2 is the same lift 10 days later: a repeat of 1; fixed
    after 2 days. 3 (another lift) was finished after 1 day, opened again after 5, finished for good 6 days after the
    report; of its two promises one was kept. 4 was closed without repair. 5 was declined. 6 was finished 5 days ago.
    """
    listed = [
        one(1, 0, 1, accepted_at=at(0.25), accept_kept=True, resolve_kept=1, resolve_of=1, score_sum=5, ratings=1),
        one(2, 11, 13, accepted_at=at(11.5), accept_kept=False, resolve_kept=1, resolve_of=1, score_sum=2, ratings=1),
        one(
            3,
            20,
            26,
            subject="lift:2",
            first_done_at=at(21),
            reopened_at=at(25),
            accepted_at=at(20.75),
            resolve_of=2,
            resolve_kept=1,
        ),
        one(4, 30, subject="lift:3", stage=Stage.CLOSED),
        one(5, 31, subject="lift:3", stage=Stage.DECLINED),
        one(6, 90, 95, subject="lift:4"),
    ]
    again = repeats(listed)
    assert again.pairs == {2: 1}
    f = figures(listed, again, AFTER)
    assert (f.reported, f.open, f.fixed, f.closed, f.other) == (6, 0, 4, 1, 1)
    assert f.fixed_share == Share(4, 5)
    assert f.fixed_share.percent == 80
    assert (f.accept.value, f.accept.of) == (timedelta(hours=12), 3), "6, 12 and 18 hours"
    assert (f.fix.value, f.fix.of) == (timedelta(days=3, hours=12), 4), "1, 2, 5 and 6 days: the mean of 2 and 5"
    assert f.accept_kept == Share(1, 2)
    assert f.resolve_kept == Share(3, 4)
    assert f.first_time == Share(1, 3), "of 1, 2 and 3 only 2: 1 broke again, 3 was opened again"
    assert f.too_young == 1
    assert f.reopened == Share(1, 4)
    assert f.repeats == Share(1, 5), "what was declined is no fault"
    assert (f.score, f.ratings) == ("3.5", 2)


def test_closed_without_repair_never_counts_as_fixed() -> None:
    closed = one(1, 0, 1, stage=Stage.CLOSED, reopened_at=at(40))
    f = figures([closed], repeats([]), AFTER)
    assert (f.fixed, f.first_time.part, f.fix.of) == (0, 0, 0)
    assert not fixed_at_once(closed, repeats([]))


def test_thirty_days_are_the_limit_to_the_second() -> None:
    month = 30 * DAY
    for late, counts in ((0, True), (1, False)):
        later = History(id=2, kind=Kind.LIFT, subject="lift:1", stage=Stage.SUBMITTED, reported_at=at(1) + month + late)
        assert repeats([one(1, 0, 1), later]).pairs == ({2: 1} if counts else {})
        opened = one(1, 0, 1, reopened_at=at(1) + month + late)
        assert fixed_at_once(opened, repeats([])) != counts


def test_only_the_same_thing_and_kind_is_a_repeat_and_only_after_it_was_finished() -> None:
    first = one(1, 0, 5)
    assert repeats([first, one(2, 6, subject="lift:2")]).pairs == {}
    assert repeats([first, one(2, 6, kind=Kind.LIGHTING)]).pairs == {}
    assert repeats([first, one(2, 4)]).pairs == {}, "the first was still open: the same fault, not a new one"
    assert repeats([first, one(2, 6, stage=Stage.DUPLICATE)]).pairs == {}
    assert repeats([first, one(2, 6, 7), one(3, 8)]).pairs == {2: 1, 3: 2}
    assert repeats([one(1, 0, 40, first_done_at=at(1)), one(2, 10)]).pairs == {2: 1}, (
        "finished, opened again, broke again"
    )


def test_a_median_is_the_middle_or_the_mean_of_the_two_in_the_middle() -> None:
    assert median([]).value is None
    assert median([3]).value == timedelta(seconds=3)
    assert median([9, 1, 2]).value == timedelta(seconds=2)
    assert median([1, 4]).value == timedelta(seconds=2), "2.5, cut"
    assert median([DAY, 4 * DAY]).value == timedelta(days=2, hours=12)


@given(st.lists(st.integers(0, 400 * DAY), min_size=1, max_size=40), st.randoms())
def test_half_is_not_above_and_half_is_not_below_the_median(spans, random) -> None:
    shuffled = list(spans)
    random.shuffle(shuffled)
    found = median(spans)
    assert found == median(shuffled)
    assert found.value is not None
    middle = found.value.total_seconds()
    assert sum(span > middle + 1 for span in spans) * 2 <= len(spans)
    assert sum(span < middle for span in spans) * 2 <= len(spans)
    assert found.few == (len(spans) < FEW)


DAYS = st.floats(0, 90, allow_nan=False).map(lambda days: round(days, 2))


@st.composite
def histories(draw) -> History:
    reported = draw(DAYS)
    first = draw(st.none() | DAYS)
    more: dict[str, object] = {}
    if first is not None:
        opened = draw(st.none() | DAYS)
        last = first + (opened + draw(DAYS) if opened is not None else 0)
        more = {
            "first_done_at": at(reported + first),
            "reopened_at": None if opened is None else at(reported + first + opened),
            "done_at": at(reported + last),
        }
    of = draw(st.integers(0, 3))
    stars = draw(st.lists(st.integers(1, 5), max_size=2))
    return one(
        draw(st.integers(1, 10**6)),
        reported,
        kind=draw(st.sampled_from(list(Kind)[:3])),
        subject=draw(st.sampled_from(["a", "b", ""])),
        stage=draw(st.sampled_from(Stage)),
        accepted_at=draw(st.none() | st.just(at(reported + 0.1))),
        accept_kept=draw(st.none() | st.booleans()),
        resolve_of=of,
        resolve_kept=draw(st.integers(0, of)),
        building_id=draw(st.none() | st.integers(1, 3)),
        score_sum=sum(stars),
        ratings=len(stars),
        **more,
    )


LISTED = st.lists(histories(), max_size=30, unique_by=lambda h: h.id)


@given(LISTED)
def test_every_report_is_counted_once_and_no_share_exceeds_its_whole(listed) -> None:
    again = repeats(listed)
    f = figures(listed, again, AFTER)
    assert f.open + f.fixed + f.closed + f.other == f.reported == len(listed)
    for share in (f.fixed_share, f.accept_kept, f.resolve_kept, f.first_time, f.reopened, f.repeats):
        assert 0 <= share.part <= share.of
        assert share.percent is None or (share.percent == 100) == (share.part == share.of)
    assert f.first_time.of + f.too_young == f.reopened.of
    assert f.ratings == 0 or 1 <= float(f.score) <= 5


@given(LISTED, st.randoms())
def test_the_order_of_the_reports_changes_no_figure(listed, random) -> None:
    shuffled = list(listed)
    random.shuffle(shuffled)
    assert set(repeats(listed).pairs) == set(repeats(shuffled).pairs)
    assert figures(listed, repeats(listed), AFTER) == figures(shuffled, repeats(listed), AFTER)


@given(LISTED)
def test_the_kinds_add_up_to_the_whole(listed) -> None:
    again = repeats(listed)
    whole, kinds = figures(listed, again, AFTER), by(lambda h: h.kind, listed, again, AFTER)
    for name in ("reported", "fixed", "closed", "ratings", "too_young"):
        assert sum(getattr(f, name) for f in kinds.values()) == getattr(whole, name)
    for name in ("first_time", "repeats", "resolve_kept"):
        assert sum(getattr(f, name).part for f in kinds.values()) == getattr(whole, name).part
    counts = [f.reported for f in kinds.values()]
    assert counts == sorted(counts, reverse=True)
    placed = by(lambda h: h.building_id, listed, again, AFTER)
    assert sum(f.reported for f in placed.values()) == sum(h.building_id is not None for h in listed)


@given(LISTED)
def test_a_repeat_lies_within_thirty_days_of_an_earlier_finish_of_the_same(listed) -> None:
    known = {h.id: h for h in listed}
    for later, earlier in repeats(listed).pairs.items():
        a, b = known[earlier], known[later]
        assert (a.subject, a.kind) == (b.subject, b.kind)
        ends = [end for end in (a.first_done_at, a.done_at) if end and end <= b.reported_at]
        assert 0 <= b.reported_at - max(ends) <= 30 * DAY


def test_open_ones_stand_in_the_column_of_their_age() -> None:
    moments = [NOW - age for age in (timedelta(0), timedelta(hours=23), *AGES, timedelta(days=99))]
    assert ages(moments, NOW) == (2, 1, 1, 1, 2)


def test_one_lift_serves_all_floors_a_corridor_has_its_own_and_the_garage_is_too_large() -> None:
    def named(spot: str | None, floor: int | None, **more: int | None) -> str:
        places = {"label_id": None, "unit_id": None, "entrance_id": 7, "floor": floor, "spot": spot}
        return subject(**{**places, **more})  # type: ignore[arg-type]

    assert named("lift", 2) == named("lift", 9) == named("lift", None) != ""
    assert named("corridor", 2) != named("corridor", 9)
    assert named("lift", 2) != named("lift", 2, entrance_id=8)
    assert named(None, None, unit_id=5) == "unit:5"
    assert named("lift", 2, label_id=4) == "label:4"
    assert (
        named("garage", None, entrance_id=None) == named("corridor", None) == named("lift", 2, entrance_id=None) == ""
    )
    nowhere = [one(1, 0, 1, subject=""), one(2, 2, subject="")]
    assert repeats(nowhere).pairs == {}
    assert figures(nowhere, repeats(nowhere), AFTER).repeats == Share(0, 0)


def test_spans_are_said_as_people_say_them(app) -> None:
    with app.test_request_context():
        said = [str(spoken(timedelta(minutes=m))) for m in (0, 5, 60, 200, 1440, 2940)]
        assert said == ["不到 1 分钟", "5 分钟", "1 小时", "3 小时 20 分钟", "1 天", "2 天 1 小时"]
        assert [str(roughly(timedelta(minutes=m))) for m in (59, 150, 3000)] == ["59 分钟", "2 小时", "2 天"]
