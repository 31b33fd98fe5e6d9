"""我家也受影响: neighbours who wait for the same repair."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands.moving import about
from hub.features.repairs.events import RepairJoined, RepairLeft
from hub.features.repairs.models import Affected, Repair
from hub.features.repairs.queries.group import merged_into, waits_through
from hub.features.repairs.rules.stages import OVER, Party, Stage
from hub.people.models import Occupancy, Ownership, Unit, User


@command
def join(actor: Actor, repair_id: int) -> None:
    """Join and follow; joining twice, or one's own report, changes nothing. Only those who have a home here join."""
    require(bool(actor.unit_ids))
    repair = queries.row(actor, repair_id)
    # a technician who lives here sees free jobs in flats, too: those are no neighbour's matter
    require(repair.spot is not None or repair.unit_id in actor.unit_ids)
    if Party.REQUESTER in policy.parties(actor, repair) or waits_through(actor, repair):
        return
    if Stage(repair.stage) in OVER:
        raise RuleBroken(_l("这一单已经结束。还有问题的话，请重新报修。"))
    assert actor.user_id is not None
    follow(repair, actor.user_id)


@command
def leave(actor: Actor, repair_id: int) -> None:
    """No longer affected, nor by what was merged into it; leaving twice changes nothing."""
    require(actor.signed_in)
    repair = queries.row(actor, repair_id)
    assert actor.user_id is not None
    found = [row for row in map(partial(_of, user_id=actor.user_id), (repair.id, *merged_into(repair))) if row]
    if not found:
        return
    for affected in found:
        db.session.delete(affected)
    repair.version += 1
    record(RepairLeft(**about(repair), user_id=actor.user_id))


def follow(repair: Repair, user_id: int) -> None:
    """Write `user_id` down as affected, once. For commands that have checked the right."""
    if _of(repair.id, user_id) is not None:
        return
    db.session.add(Affected(repair_id=repair.id, user_id=user_id, unit_id=home(repair, user_id), since=clock.now()))
    repair.version += 1
    record(RepairJoined(**about(repair), user_id=user_id))


def _of(repair_id: int, user_id: int) -> Affected | None:
    return db.session.scalar(select(Affected).where(Affected.repair_id == repair_id, Affected.user_id == user_id))


def home(repair: Repair, user_id: int) -> int | None:
    """The household that is counted: the user's unit nearest to the repair."""
    ties = [
        select(tie.unit_id).join(User, User.person_id == tie.person_id).where(User.id == user_id, tie.until.is_(None))
        for tie in (Ownership, Occupancy)
    ]
    query = select(Unit).where(Unit.id.in_(ties[0]) | Unit.id.in_(ties[1])).order_by(Unit.id)
    units = list(db.session.scalars(query))
    near = [u for u in units if u.entrance_id == repair.entrance_id] or [
        u for u in units if u.building_id == repair.building_id
    ]
    return next((u.id for u in near or units), None)
