"""Weekly working hours, read as people write them, and who is on shift at a moment. Pure.

A shift belongs to the weekday on which it begins; one that ends no later than it begins goes on past midnight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core import clock, hours
from hub.core.hours import DAY
from hub.core.i18n import lazy as _l

WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


@dataclass(frozen=True, order=True)
class Shift:
    """`weekday` 0 is Monday; minutes count from midnight, `end` may be 1440. `end` ≤ `begin`: until the next day."""

    weekday: int
    begin: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.weekday <= 6 and 0 <= self.begin < DAY and 0 <= self.end <= DAY and self.begin != self.end):
            raise ValueError("no such shift")

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (self.end - self.begin) % DAY or DAY


@dataclass(frozen=True)
class Leave:
    """Away from `since`; `until` empty: until they say that they are back."""

    since: datetime
    until: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


def on_shift(shifts: Iterable[Shift], leaves: Iterable[Leave], moment: datetime) -> bool:
    """Whether somebody with these hours works at `moment` (aware). No hours at all: always, unless away."""
    if any(leave.covers(moment) for leave in leaves):
        return False
    listed = tuple(shifts)
    if not listed:
        return True
    here = clock.local(moment)
    minute = here.weekday() * DAY + here.hour * 60 + here.minute
    return any((minute - shift.weekday * DAY - shift.begin) % (7 * DAY) < shift.minutes for shift in listed)


def next_start(shifts: Iterable[Shift], moment: datetime) -> datetime | None:
    """When the next of these shifts begins, strictly after `moment`; None without shifts."""
    here = clock.local(moment).replace(second=0, microsecond=0)
    minute = here.weekday() * DAY + here.hour * 60 + here.minute
    waits = [(shift.weekday * DAY + shift.begin - minute) % (7 * DAY) or 7 * DAY for shift in shifts]
    return here + timedelta(minutes=min(waits)) if waits else None


def parse_day(weekday: int, text: str) -> tuple[Shift, ...]:
    """The shifts of one weekday: "8:00-12:00、14-18", "20:00-8:00" (past midnight), "" for a day off.

    RuleBroken on field "day<weekday>" when it cannot be read or the spans overlap.
    """
    return tuple(Shift(weekday, *span) for span in hours.parse(text, f"day{weekday}", overnight=True))


def spoken_day(shifts: Iterable[Shift]) -> str:
    """ "08:00-12:00、14:00-18:00", as `parse_day` reads it back; "" for a day off. All of one weekday."""
    return hours.spoken((shift.begin, shift.end) for shift in shifts)


@dataclass(frozen=True)
class Row:
    """Weekdays in a row with the same hours; `last` equals `first` for a single day."""

    first: object
    last: object
    hours: str


def week(shifts: Iterable[Shift]) -> tuple[Row, ...]:
    """The week as it is pinned to the wall: days off left out, equal days in a row together."""
    listed = tuple(shifts)
    days = [spoken_day(shift for shift in listed if shift.weekday == weekday) for weekday in range(7)]
    rows: list[Row] = []
    for weekday, spans in enumerate(days):
        if not spans:
            continue
        if weekday and days[weekday - 1] == spans:
            rows[-1] = Row(rows[-1].first, WEEKDAYS[weekday], spans)
        else:
            rows.append(Row(WEEKDAYS[weekday], WEEKDAYS[weekday], spans))
    return tuple(rows)
