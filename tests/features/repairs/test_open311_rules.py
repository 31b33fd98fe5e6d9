"""Open311 in plain values: dates, ranges, statuses."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.features.repairs.rules.open311 import (
    NOTES,
    SERVICES,
    Refused,
    Status,
    moment,
    several,
    span,
    stages_of,
    status_of,
    w3,
)
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.stages import FIXED, OPEN, OVER, Stage

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
ANY = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=ZONES)
MOMENTS = ANY.map(lambda when: when.replace(microsecond=0))
NO_MOMENTS = """
2026 2026-01-31 2026-01-31T08:00:00 2026-02-30T08:00:00Z 2026-01-31T25:00:00Z yesterday 20260131T080000Z
2026-01-31T08:00:00+99:00 0000-01-01T00:00:00Z 0001-01-01T00:00:00+08:00 9999-12-31T23:59:59-08:00
"""


def test_the_standards_own_examples() -> None:
    assert moment("1994-11-05T08:15:30-05:00") == moment("1994-11-05T13:15:30Z")
    assert w3(moment("1994-11-05T08:15:30-05:00")) == "1994-11-05T13:15:30Z"


@given(MOMENTS)
def test_what_is_written_is_read_as_the_same_moment(when: datetime) -> None:
    assert moment(w3(when)) == when
    assert moment(when.isoformat()) == when


@given(MOMENTS)
def test_a_plus_that_was_not_encoded_is_still_understood(when: datetime) -> None:
    assert moment(when.isoformat().replace("+", " ")) == when


@pytest.mark.parametrize(
    "text",
    ["", "2026-01-31 08:00:00Z", *NO_MOMENTS.split()],
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        moment(text)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(ValueError):
        assert moment(text).tzinfo is not None


def test_without_dates_the_last_ninety_days() -> None:
    assert span(None, None, NOW) == (NOW - timedelta(days=90), NOW)


@given(MOMENTS)
def test_one_end_gives_ninety_days(when: datetime) -> None:
    assert span(when, None, NOW) == (when, when + timedelta(days=90))
    assert span(None, when, NOW) == (when - timedelta(days=90), when)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=200)))
def test_both_ends_are_taken_up_to_ninety_days_apart(start: datetime, length: timedelta) -> None:
    if length <= timedelta(days=90):
        assert span(start, start + length, NOW) == (start, start + length)
    else:
        with pytest.raises(Refused):
            span(start, start + length, NOW)


def test_backwards_or_beyond_all_time_is_refused() -> None:
    with pytest.raises(Refused):
        span(NOW, NOW - timedelta(seconds=1), NOW)
    with pytest.raises(Refused):
        span(datetime.max.replace(tzinfo=UTC), None, NOW)
    with pytest.raises(Refused):
        span(None, datetime.min.replace(tzinfo=UTC), NOW)


def test_every_stage_has_one_status_and_words() -> None:
    assert {stage for stage in Stage if status_of(stage) is Status.OPEN} == OPEN
    assert {stage for stage in Stage if status_of(stage) is Status.CLOSED} == OVER | FIXED
    assert NOTES.keys() == set(Stage)
    assert stages_of(frozenset({Status.OPEN})) | stages_of(frozenset({Status.CLOSED})) == set(Stage)
    assert stages_of(frozenset()) == set(Stage)


def test_every_kind_is_a_service() -> None:
    assert SERVICES.keys() == set(Kind)


def test_lists_come_repeated_or_with_commas() -> None:
    assert several(["open,closed", "open", " ", "a ,"]) == ("open", "closed", "a")
    assert several([]) == several([""]) == ()
