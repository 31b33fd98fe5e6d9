"""Promises, and when they run out."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l
from hub.features.repairs.events.base import RepairFact


@dataclass(frozen=True, kw_only=True)
class ClockAlerted(RepairFact):
    """A clock (`which`: accept or resolve) reached a level: before, after, supervisor, manager."""

    said = _l("承诺时限提醒了一次")

    clock_id: int
    which: str
    level: str


@dataclass(frozen=True, kw_only=True)
class AlertsSent(Fact):
    """One person heard, in one message, of all repairs that reached `level` at this moment."""

    said = _l("收到了承诺时限提醒")

    level: str
    user_id: int
    repair_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PromiseSet(Fact):
    """How long accepting and resolving may take from now on, in minutes; `kind` empty: every kind."""

    said = _l("改了承诺时限")

    kind: str
    urgency: str
    accept_minutes: int
    resolve_minutes: int
    always: bool


@dataclass(frozen=True, kw_only=True)
class PromiseDropped(Fact):
    """A kind no longer has a promise of its own."""

    said = _l("取消了一类报修单独的承诺时限")

    kind: str
    urgency: str
