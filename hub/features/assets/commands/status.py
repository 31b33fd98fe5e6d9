"""Stopping, starting again, giving up."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.assets import policy
from hub.features.assets.events import AssetResumed, AssetRetired, AssetStopped
from hub.features.assets.models import Asset, Inspection, Stoppage
from hub.features.assets.queries.sight import row
from hub.features.assets.rules.card import Status
from hub.features.assets.rules.inspection import Result

LONGEST = 200
_GONE = _l("这台设备已经报废。")


@command
def stop(actor: Actor, asset_id: int, reason: str) -> None:
    """停用: it must not be used until somebody says so. Everybody who scans its label reads the reason."""
    asset = row(actor, asset_id)
    require(policy.may_manage(actor))
    if asset.status == Status.STOPPED:
        raise RuleBroken(_l("已经停用了。"))
    put_out(actor, asset, Status.STOPPED, reason)
    record(AssetStopped(asset_id=asset_id, version=asset.version, reason=asset.status_reason))


@command
def resume(actor: Actor, asset_id: int, note: str = "") -> None:
    """恢复使用. After a failed inspection only a passed one opens it again."""
    asset = row(actor, asset_id)
    require(policy.may_manage(actor))
    if asset.status != Status.STOPPED:
        raise RuleBroken(_GONE if asset.status == Status.RETIRED else _l("没有停用。"))
    if last_result(asset_id) == Result.FAIL:
        raise RuleBroken(_l("最近一次检验不合格，请先登记复检合格。"))
    run_again(asset, note)


@command
def retire(actor: Actor, asset_id: int, reason: str) -> None:
    """报废: its label opens nothing any more, its history stays."""
    asset = row(actor, asset_id)
    require(policy.may_manage(actor))
    put_out(actor, asset, Status.RETIRED, reason)
    record(AssetRetired(asset_id=asset_id, version=asset.version, reason=asset.status_reason))


def put_out(actor: Actor, asset: Asset, status: Status, reason: str) -> None:
    """Out of service from now on; a stoppage that is open ends where a new one begins."""
    if asset.status == Status.RETIRED:
        raise RuleBroken(_GONE)
    if not reason.strip():
        raise RuleBroken(_l("请写明原因，邻居扫码会看到。"), "reason")
    now = clock.now()
    _end(asset.id, "")
    asset.status, asset.status_reason, asset.status_since = status, reason.strip()[:LONGEST], now
    asset.version += 1
    db.session.add(
        Stoppage(asset_id=asset.id, status=status, reason=asset.status_reason, since=now, stopped_by=actor.user_id)
    )
    db.session.flush()


def run_again(asset: Asset, note: str) -> None:
    """In service from now on. For commands that have checked the right."""
    _end(asset.id, note.strip()[:LONGEST])
    asset.status, asset.status_reason, asset.status_since = Status.IN_SERVICE, "", clock.now()
    asset.version += 1
    record(AssetResumed(asset_id=asset.id, version=asset.version))


def last_result(asset_id: int) -> str | None:
    """What the latest inspection said."""
    query = select(Inspection.result).where(Inspection.asset_id == asset_id)
    return db.session.scalar(query.order_by(Inspection.done_on.desc(), Inspection.id.desc()).limit(1))


def _end(asset_id: int, note: str) -> None:
    query = select(Stoppage).where(Stoppage.asset_id == asset_id, Stoppage.until.is_(None))
    open_one = db.session.scalar(query.with_for_update())
    if open_one is not None:
        open_one.until, open_one.note = clock.now(), note
        db.session.flush()
