"""What people hear about lifts, pumps and all else that is looked after."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.authz import SYSTEM, Actor
from hub.core.events import within
from hub.core.i18n import lazy as _l
from hub.features.assets.events import AssetFact, AssetStopped, InspectionRecorded, InspectionReminded
from hub.features.assets.queries import card
from hub.features.inbox.commands import deliver
from hub.features.inbox.queries import kinds
from hub.people.queries.privacy import holders
from hub.people.roles import Role

kinds(
    "assets",
    {
        "inspection_60": (_l("检验还有两个月到期：%(what)s"), "clipboard-check", "sky"),
        "inspection_30": (_l("检验一个月内到期：%(what)s"), "clipboard-check", "amber"),
        "inspection_7": (_l("检验一周内到期：%(what)s"), "hourglass-split", "amber"),
        "inspection_late": (_l("检验已经过期：%(what)s"), "exclamation-triangle", "vermilion"),
        "inspection_failed": (_l("检验不合格，已停用：%(what)s"), "x-circle", "vermilion"),
        "asset_stopped": (_l("设备停用：%(what)s"), "slash-circle", "amber"),
    },
)


@within(InspectionReminded)
def near(actor: Actor, fact: InspectionReminded) -> None:
    """The manager, or where there is none the desk."""
    _tell(actor, fact, _responsible(), f"inspection_{fact.mark}", f"{fact.mark}:{fact.due_on}")


@within(InspectionRecorded)
def failed(actor: Actor, fact: InspectionRecorded) -> None:
    """A failed one: the committee; the manager hears that the asset is stopped."""
    if fact.result == "fail":
        told = set(holders(Role.CHAIR, Role.COMMITTEE)) - set(_responsible())
        _tell(actor, fact, told, "inspection_failed", f"failed:{fact.inspection_id}")


@within(AssetStopped)
def stopped(actor: Actor, fact: AssetStopped) -> None:
    """Stopped by somebody else: the manager hears of it."""
    _tell(actor, fact, _responsible(), "asset_stopped", f"stopped:{fact.version}")


def _responsible() -> list[int]:
    return holders(Role.MANAGER) or holders(Role.DESK)


def _tell(actor: Actor, fact: AssetFact, user_ids: Iterable[int], kind: str, what: str) -> None:
    line = card(SYSTEM, fact.asset_id).line
    words = {"what": f"{line.name} {line.code}"}
    deliver(actor, user_ids, kind, words, f"/assets/{fact.asset_id}", f"asset:{fact.asset_id}:{what}")
