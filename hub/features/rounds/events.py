"""What happens on rounds.

Where a guard was and when is personal: what a visit leaves in the record, which is kept for good, names nobody. Who it
was stands beside the visit itself, and is forgotten there after a while.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class RoundSet(Fact):
    """A round was made or changed."""

    said = _l("设置了巡查路线")

    round_id: int
    new: bool


@dataclass(frozen=True, kw_only=True)
class RoundPaused(Fact):
    """No more outings until it is resumed."""

    said = _l("暂停了巡查路线")

    round_id: int


@dataclass(frozen=True, kw_only=True)
class RoundResumed(Fact):
    """Outings are due again from now on."""

    said = _l("恢复了巡查路线")

    round_id: int


@dataclass(frozen=True, kw_only=True)
class PointSet(Fact):
    """A point was added or changed."""

    said = _l("设置了巡查点")

    round_id: int
    point_id: int
    new: bool


@dataclass(frozen=True, kw_only=True)
class PointRetired(Fact):
    """A point is no longer part of its round, and its label opens nothing."""

    said = _l("取消了巡查点")

    round_id: int
    point_id: int


@dataclass(frozen=True, kw_only=True)
class PointLabelReplaced(Fact):
    """The old label opens nothing any more; a new one is to be printed."""

    said = _l("换了巡查点的二维码")

    round_id: int
    point_id: int


@dataclass(frozen=True, kw_only=True)
class RoundsOrdered(Fact):
    """How long stragglers may still arrive, and how long it is kept who was where."""

    said = _l("改了巡查设置")

    grace_minutes: int
    keep_days: int


@dataclass(frozen=True, kw_only=True)
class OutingFact(Fact):
    """Base: which outing of which round, and its version after this fact."""

    round_id: int
    outing_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class OutingMade(OutingFact):
    """A window opened: these points are to be visited."""

    said = _l("排出了一趟巡查")

    points: int


@dataclass(frozen=True, kw_only=True)
class PointVisited(OutingFact):
    """Somebody was at a point."""

    said = _l("巡查到了一个点")

    stop_id: int
    late: bool
    too_fast: bool
    out_of_order: bool


@dataclass(frozen=True, kw_only=True)
class ProblemFound(OutingFact):
    """The walker saw something that must be repaired; `photos` wait to be hung on the report."""

    said = _l("巡查时发现了问题")

    stop_id: int
    photos: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProblemReported(OutingFact):
    """What was seen has become a repair."""

    said = _l("把巡查发现的问题报了修")

    stop_id: int
    repair_id: int


@dataclass(frozen=True, kw_only=True)
class OutingFinished(OutingFact):
    """Every point was visited."""

    said = _l("走完了一趟巡查")


@dataclass(frozen=True, kw_only=True)
class PointsMissed(OutingFact):
    """The time was over, and points had not been visited."""

    said = _l("记下了漏掉的巡查点")

    missing: int
    points: int


@dataclass(frozen=True, kw_only=True)
class OutingExcused(OutingFact):
    """There was a reason not to walk, or not all of it."""

    said = _l("准许一趟巡查免走")

    reason: str


@dataclass(frozen=True, kw_only=True)
class WalkersForgotten(Fact):
    """Old visits no longer say who it was; with `user_id`, all visits of an erased account."""

    said = _l("清除了巡查人的旧记录")

    user_id: int | None
    count: int
