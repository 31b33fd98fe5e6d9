"""When an answer is due, and who is told when it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from hub.core import clock
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.cases.rules.kinds import Kind

MOST_DAYS = 60
SILENCE = timedelta(days=14)  # after an answer without a word from the reporter


@dataclass(frozen=True)
class Terms:
    """Days until the first answer and until the solution."""

    reply_days: int = 3
    solve_days: int = 7

    def check(self) -> Terms:
        """RuleBroken on the field that cannot be."""
        for field, days in (("reply_days", self.reply_days), ("solve_days", self.solve_days)):
            if not 1 <= days <= MOST_DAYS:
                raise RuleBroken(_l("请填 1 到 %(most)s 天。", most=MOST_DAYS), field)
        if self.solve_days < self.reply_days:
            raise RuleBroken(_l("办结的天数不能比首次答复还短。"), "solve_days")
        return self


DEFAULTS = {
    Kind.SAFETY: Terms(1, 3),
    Kind.STAFF: Terms(3, 10),
    Kind.NEIGHBOUR: Terms(3, 15),
    Kind.SUGGESTION: Terms(5, 20),
}


def terms(kind: Kind) -> Terms:
    """What holds for a kind until the office sets something else."""
    return DEFAULTS.get(kind, Terms())


def due(received: datetime, days: int) -> datetime:
    """The end of the last day: what came on the 3rd with three days' time is due by the midnight after the 6th."""
    last = clock.local(received).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=clock.LOCAL)


def last_day(due_at: datetime) -> date:
    """The day people are told: the last one on which it is still in time."""
    return clock.local(due_at - timedelta(seconds=1)).date()


def late_days(due_at: datetime, now: datetime) -> int:
    """Days begun since it was due; 0 while there is time."""
    if now < due_at:
        return 0
    return (clock.local(now).date() - clock.local(due_at).date()).days + 1


class Level(StrEnum):
    """Who is told, in this order; each once."""

    SOON = "soon"
    LATE = "late"
    LEAD = "lead"
    COMMITTEE = "committee"


LEVELS = tuple(Level)
_AFTER = {
    Level.SOON: timedelta(days=-1),
    Level.LATE: timedelta(0),
    Level.LEAD: timedelta(days=1),
    Level.COMMITTEE: timedelta(days=4),
}


def alert(due_at: datetime, now: datetime, told: frozenset[Level]) -> Level | None:
    """The one alert to give now: the highest level reached, unless it, or a higher one, has been given."""
    reached = [level for level in LEVELS if now >= due_at + _AFTER[level]]
    if not reached:
        return None
    highest = reached[-1]
    done = max((LEVELS.index(level) for level in told), default=-1)
    return highest if LEVELS.index(highest) > done else None
