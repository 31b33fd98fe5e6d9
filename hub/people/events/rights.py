"""Facts about roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.events import Fact


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Fact):
    grant_id: int
    user_id: int
    role: str
    since: date
    until: date | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Fact):
    grant_id: int
    user_id: int
    role: str
    reason: str
