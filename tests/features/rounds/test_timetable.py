"""When rounds are walked: sums on plain values."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import clock
from hub.core.problems import RuleBroken
from hub.features.rounds.rules.timetable import (
    DAY,
    Timetable,
    Window,
    check,
    mask,
    next_window,
    parse_starts,
    spoken,
    unmask,
    windows,
)

days = st.integers(1, 127).map(unmask)
starts = st.lists(st.integers(0, DAY - 1), min_size=1, max_size=6, unique=True).map(lambda found: tuple(sorted(found)))
tables = st.builds(Timetable, days, starts, st.integers(5, DAY))
moments = st.integers(0, 5_000_000).map(lambda minutes: local(2020, 1, 1) + timedelta(minutes=minutes))


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.LOCAL)


def fine(table: Timetable) -> bool:
    try:
        check(table)
    except RuleBroken:
        return False
    return True


def test_a_window_may_reach_past_midnight() -> None:
    (window,) = windows(Timetable(frozenset({0}), (1410,), 90), local(2025, 11, 9, 0, 0), local(2025, 11, 12, 0, 0))
    assert window == Window(local(2025, 11, 10, 23, 30), local(2025, 11, 11, 1, 0))
    assert window.holds(local(2025, 11, 11, 0, 59))
    assert not window.holds(local(2025, 11, 11, 1, 0))


@given(tables, moments, st.integers(0, 20 * DAY))
def test_windows_open_on_the_chosen_days_at_the_chosen_times_and_nowhere_else(table, after, minutes) -> None:
    until = after + timedelta(minutes=minutes)
    found = list(windows(table, after, until))
    assert found == sorted(set(found))
    for window in found:
        begins = clock.local(window.begins)
        assert after < window.begins <= until
        assert begins.weekday() in table.weekdays
        assert begins.hour * 60 + begins.minute in table.starts
        assert window.ends - window.begins == timedelta(minutes=table.minutes)


@given(tables, moments)
def test_a_whole_week_holds_every_start_of_every_day_once(table, after) -> None:
    found = list(windows(table, after, after + timedelta(days=7)))
    assert len(found) == len(table.weekdays) * len(table.starts)


@given(tables, moments, st.integers(0, 7 * DAY))
def test_looking_in_two_pieces_finds_what_looking_at_once_finds(table, after, cut) -> None:
    middle, until = after + timedelta(minutes=cut), after + timedelta(days=7)
    assert [*windows(table, after, middle), *windows(table, middle, until)] == list(windows(table, after, until))


@given(tables, moments)
def test_the_next_window_is_the_first_of_those_to_come(table, moment) -> None:
    following = next_window(table, moment)
    assert following == next(windows(table, moment, moment + timedelta(days=30)))


@given(tables.filter(fine), moments)
def test_windows_that_pass_the_check_never_overlap(table, after) -> None:
    found = list(windows(table, after, after + timedelta(days=15)))
    assert all(one.ends <= other.begins for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("table", "field"),
    [
        (Timetable(frozenset(), (60,), 30), "weekdays"),
        (Timetable(frozenset({7}), (60,), 30), "weekdays"),
        (Timetable(frozenset({0}), (), 30), "starts"),
        (Timetable(frozenset({0}), (DAY,), 30), "starts"),
        (Timetable(frozenset({0}), tuple(range(25)), 5), "starts"),
        (Timetable(frozenset({0}), (60,), 4), "minutes"),
        (Timetable(frozenset({0}), (60, 80), 30), "minutes"),
        (Timetable(frozenset({6, 0}), (1430, 0), 30), "minutes"),  # Sunday 23:50 runs into Monday 0:00
    ],
)
def test_what_cannot_be_walked_is_refused_beside_its_field(table: Timetable, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check(table)
    assert refused.value.field == field


@given(starts)
def test_times_are_read_as_they_are_said(minutes) -> None:
    assert parse_starts(spoken(minutes)) == minutes


@pytest.mark.parametrize("text", ["25:00", "8:60", "八点", "8", "8:5"])
def test_what_is_no_time_of_day_is_named(text: str) -> None:
    with pytest.raises(RuleBroken, match=text):
        parse_starts(f"9:00、{text}")


@given(st.frozensets(st.integers(0, 6)))
def test_weekdays_survive_as_a_number(chosen) -> None:
    assert unmask(mask(chosen)) == chosen
