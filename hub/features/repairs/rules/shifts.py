"""Weekly working hours, read as people write them, and who is on shift at a moment. Pure.

A shift belongs to the weekday on which it begins; one that ends no later than it begins goes on past midnight.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from hub.core import clock
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken

DAY = 24 * 60
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))
MOST_A_DAY = 4
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?(?:-|~|至|到)(\d{1,2})(?::(\d{2}))?")


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
    plain = unicodedata.normalize("NFKC", text)
    plain = plain.replace("—", "-").replace("–", "-").replace("−", "-").replace("点", ":00")
    spans = [part.replace(" ", "") for part in re.split(r"[、,;\n]+", plain) if part.strip()]
    if len(spans) > MOST_A_DAY:
        raise RuleBroken(_l("一天最多写 4 段时间。"), f"day{weekday}")
    shifts = sorted(_span(weekday, span) for span in spans)
    for first, second in pairwise(shifts):
        if first.begin + first.minutes > second.begin:
            raise RuleBroken(_l("两段时间重叠了。"), f"day{weekday}")
    return tuple(shifts)


def _span(weekday: int, text: str) -> Shift:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise _unreadable(weekday)
    hours, minutes = (int(found[1]), int(found[3])), (int(found[2] or 0), int(found[4] or 0))
    if any(m > 59 for m in minutes):
        raise _unreadable(weekday)
    try:
        return Shift(weekday, hours[0] * 60 + minutes[0], hours[1] * 60 + minutes[1])
    except ValueError as error:
        raise _unreadable(weekday) from error


def _unreadable(weekday: int) -> RuleBroken:
    return RuleBroken(_l("请写成 8:00-18:00 这样；夜班写 20:00-8:00。"), f"day{weekday}")


def spoken_day(shifts: Iterable[Shift]) -> str:
    """ "08:00–12:00、14:00–18:00", as `parse_day` reads it back; "" for a day off. All of one weekday."""
    return "、".join(f"{_clock(shift.begin)}-{_clock(shift.end)}" for shift in sorted(shifts))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


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
    for weekday, hours in enumerate(days):
        if not hours:
            continue
        if weekday and days[weekday - 1] == hours:
            rows[-1] = Row(rows[-1].first, WEEKDAYS[weekday], hours)
        else:
            rows.append(Row(WEEKDAYS[weekday], WEEKDAYS[weekday], hours))
    return tuple(rows)
