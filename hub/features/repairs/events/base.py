"""What every fact about a repair says."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact


@dataclass(frozen=True, kw_only=True)
class RepairFact(Fact):
    """Base: which repair, where it stands after this fact, and who asked for it (None: a guest or a caller)."""

    repair_id: int
    version: int
    stage: str
    requester_id: int | None
