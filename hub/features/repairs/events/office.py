"""Labels, duty, dispatch and programs with a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class LabelMade(Fact):
    """A QR label for a machine or a place."""

    said = _l("做了一个报修二维码")

    label_id: int


@dataclass(frozen=True, kw_only=True)
class LabelRetired(Fact):
    """A label that no longer opens a report."""

    said = _l("停用了一个报修二维码")

    label_id: int


@dataclass(frozen=True, kw_only=True)
class DutyFact(Fact):
    """Base: which technician."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class DutyPlanned(DutyFact):
    """What somebody can repair, where, and when they work. Empty: not limited."""

    said = _l("改了师傅的排班和技能")

    skills: tuple[str, ...]
    building_ids: tuple[int, ...]
    shifts: tuple[tuple[int, int, int], ...]  # weekday, from minute, to minute


@dataclass(frozen=True, kw_only=True)
class AwaySaid(DutyFact):
    """Somebody is not to be asked for a while."""

    said = _l("说了不在岗")

    away_id: int
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class BackSaid(DutyFact):
    """Somebody is back before the time they gave."""

    said = _l("说了回来上岗")


@dataclass(frozen=True, kw_only=True)
class DispatchSet(Fact):
    """How dispatch works from now on."""

    said = _l("改了派单设置")

    automatic: bool
    urgent_at_once: bool
    offer_minutes: int
    urgent_offer_minutes: int
    supervisor_id: int | None


@dataclass(frozen=True, kw_only=True)
class ClientReported(Fact):
    """A program with a key reported from outside."""

    said = _l("从外部系统报修")

    repair_id: int
    client_id: int


@dataclass(frozen=True, kw_only=True)
class ClientMade(Fact):
    """A key for a program outside. `scope` is read or write."""

    said = _l("发了一把开放接口的钥匙")

    client_id: int
    scope: str
    per_hour: int


@dataclass(frozen=True, kw_only=True)
class ClientRevoked(Fact):
    """The key opens nothing any more."""

    said = _l("作废了一把开放接口的钥匙")

    client_id: int
