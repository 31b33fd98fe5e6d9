"""The two clocks of a repair, accept and resolve: what they show, and when somebody has to hear of it. Pure.

A clock keeps only when it began, what was promised and when it stopped. Pauses are intervals. When it is due follows
from these and the calendar each time anybody asks, so nothing has to be put right later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.features.repairs.rules.places import Urgency
from hub.features.repairs.rules.stages import Stage
from hub.people.worktime import Calendar, Pause, due, spent


class Which(StrEnum):
    """Which promise a clock measures."""

    ACCEPT = "accept"
    RESOLVE = "resolve"


class Waits(StrEnum):
    """Why a clock stands still."""

    PARTS = "parts"
    RESIDENT = "resident"
    MERGED = "merged"


WAITS = {
    Waits.PARTS: _l("等配件"),
    Waits.RESIDENT: _l("等住户"),
    Waits.MERGED: _l("并到别的工单"),
}
PAUSING = {
    Stage.WAITING_PARTS: Waits.PARTS,
    Stage.WAITING_RESIDENT: Waits.RESIDENT,
    Stage.DUPLICATE: Waits.MERGED,
}
ENDS_RESOLVE = frozenset({Stage.DONE, Stage.CLOSED, Stage.DECLINED, Stage.CANCELLED})
KEEPS = {Which.ACCEPT: frozenset({"accepted", "assigned"}), Which.RESOLVE: frozenset({"done"})}


@dataclass(frozen=True)
class Promise:
    """How long accepting and resolving may take, in minutes; `always` counts day and night, else office hours."""

    accept: int
    resolve: int
    always: bool


LONGEST_MINUTES = 30 * 24 * 60
USUAL = {Urgency.URGENT: Promise(15, 4 * 60, True), Urgency.ORDINARY: Promise(2 * 60, 20 * 60, False)}


@dataclass(frozen=True)
class Clock:
    """One promise. `outcome` is the stage that stopped it; of a reopened repair each round has a clock of its own."""

    which: Which
    round: int
    started_at: datetime
    promise: timedelta
    always: bool
    stopped_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Reading:
    """What a clock shows at a moment. `due_at` is empty while nobody can say (it stands still); then `left` counts.

    `kept` is empty as long as it is open whether the promise will be kept, and for good when nothing had to be kept
    (withdrawn, declined, closed without repair).
    """

    clock: Clock
    due_at: datetime | None
    left: timedelta
    late: timedelta | None
    kept: bool | None
    paused: bool


def read(clock: Clock, calendar: Calendar, pauses: Iterable[Pause], now: datetime) -> Reading:
    """The state at `now`, of a clock that runs or has stopped."""
    counted = None if clock.always else calendar
    stops = tuple(pauses)
    end = clock.stopped_at or now
    due_at = due(clock.started_at, clock.promise, counted, stops)
    left = max(clock.promise - spent(clock.started_at, end, counted, stops), timedelta())
    late = end - due_at if due_at is not None and end > due_at else None
    kept: bool | None = False if late else None
    if clock.stopped_at is not None:
        kept = late is None if clock.outcome in KEEPS[clock.which] else None
    paused = clock.stopped_at is None and any(p.since <= now and p.until is None for p in stops)
    return Reading(clock, due_at, left, late, kept, paused)


class Level(StrEnum):
    """Who has to hear: each level once for each clock."""

    BEFORE = "before"
    AFTER = "after"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


LEVELS = tuple(Level)
# percent of the promise used up, in time that counts
REACHED = {Level.BEFORE: 75, Level.AFTER: 100, Level.SUPERVISOR: 150, Level.MANAGER: 200}


def level(
    clock: Clock, calendar: Calendar, pauses: Iterable[Pause], now: datetime, said: Iterable[str] = ()
) -> Level | None:
    """The one level that has to be raised now, None if nothing is new.

    After a long silence (the server was down) only the highest is raised: the lower ones have lost their point.
    """
    stops = tuple(pauses)
    if clock.stopped_at is not None or any(p.since <= now and p.until is None for p in stops):
        return None
    used = spent(clock.started_at, now, None if clock.always else calendar, stops)
    reached = [one for one in LEVELS if used * 100 >= clock.promise * REACHED[one]]
    if not reached:
        return None
    heard = set(said)
    highest = max((LEVELS.index(one) for one in LEVELS if one in heard), default=-1)
    return reached[-1] if LEVELS.index(reached[-1]) > highest else None


def spoken(minutes: int) -> object:
    """ "15 分钟", "2 小时", "1 小时 30 分钟": a promise counts in hours, a day of which may have ten."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _l("%(n)s 分钟", n=rest)
    return _l("%(h)s 小时 %(m)s 分钟", h=hours, m=rest) if rest else _l("%(n)s 小时", n=hours)
