"""Who may see an outing: whoever plans rounds, and whoever walked it. Nobody else learns where a guard was."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true

from hub.core.authz import Actor, sees
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.rounds import policy
from hub.features.rounds.models import Outing, Stop


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition for lists, pages, photos and live topics."""
    if actor.kind == "system" or policy.may_manage(actor):
        return true()
    if not policy.may_walk(actor):
        return false()
    walked = select(Stop.outing_id).where(Stop.by_id == actor.user_id)
    return or_(Outing.walker_id == actor.user_id, Outing.id.in_(walked))


def outing_row(actor: Actor, outing_id: int) -> Outing:
    """The row to change, locked until the command ends; NotFound when there is none for this actor."""
    outing = db.session.scalar(select(Outing).where(Outing.id == outing_id, visible_to(actor)).with_for_update())
    if outing is None:
        raise NotFound
    return outing


@sees("outing")
def sees_outing(actor: Actor, outing_id: int) -> bool:
    """Live topic and photos."""
    return db.session.scalar(select(Outing.id).where(Outing.id == outing_id, visible_to(actor))) is not None


@sees("rounds")
def sees_rounds(actor: Actor, _number: int) -> bool:
    """The topic "rounds:0" of the office's overview."""
    return policy.may_manage(actor)
