"""Time that counts: the worked cases of docs/deadlines.md, and what holds for every history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import clock
from hub.people.worktime import Calendar, Closure, Day, Hours, Pause, due, known, sort_of, spent

OFFICE = Calendar()  # 8:00 to 18:00 on workdays
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """ "2026-11-23 16:00" by the compound's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


# name: (promise in hours, calendar, begun, pauses, due); the same table stands in docs/deadlines.md
CASES: dict[str, tuple[float, Calendar | None, str, list[tuple[str, str | None]], str | None]] = {
    "the evening does not count": (4, OFFICE, "2026-11-23 16:00", [], "2026-11-24 10:00"),
    "nor does a pause over night": (
        4,
        OFFICE,
        "2026-11-23 16:00",
        [("2026-11-23 17:00", "2026-11-24 09:00")],
        "2026-11-24 12:00",
    ),
    "Friday afternoon goes on on Monday": (4, OFFICE, "2026-11-20 16:00", [], "2026-11-23 10:00"),
    "urgent runs through the night": (4, None, "2026-11-23 22:00", [], "2026-11-24 02:00"),
    "urgent stands still in a pause, too": (
        4,
        None,
        "2026-11-23 22:00",
        [("2026-11-23 23:00", "2026-11-24 07:00")],
        "2026-11-24 10:00",
    ),
    "nobody can say while it waits": (4, OFFICE, "2026-11-23 16:00", [("2026-11-23 17:00", None)], None),
    "used up before the pause began": (1, OFFICE, "2026-11-23 16:00", [("2026-11-23 17:30", None)], "2026-11-23 17:00"),
    "the holiday week is skipped": (4, OFFICE, "2026-09-30 16:00", [], "2026-10-08 10:00"),
    "a make-up Saturday is a workday": (4, OFFICE, "2026-10-09 16:00", [], "2026-10-10 10:00"),
    "made at night it begins in the morning": (2, OFFICE, "2026-11-23 03:00", [], "2026-11-23 10:00"),
    "made on Sunday it begins on Monday": (2, OFFICE, "2026-11-22 12:00", [], "2026-11-23 10:00"),
    "the last minute of the day is enough": (2, OFFICE, "2026-11-23 16:00", [], "2026-11-23 18:00"),
    "own days off are skipped": (
        4,
        Calendar(closures=(Closure(date(2026, 11, 24), date(2026, 11, 25)),)),
        "2026-11-23 16:00",
        [],
        "2026-11-26 10:00",
    ),
    "a year nobody knows yet has weekends only": (4, OFFICE, "2030-10-01 16:00", [], "2030-10-02 10:00"),
    "two pauses that overlap count once": (
        4,
        OFFICE,
        "2026-11-23 08:00",
        [("2026-11-23 09:00", "2026-11-23 12:00"), ("2026-11-23 11:00", "2026-11-23 13:00")],
        "2026-11-23 16:00",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_worked_cases(name: str) -> None:
    hours, calendar, begun, pauses, expected = CASES[name]
    stops = [Pause(at(since), at(until) if until else None) for since, until in pauses]
    found = due(at(begun), hours * HOUR, calendar, stops)
    assert found == (at(expected) if expected else None)


def test_hours_change_from_their_day_on() -> None:
    longer = Hours(date(2026, 11, 24), {Day.WORKDAY: ((7 * 60, 20 * 60),), Day.SATURDAY: ((9 * 60, 12 * 60),)})
    office = Calendar((longer,))
    assert due(at("2026-11-23 16:00"), 4 * HOUR, office, ()) == at("2026-11-24 09:00")
    assert due(at("2026-11-27 19:00"), 2 * HOUR, office, ()) == at("2026-11-28 10:00")


def test_an_office_that_never_opens_promises_nothing() -> None:
    assert due(at("2026-11-23 16:00"), HOUR, Calendar((Hours(date.min, {}),)), ()) is None


def test_days_off_are_those_announced() -> None:
    assert sort_of(date(2026, 10, 1)) is Day.HOLIDAY
    assert sort_of(date(2026, 10, 10)) is Day.WORKDAY
    assert sort_of(date(2026, 11, 21)) is Day.SATURDAY
    assert known(2026)
    assert not known(2099)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 30)).map(lambda naive: naive.replace(tzinfo=UTC))
promises = st.timedeltas(timedelta(minutes=1), timedelta(hours=60))
spans = st.timedeltas(timedelta(0), timedelta(days=9))
pauses = st.lists(st.builds(lambda since, span: Pause(since, since + span), moments, spans), max_size=6)
offices = st.sampled_from([None, OFFICE, Calendar(closures=(Closure(date(2026, 3, 2), date(2026, 3, 20)),))])


@given(moments, promises, offices, pauses)
def test_what_is_spent_until_it_is_due_is_the_promise(begun, promise, office, stops) -> None:
    end = due(begun, promise, office, stops)
    assert end is not None
    assert spent(begun, end, office, stops) == promise
    assert not any(stop.since < end < stop.until for stop in stops)


@given(moments, promises, offices, pauses, moments, spans)
def test_another_pause_never_makes_it_earlier(begun, promise, office, stops, since, span) -> None:
    before = due(begun, promise, office, stops)
    after = due(begun, promise, office, [*stops, Pause(since, since + span)])
    assert before is not None
    assert after is not None
    assert after >= before


@given(moments, promises, promises, offices, pauses)
def test_a_longer_promise_is_due_later(begun, one, more, office, stops) -> None:
    assert due(begun, one, office, stops) < due(begun, one + more, office, stops)  # type: ignore[operator]


@given(moments, promises, offices, pauses, st.randoms())
def test_pauses_count_in_any_order_and_cut_in_two(begun, promise, office, stops, random) -> None:
    mixed = [Pause(stop.since, stop.since + (stop.until - stop.since) / 2) for stop in stops]
    mixed += [Pause(half.until, stop.until) for half, stop in zip(mixed, stops, strict=True)]
    random.shuffle(mixed)
    assert due(begun, promise, office, mixed) == due(begun, promise, office, stops)


@given(moments, moments, moments, offices, pauses)
def test_time_spent_adds_up(a, b, c, office, stops) -> None:
    first, middle, last = sorted((a, b, c))
    # from the middle on it is counted anew, so both parts together are the whole
    whole = spent(first, last, office, stops)
    assert spent(first, middle, office, stops) + spent(middle, last, office, stops) == whole
    assert whole <= last - first
