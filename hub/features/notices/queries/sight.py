"""Who may see which notice: one condition for the board, pages, photos, documents, posters, feeds and live topics."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from hub.core import clock, files
from hub.core.authz import Actor, sees
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.notices import policy
from hub.features.notices.models import Notice, NoticeTarget
from hub.features.notices.rules.notice import Scope, Stage
from hub.people.models import Building, Unit

OUT = (Stage.PUBLISHED, Stage.WITHDRAWN)
files.open_to_guests("notice")


def current() -> ColumnElement[bool]:
    """Published, and not yet run out."""
    return and_(Notice.stage == Stage.PUBLISHED, or_(Notice.until_at.is_(None), Notice.until_at > clock.now()))


def for_visitors() -> ColumnElement[bool]:
    """What may be read without signing in."""
    return and_(Notice.scope == Scope.ALL, Notice.visitors, current())


def addressed_to(actor: Actor) -> ColumnElement[bool]:
    """Meant for this person: by where they own or live, or by what they are."""
    entrances = select(Unit.entrance_id).where(Unit.id.in_(actor.unit_ids), Unit.entrance_id.is_not(None))
    phases = select(Building.phase_id).where(Building.id.in_(actor.building_ids), Building.phase_id.is_not(None))
    mine = select(NoticeTarget.notice_id).where(
        or_(
            NoticeTarget.building_id.in_(actor.building_ids),
            NoticeTarget.entrance_id.in_(entrances),
            NoticeTarget.phase_id.in_(phases),
            NoticeTarget.role.in_(actor.roles),
        )
    )
    return or_(Notice.scope == Scope.ALL, Notice.id.in_(mine)) if actor.signed_in else false()


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Whoever publishes sees what is out, and the drafts in their own name; others what is meant for them."""
    if actor.kind == "system":
        return true()
    if not actor.signed_in:
        return for_visitors()
    seen = [and_(Notice.stage.in_(OUT), addressed_to(actor))]
    if policy.may_publish(actor):
        seen += [Notice.stage.in_(OUT), Notice.voice.in_(policy.voices(actor))]
    return or_(*seen)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Its words and files: of a withdrawn one only for those who publish; others learn that it was withdrawn."""
    if policy.may_publish(actor):
        return visible_to(actor)
    return and_(visible_to(actor), Notice.stage != Stage.WITHDRAWN)


def get(actor: Actor, notice_id: int) -> Notice:
    """The row to read; NotFound when there is none for this actor."""
    notice = db.session.scalar(select(Notice).where(Notice.id == notice_id, visible_to(actor)))
    if notice is None:
        raise NotFound
    return notice


def readable(actor: Actor, notice_id: int) -> Notice:
    """The row whose words may be read; NotFound when there is none for this actor."""
    notice = db.session.scalar(select(Notice).where(Notice.id == notice_id, readable_by(actor)))
    if notice is None:
        raise NotFound
    return notice


def row(actor: Actor, notice_id: int) -> Notice:
    """The row to change, locked until the command ends; NotFound when there is none for this actor."""
    notice = db.session.scalar(select(Notice).where(Notice.id == notice_id, visible_to(actor)).with_for_update())
    if notice is None:
        raise NotFound
    return notice


def is_addressed(actor: Actor, notice_id: int) -> bool:
    """Meant for this person, not only seen because they publish."""
    return db.session.scalar(select(Notice.id).where(Notice.id == notice_id, addressed_to(actor))) is not None


@sees("notice")
def sees_notice(actor: Actor, notice_id: int) -> bool:
    """Live topic, photos, documents, links."""
    return db.session.scalar(select(Notice.id).where(Notice.id == notice_id, readable_by(actor))) is not None


@sees("notices")
def sees_board(actor: Actor, _number: int) -> bool:
    """The topic "notices:0": says only that the board has changed."""
    return actor.signed_in


@sees("notice-desk")
def sees_desk(actor: Actor, _number: int) -> bool:
    """Who reads is counted for those who publish."""
    return policy.may_publish(actor)
