"""How a kind of work is done, and ticking it off."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l
from hub.features.repairs.events.base import RepairFact


@dataclass(frozen=True, kw_only=True)
class ChecklistBegun(RepairFact):
    """Work begins by this version of the checklist for its kind, and keeps it."""

    said = _l("按作业步骤开工")

    checklist_id: int
    sop_version_id: int


@dataclass(frozen=True, kw_only=True)
class StepTicked(RepairFact):
    """A step of the checklist was done, or (`done` false) left out for a stated reason."""

    said = _l("勾了作业步骤")

    checklist_id: int
    sop_step_id: int
    done: bool


@dataclass(frozen=True, kw_only=True)
class StepUnticked(RepairFact):
    """It was ticked by mistake."""

    said = _l("取消了一个勾")

    checklist_id: int
    sop_step_id: int


@dataclass(frozen=True, kw_only=True)
class SopFact(Fact):
    """Base: which checklist."""

    sop_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class SopDrafted(SopFact):
    """Somebody writes on it; nothing changes for the work yet."""

    said = _l("改了作业步骤的草稿")


@dataclass(frozen=True, kw_only=True)
class SopPublished(SopFact):
    """A new version is in force for work that begins from now on."""

    said = _l("发布了作业步骤")

    number: int


@dataclass(frozen=True, kw_only=True)
class SopRetired(SopFact):
    """Work that begins from now on gets none; `again`: it does get it again."""

    said = _l("停用或恢复了作业步骤")

    again: bool
