"""What a visit is worth, and how an outing stands and ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from hub.core.i18n import lazy as _l


class Kind(StrEnum):
    """What a round is for."""

    PATROL = "patrol"
    CLEANING = "cleaning"
    GREENING = "greening"
    EQUIPMENT = "equipment"


class State(StrEnum):
    """An outing waits, is under way, or is over: complete, with points missing, or excused for a reason."""

    DUE = "due"
    GOING = "going"
    FINISHED = "finished"
    MISSED = "missed"
    EXCUSED = "excused"


KINDS = {
    Kind.PATROL: _l("安全巡更"),
    Kind.CLEANING: _l("保洁巡查"),
    Kind.GREENING: _l("绿化养护"),
    Kind.EQUIPMENT: _l("设备巡检"),
}
STATES = {
    State.DUE: _l("待出发"),
    State.GOING: _l("进行中"),
    State.FINISHED: _l("走完了"),
    State.MISSED: _l("有漏点"),
    State.EXCUSED: _l("免走"),
}
LOOKS = {  # tone and icon
    State.DUE: ("", "clock"),
    State.GOING: ("sky", "person-walking"),
    State.FINISHED: ("jade", "check-circle"),
    State.MISSED: ("vermilion", "exclamation-triangle"),
    State.EXCUSED: ("amber", "pause-circle"),
}
OPEN = (State.DUE, State.GOING)
EXCUSABLE = (State.DUE, State.GOING, State.MISSED)


def too_fast(before: datetime | None, now: datetime, at_least: int) -> bool:
    """True if nobody can have walked here from the last point in that time."""
    return before is not None and now - before < timedelta(seconds=at_least)


def out_of_order(unvisited: Iterable[int], position: int) -> bool:
    """True if a point that comes earlier has not been visited yet."""
    return any(other < position for other in unvisited)


def over_at(ends: datetime, grace_minutes: int) -> datetime:
    """When what is missing counts as missed."""
    return ends + timedelta(minutes=grace_minutes)


def ended(missing: int) -> State:
    """How an outing ends when its time is over."""
    return State.MISSED if missing else State.FINISHED


def share(on_time: int, due: int) -> float | None:
    """Points visited on time ÷ points due; None when none was due."""
    return on_time / due if due else None
