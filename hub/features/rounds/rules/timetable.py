"""When a round is walked: weekdays and times of day, each opening a window that may reach past midnight.

The compound's clocks know no summer time (Asia/Shanghai), so a window is as long on the clock as in truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core import clock
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken

DAY = 24 * 60
SHORTEST, LONGEST = 5, DAY
MOST_STARTS = 24
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")


@dataclass(frozen=True)
class Timetable:
    """Weekdays (0 is Monday), minutes from local midnight at which windows open, and their length in minutes."""

    weekdays: frozenset[int]
    starts: tuple[int, ...]
    minutes: int


@dataclass(frozen=True, order=True)
class Window:
    """From `begins` up to, not including, `ends`."""

    begins: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        return self.begins <= moment < self.ends


def windows(table: Timetable, after: datetime, until: datetime) -> Iterator[Window]:
    """All windows that open later than `after` and not later than `until`, in order."""
    first, last = clock.local(after).date(), clock.local(until).date()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() not in table.weekdays:
            continue
        midnight = datetime(day.year, day.month, day.day, tzinfo=clock.LOCAL)
        for start in sorted(table.starts):
            begins = midnight + timedelta(minutes=start)
            if after < begins <= until:
                yield Window(begins, begins + timedelta(minutes=table.minutes))


def next_window(table: Timetable, moment: datetime) -> Window | None:
    """The first one that opens after `moment`; None when the table is empty."""
    return next(windows(table, moment, moment + timedelta(days=8)), None)


def check(table: Timetable) -> None:
    """RuleBroken when it cannot be walked: no day, no time, a silly length, or one window inside the next."""
    if not table.weekdays or not all(0 <= day <= 6 for day in table.weekdays):
        raise RuleBroken(_l("请至少选一天。"), "weekdays")
    if not table.starts or not all(0 <= start < DAY for start in table.starts):
        raise RuleBroken(_l("请写上开始时间，例如 8:00、14:00、22:00。"), "starts")
    if len(table.starts) > MOST_STARTS:
        raise RuleBroken(_l("一天最多 %(n)s 趟。", n=MOST_STARTS), "starts")
    if not SHORTEST <= table.minutes <= LONGEST:
        raise RuleBroken(_l("每趟时长请填 %(a)s 到 %(b)s 分钟。", a=SHORTEST, b=LONGEST), "minutes")
    opened = sorted(day * DAY + start for day in table.weekdays for start in set(table.starts))
    following = [*opened[1:], opened[0] + 7 * DAY]
    if any(later - earlier < table.minutes for earlier, later in zip(opened, following, strict=True)):
        raise RuleBroken(_l("前一趟还没结束，后一趟就开始了。请把时长改短，或把开始时间错开。"), "minutes")


def parse_starts(text: str) -> tuple[int, ...]:
    """ "22:00、2:00" → (120, 1320); RuleBroken when a piece is not a time of day."""
    pieces = [piece for piece in re.split(r"[\s,，、;；]+", text.strip()) if piece]
    found = set()
    for piece in pieces:
        match = _TIME.fullmatch(piece)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise RuleBroken(_l("“%(piece)s”看不懂，请写成 8:00 或 22:30。", piece=piece), "starts")
        found.add(int(match[1]) * 60 + int(match[2]))
    return tuple(sorted(found))


def spoken(starts: Iterable[int]) -> str:
    """(120, 1320) → "2:00、22:00"."""
    return "、".join(f"{start // 60}:{start % 60:02d}" for start in sorted(starts))


def mask(weekdays: Iterable[int]) -> int:
    """Weekdays as one number, Monday the lowest bit."""
    return sum(1 << day for day in set(weekdays))


def unmask(number: int) -> frozenset[int]:
    """The weekdays in such a number."""
    return frozenset(day for day in range(7) if number >> day & 1)
