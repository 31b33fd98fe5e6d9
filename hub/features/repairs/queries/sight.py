"""Who may see which repair: one condition for lists, pages, photos, links and live topics."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import aliased

from hub.core import clock
from hub.core.authz import Actor, sees
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.repairs import policy
from hub.features.repairs.models import Repair
from hub.features.repairs.rules.stages import OVER, UNASSIGNED

_Main = aliased(Repair)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Public places: every neighbour. A flat: its household, the office, the assignee, technicians while it is free.

    Whoever has moved in sees what was reported since, and what is still being repaired; not what the people before them
    had to say.
    Whoever works on the main case sees what was merged into it.
    """
    if actor.kind == "system" or policy.sees_all(actor):
        return true()
    if not actor.signed_in:
        return false()
    seen = [
        Repair.spot.is_not(None),
        *(_of_home(unit_id, since) for unit_id, since in actor.homes),
        Repair.assignee_id == actor.user_id,
        Repair.duplicate_of_id.in_(select(_Main.id).where(_Main.assignee_id == actor.user_id)),
    ]
    if actor.can(P.REPAIRS_WORK):
        seen.append(Repair.stage.in_(UNASSIGNED))
    return or_(*seen)


def _of_home(unit_id: int, since: date) -> ColumnElement[bool]:
    moved_in = datetime.combine(since, time(), tzinfo=clock.LOCAL)
    return and_(Repair.unit_id == unit_id, or_(Repair.reported_at >= moved_in, Repair.stage.not_in(OVER)))


def get(actor: Actor, repair_id: int) -> Repair:
    """The row to read; NotFound when there is none for this actor."""
    repair = db.session.scalar(select(Repair).where(Repair.id == repair_id, visible_to(actor)))
    if repair is None:
        raise NotFound
    return repair


def row(actor: Actor, repair_id: int) -> Repair:
    """The row to change, locked until the command ends; NotFound when there is none for this actor."""
    query = select(Repair).where(Repair.id == repair_id, visible_to(actor)).with_for_update()
    repair = db.session.scalar(query)
    if repair is None:
        raise NotFound
    return repair


@sees("repair")
def sees_repair(actor: Actor, repair_id: int) -> bool:
    """Live topic, photos, links."""
    return db.session.scalar(select(Repair.id).where(Repair.id == repair_id, visible_to(actor))) is not None


@sees("repairs")
def sees_board(actor: Actor, _number: int) -> bool:
    """The topic "repairs:0" of the staff's lists and board."""
    return policy.is_staff(actor)
