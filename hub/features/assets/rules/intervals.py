"""When planned work falls due. Pure.

Counted from the scheduled date it never drifts: the k-th date is the first one plus k intervals, so that what begins on
31 January falls on 28 February and on 31 March again. Counted from the completed date it follows whoever did it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Span(StrEnum):
    """What an interval is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Counted(StrEnum):
    """From which date the next one is counted."""

    SCHEDULED = "scheduled"
    COMPLETED = "completed"


DAYS = {Span.DAY: 1, Span.WEEK: 7}
LONGEST = {Span.DAY: 3660, Span.WEEK: 520, Span.MONTH: 120}
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Every:
    """An interval: every `n` days, weeks or months."""

    n: int
    span: Span

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError("an interval has a length")


def date_at(first: date, every: Every, k: int) -> date:
    """The k-th date after `first`; the month's last day where the month is too short."""
    if every.span is not Span.MONTH:
        return first + timedelta(days=DAYS[every.span] * every.n * k)
    months = first.month - 1 + every.n * k
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def first_after(first: date, every: Every, after: date) -> int:
    """The smallest k whose date lies after `after`, 0 at least."""
    if after < first:
        return 0
    if every.span is Span.MONTH:
        months = (after.year - first.year) * 12 + after.month - first.month
        k = max(0, months // every.n - 1)
    else:
        k = (after - first).days // (DAYS[every.span] * every.n)
    while date_at(first, every, k) <= after:
        k += 1
    return k


@dataclass(frozen=True)
class Schedule:
    """A plan as far as dates go. `lead` days before it is due the work order is made.

    `since`: the plan, or the asset it looks after, is known since that day; dates before it are nobody's omission.
    """

    first: date
    every: Every
    counted: Counted
    lead: int = 0
    since: date = date.min

    def opening(self) -> int:
        """The number of the first date that counts."""
        return first_after(self.first, self.every, self.since - ONE) if self.since > self.first else 0


@dataclass(frozen=True)
class Last:
    """The latest occurrence: when it was due, and when it ended; `ended` is empty while it is open."""

    due: date
    ended: date | None


@dataclass(frozen=True)
class Due:
    """An occurrence whose work order is to be made now; `missed` earlier dates went by without one."""

    on: date
    missed: int = 0


def due_now(schedule: Schedule, last: Last | None, today: date) -> Due | None:
    """The occurrence to make now, if any.

    Dates that went by unnoticed (the server was down, the plan began in the past) become one occurrence, not a heap.
    """
    horizon = today + timedelta(days=schedule.lead)
    if schedule.counted is Counted.COMPLETED:
        on = next_completed(schedule, last)
        return Due(on) if on is not None and on <= horizon else None
    begin = first_after(schedule.first, schedule.every, last.due) if last else schedule.opening()
    if date_at(schedule.first, schedule.every, begin) > horizon:
        return None
    passed = first_after(schedule.first, schedule.every, today) - 1  # the latest date that is not in the future
    k = max(begin, passed)
    return Due(date_at(schedule.first, schedule.every, k), k - begin)


def next_completed(schedule: Schedule, last: Last | None) -> date | None:
    """The next date counted from the completed one; None while the last occurrence is open."""
    if last is None:
        return date_at(schedule.first, schedule.every, schedule.opening())
    return None if last.ended is None else date_at(last.ended, schedule.every, 1)


def coming(schedule: Schedule, last: Last | None, today: date, until: date) -> Iterator[date]:
    """What is to come from `today` until `until`, as far as anybody can know, without what is already made."""
    if schedule.counted is Counted.COMPLETED:
        on = next_completed(schedule, last)
        if on is None and last is not None:
            on = date_at(max(last.due, today), schedule.every, 1)
        while on is not None and on <= until:
            yield max(on, today)
            on = date_at(max(on, today), schedule.every, 1)
        return
    after = max(last.due, today - ONE) if last else max(schedule.since, today) - ONE
    k = first_after(schedule.first, schedule.every, after)
    while (on := date_at(schedule.first, schedule.every, k)) <= until:
        yield on
        k += 1
