"""Writing down an inspection; reminding of the next one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from hub.core import clock, files
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.assets import policy
from hub.features.assets.commands.status import last_result, put_out, run_again
from hub.features.assets.events import AssetStopped, InspectionRecorded, InspectionReminded
from hub.features.assets.models import Inspection, Reminder
from hub.features.assets.queries.sight import row
from hub.features.assets.rules.card import Status
from hub.features.assets.rules.inspection import Inspected, Result, mark, next_due


@command
def inspect(actor: Actor, asset_id: int, what: Inspected, photos: Sequence[str] = ()) -> int:
    """登记检验: a passed one moves the due date, a failed one stops the asset. Answers the record's id."""
    asset = row(actor, asset_id)
    require(policy.may_manage(actor))
    _check(asset.inspection, asset.status, what)
    failed_before = last_result(asset_id) == Result.FAIL
    failed = what.result is Result.FAIL
    due = None if failed else what.next_due or next_due(what.done_on, asset.inspection_due, asset.inspection_months)
    if not failed and asset.inspection_months is None and due is None:
        raise RuleBroken(_l("请填写证书上的下次检验日期。"), "next_due")
    made = Inspection(
        asset_id=asset_id,
        name=asset.inspection,
        done_on=what.done_on,
        body=what.body.strip(),
        result=what.result,
        note=what.note.strip(),
        was_due=asset.inspection_due,
        next_due=due,
        made_by=actor.user_id,
        made_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    files.attach(actor, photos, f"inspection:{made.id}", made.id)
    asset.version += 1
    asset.inspection_last, asset.inspection_result = what.done_on, what.result
    if due is not None:
        asset.inspection_due = due
    record(
        InspectionRecorded(
            asset_id=asset_id, version=asset.version, inspection_id=made.id, result=what.result, next_due=due
        )
    )
    if failed and asset.status == Status.IN_SERVICE:
        put_out(actor, asset, Status.STOPPED, what.note)
        record(AssetStopped(asset_id=asset_id, version=asset.version, reason=asset.status_reason))
    elif not failed and failed_before and asset.status == Status.STOPPED:
        run_again(asset, "")
    return made.id


@command
def remind(actor: Actor, asset_id: int) -> bool:
    """Say that the inspection is near or overdue, once for each mark; False when it was said before."""
    require(actor.kind == "system")
    asset = row(actor, asset_id)
    due = asset.inspection_due
    now = mark(due, clock.today()) if due else None
    if due is None or now is None or asset.status == Status.RETIRED:
        return False
    said = select(Reminder.id).where(Reminder.asset_id == asset_id, Reminder.due_on == due, Reminder.mark == now)
    if db.session.scalar(said) is not None:
        return False
    db.session.add(Reminder(asset_id=asset_id, due_on=due, mark=now, at=clock.now()))
    db.session.flush()
    record(InspectionReminded(asset_id=asset_id, version=asset.version, due_on=due, mark=now))
    return True


def _check(inspection: str, status: str, what: Inspected) -> None:
    if status == Status.RETIRED:
        raise RuleBroken(_l("这台设备已经报废。"))
    if not inspection:
        raise RuleBroken(_l("请先在设备资料里写明要做什么检验。"))
    if what.done_on > clock.today():
        raise RuleBroken(_l("检验日期不会在今天以后。"), "done_on")
    if not what.body.strip():
        raise RuleBroken(_l("请填写检验机构。"), "body")
    if what.result is Result.FAIL and not what.note.strip():
        raise RuleBroken(_l("请写明为什么不合格，设备会因此停用。"), "note")
    if what.next_due and what.next_due <= what.done_on:
        raise RuleBroken(_l("下次检验在这次之后。"), "next_due")
