"""What the office fills in, before it is a row."""

from __future__ import annotations

from dataclasses import dataclass

from hub.features.rounds.rules.outings import Kind
from hub.features.rounds.rules.timetable import Timetable

USUAL_SECONDS = 20


@dataclass(frozen=True)
class RoundPlan:
    """A round. `walker_id` None: any guard or technician."""

    name: str
    kind: Kind
    timetable: Timetable
    walker_id: int | None = None
    photos: bool = False


@dataclass(frozen=True)
class PointPlan:
    """A point. `position` counts from 1; None: the last."""

    name: str
    building_id: int | None = None
    entrance_id: int | None = None
    place_note: str = ""
    checks: str = ""
    min_seconds: int = USUAL_SECONDS
    position: int | None = None


@dataclass(frozen=True)
class Manners:
    """Minutes after a window in which stragglers may still arrive; days for which it is kept who was where."""

    grace_minutes: int = 10
    keep_days: int = 90
