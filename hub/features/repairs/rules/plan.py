"""A technician's plan and how dispatch is set, as somebody at the office fills them in."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.features.repairs.rules.dispatch import Patience
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.shifts import Shift

LONGEST_PATIENCE = 240


@dataclass(frozen=True)
class Plan:
    """What somebody can repair, where, and when they work. Empty: not limited."""

    skills: frozenset[Kind] = frozenset()
    building_ids: frozenset[int] = frozenset()
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True)
class Settings:
    """How dispatch works: by itself or not, urgent ones before the desk has read them, how long an offer waits."""

    automatic: bool = True
    urgent_at_once: bool = True
    patience: Patience = field(default_factory=Patience)
    supervisor_id: int | None = None
