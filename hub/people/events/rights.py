"""Facts about roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Fact):
    said = _l("授予了角色")

    grant_id: int
    user_id: int
    role: str
    since: date
    until: date | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Fact):
    said = _l("结束了角色")

    grant_id: int
    user_id: int
    role: str
    reason: str
