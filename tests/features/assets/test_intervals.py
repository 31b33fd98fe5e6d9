"""When planned work falls due: sums on dates, tried on many histories."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.features.assets.rules.intervals import (
    Counted,
    Due,
    Every,
    Last,
    Schedule,
    Span,
    coming,
    date_at,
    due_now,
    first_after,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
EVERY = st.builds(Every, st.integers(1, 24), st.sampled_from(Span))
SCHEDULED = st.builds(Schedule, DAYS, EVERY, st.just(Counted.SCHEDULED), st.integers(0, 60))
MONTHLY = Every(1, Span.MONTH)


def test_what_begins_on_the_last_of_january_falls_on_the_last_of_each_month_again() -> None:
    first = date(2027, 1, 31)
    found = [date_at(first, MONTHLY, k).isoformat()[5:] for k in range(5)]
    assert found == ["01-31", "02-28", "03-31", "04-30", "05-31"]
    assert date_at(date(2028, 1, 31), MONTHLY, 1) == date(2028, 2, 29)
    assert date_at(date(2028, 2, 29), Every(12, Span.MONTH), 4) == date(2032, 2, 29)


@given(DAYS, EVERY)
def test_dates_only_go_forward_and_keep_their_day_where_the_month_has_it(first: date, every: Every) -> None:
    dates = [date_at(first, every, k) for k in range(30)]
    assert all(a < b for a, b in pairwise(dates))
    if every.span is Span.MONTH:
        assert all(on.day == min(first.day, monthrange(on.year, on.month)[1]) for on in dates)
    else:
        assert {(b - a).days for a, b in pairwise(dates)} == {every.n * (7 if every.span is Span.WEEK else 1)}


@given(DAYS, EVERY, DAYS)
def test_the_first_date_after_a_day_is_the_first(first: date, every: Every, after: date) -> None:
    k = first_after(first, every, after)
    assert date_at(first, every, k) > after
    assert k == 0 or date_at(first, every, k - 1) <= after


@given(SCHEDULED, st.lists(st.integers(0, 90), max_size=25))
def test_scheduled_work_never_drifts_nor_repeats_whenever_the_job_looks_in(schedule: Schedule, gaps: list[int]) -> None:
    """However late the job or the technician: each occurrence lies on the grid, once, and none is lost unsaid."""
    today, last, made, missed = schedule.first, None, [], 0
    for gap in gaps:
        today += timedelta(days=gap)
        while (due := due_now(schedule, last, today)) is not None:
            assert due.on <= today + timedelta(days=schedule.lead)
            made.append(due.on)
            missed += due.missed
            last = Last(due.on, None)
    grid = list(islice((date_at(schedule.first, schedule.every, k) for k in range(3000)), len(made) + missed))
    assert len(set(made)) == len(made)
    assert set(made) <= set(grid)
    assert not made or made[-1] == grid[-1]  # made and missed together are the grid, without a hole


@given(SCHEDULED, st.integers(0, 2000))
def test_what_went_by_unnoticed_is_one_occurrence_and_says_how_many(schedule: Schedule, later: int) -> None:
    today = schedule.first + timedelta(days=later)
    due = due_now(schedule, None, today)
    assert due is not None
    gone = first_after(schedule.first, schedule.every, today)
    assert due == Due(date_at(schedule.first, schedule.every, gone - 1), gone - 1)


@given(DAYS, EVERY, st.integers(0, 60), st.integers(0, 400))
def test_counted_from_completion_nothing_is_due_while_one_is_open(
    first: date, every: Every, lead: int, took: int
) -> None:
    schedule = Schedule(first, every, Counted.COMPLETED, lead)
    done = first + timedelta(days=took)
    assert due_now(schedule, Last(first, None), done + timedelta(days=9999)) is None
    following = date_at(done, every, 1)
    assert due_now(schedule, Last(first, done), following - timedelta(days=lead)) == Due(following)
    assert due_now(schedule, Last(first, done), following - timedelta(days=lead + 1)) is None


@given(SCHEDULED, DAYS)
def test_dates_before_the_asset_was_known_are_nobodys_omission(schedule: Schedule, since: date) -> None:
    known = Schedule(schedule.first, schedule.every, schedule.counted, schedule.lead, since)
    due = due_now(known, None, max(since, schedule.first) + timedelta(days=schedule.lead + 800))
    assert due is not None
    assert due.on >= since


@given(SCHEDULED | st.builds(Schedule, DAYS, EVERY, st.just(Counted.COMPLETED)), DAYS)
def test_what_is_to_come_lies_ahead_in_order(schedule: Schedule, today: date) -> None:
    until = today + timedelta(days=92)
    found = list(coming(schedule, None, today, until))
    assert all(today <= on <= until for on in found)
    assert all(a < b for a, b in pairwise(found))


def test_an_interval_has_a_length() -> None:
    with pytest.raises(ValueError, match="length"):
        Every(0, Span.DAY)
