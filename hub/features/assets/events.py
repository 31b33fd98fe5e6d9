"""What happens to assets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class AssetFact(Fact):
    """Base: which asset."""

    asset_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class AssetAdded(AssetFact):
    """A card was made."""

    said = _l("登记了一台设备")

    code: str


@dataclass(frozen=True, kw_only=True)
class AssetChanged(AssetFact):
    """The card was changed; `fields` names what."""

    said = _l("修改了设备资料")

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AssetStopped(AssetFact):
    """It does not run any more, for now."""

    said = _l("停用了一台设备")

    reason: str


@dataclass(frozen=True, kw_only=True)
class AssetResumed(AssetFact):
    """It runs again."""

    said = _l("恢复使用了一台设备")


@dataclass(frozen=True, kw_only=True)
class AssetRetired(AssetFact):
    """It is gone for good."""

    said = _l("报废了一台设备")

    reason: str


@dataclass(frozen=True, kw_only=True)
class InspectionRecorded(AssetFact):
    """It was inspected."""

    said = _l("登记了检验结果")

    inspection_id: int
    result: str
    next_due: date | None


@dataclass(frozen=True, kw_only=True)
class InspectionReminded(AssetFact):
    """An inspection is `mark` days away, or "late"."""

    said = _l("提醒了检验快到期")

    due_on: date
    mark: str


@dataclass(frozen=True, kw_only=True)
class PlanMade(Fact):
    """Maintenance was planned, of one asset or a kind of them."""

    said = _l("定了保养计划")

    plan_id: int
    asset_id: int | None
    asset_kind: str | None


@dataclass(frozen=True, kw_only=True)
class PlanEnded(Fact):
    """A plan makes no more work."""

    said = _l("结束了保养计划")

    plan_id: int


@dataclass(frozen=True, kw_only=True)
class OccurrenceDue(Fact):
    """Planned work is due; `flows/upkeep.py` makes a work order of it."""

    said = _l("到了保养的日子")

    occurrence_id: int
    plan_id: int
    asset_id: int
    due_on: date
    missed: int


@dataclass(frozen=True, kw_only=True)
class OccurrenceOrdered(Fact):
    """The work order is made."""

    said = _l("按计划派出了保养工单")

    occurrence_id: int
    work: str


@dataclass(frozen=True, kw_only=True)
class OccurrenceEnded(Fact):
    """It was done, or skipped; open: what had been done is not good enough."""

    said = _l("记下了保养结果")

    occurrence_id: int
    asset_id: int
    state: str
    ended_on: date | None
