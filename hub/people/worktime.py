"""When the office works, and how long something takes in time that counts. Pure.

Days off and make-up workdays are those the State Council announces each autumn for the next year
(《国务院办公厅关于部分节假日安排的通知》), through the `chinese_calendar` package. Of a year it does not know yet
only the weekends are days off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

import chinese_calendar

from hub.core import clock
from hub.core.hours import Span

FAR = datetime.max.replace(tzinfo=UTC)
LONGEST_LOOK = 1100  # days; an office that does not open in three years never does


class Day(StrEnum):
    """What sort of day it is. A make-up Saturday is a workday, a holiday on a Tuesday is a holiday."""

    WORKDAY = "workday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class Hours:
    """Opening hours from the day `since` on, until the next ones begin."""

    since: date
    spans: dict[Day, tuple[Span, ...]]


@dataclass(frozen=True)
class Closure:
    """Days on which this office is closed besides, both included."""

    first: date
    last: date
    name: str = ""


USUAL = Hours(date.min, {Day.WORKDAY: ((8 * 60, 18 * 60),), Day.SATURDAY: (), Day.SUNDAY: (), Day.HOLIDAY: ()})


@dataclass(frozen=True)
class Calendar:
    """The office's. `hours` by `since`, the earliest first; before the first of them the usual ones hold."""

    hours: tuple[Hours, ...] = ()
    closures: tuple[Closure, ...] = ()

    def spans(self, day: date) -> tuple[Span, ...]:
        """When it is open on `day`."""
        if any(closure.first <= day <= closure.last for closure in self.closures):
            return ()
        in_force = USUAL
        for hours in self.hours:
            if hours.since <= day:
                in_force = hours
        return in_force.spans.get(sort_of(day), ())

    def openings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """All open intervals from `since` on, in order, for three years at most."""
        first = clock.local(since).date()
        for number in range(LONGEST_LOOK):
            midnight = datetime.combine(first + timedelta(days=number), time(), tzinfo=clock.LOCAL)
            for begin, end in self.spans(midnight.date()):
                opens, closes = midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end)
                if closes > since:
                    yield max(opens, since).astimezone(UTC), closes.astimezone(UTC)


@dataclass(frozen=True)
class Pause:
    """Time that does not count; `until` is empty while it lasts."""

    since: datetime
    until: datetime | None = None


def known(year: int) -> bool:
    """Whether the statutory holidays of `year` are known."""
    try:
        chinese_calendar.get_holiday_detail(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def sort_of(day: date) -> Day:
    """Of a year that is not known yet: by the weekday alone."""
    try:
        off, holiday = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        off, holiday = day.weekday() >= 5, None
    if not off:
        return Day.WORKDAY
    if holiday is not None:
        return Day.HOLIDAY
    return Day.SUNDAY if day.weekday() == 6 else Day.SATURDAY


def due(start: datetime, promise: timedelta, calendar: Calendar | None, pauses: Iterable[Pause]) -> datetime | None:
    """When `promise` of counting time, begun at `start`, is used up; `calendar` None counts round the clock.

    None while a pause is open before that moment (nobody can say yet), or when the office never opens.
    """
    left = promise
    for begin, end in counting(start, calendar, pauses):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None


def spent(start: datetime, end: datetime, calendar: Calendar | None, pauses: Iterable[Pause]) -> timedelta:
    """Counting time between the two moments."""
    total = timedelta()
    for begin, until in counting(start, calendar, pauses):
        if begin >= end:
            break
        total += min(until, end) - begin
    return total


def counting(
    start: datetime, calendar: Calendar | None, pauses: Iterable[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """The intervals that count from `start` on: open, and outside every pause."""
    stops = _merged(pauses)
    for begin, end in calendar.openings(start) if calendar else [(start, FAR)]:
        at = begin
        for since, until in stops:
            if until <= at:
                continue
            if since >= end:
                break
            if since > at:
                yield at, since
            at = until
        if at < end:
            yield at, end


def _merged(pauses: Iterable[Pause]) -> list[tuple[datetime, datetime]]:
    """In order and without overlaps."""
    found: list[tuple[datetime, datetime]] = []
    for since, until in sorted((pause.since, pause.until or FAR) for pause in pauses):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        elif until > since:
            found.append((since, until))
    return found
