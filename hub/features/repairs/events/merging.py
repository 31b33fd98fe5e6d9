"""Several reports of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.i18n import lazy as _l
from hub.features.repairs.events.base import RepairFact


@dataclass(frozen=True, kw_only=True)
class RepairMerged(RepairFact):
    """It is the same thing as `into_id`, the main case; `moved_ids` had been merged into it and came along."""

    said = _l("把重复的报修并到一起")

    merger_id: int
    into_id: int
    moved_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RepairSplit(RepairFact):
    """It goes on by itself again, no longer with `into_id`. `objection`: its requester says that it is not fixed."""

    said = _l("把并在一起的报修拆开")

    merger_id: int
    into_id: int
    moved_ids: tuple[int, ...]
    objection: bool
    at: datetime
