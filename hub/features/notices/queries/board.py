"""The board: what there is to read, pinned first, what this person has not read marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, tuple_

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.features.notices.models import Notice, NoticeConfirmation, NoticeRead
from hub.features.notices.queries.audience import Names, names_of
from hub.features.notices.queries.gathered import seen_version
from hub.features.notices.queries.sight import addressed_to, current, for_visitors, visible_to
from hub.features.notices.rules.notice import CATEGORIES, VOICES, Category, Scope, Stage, Voice, is_current

PAGE = 20
MOST_ON_TOP = 10


@dataclass(frozen=True)
class Line:
    """A notice in a list. `unread` and `to_confirm` are about the person who asked."""

    id: int
    touched: int
    title: str
    category: Category
    voice: Voice
    urgent: bool
    pinned: bool
    mandatory: bool
    version: int
    published_at: datetime
    updated_at: datetime
    until_at: datetime | None
    everyone: bool
    whom: Names
    current: bool
    withdrawn: bool
    unread: bool
    to_confirm: bool

    @property
    def category_name(self) -> Any:
        return CATEGORIES[self.category]

    @property
    def voice_name(self) -> Any:
        return VOICES[self.voice]


@dataclass(frozen=True)
class Page:
    """`top` are the urgent and pinned ones, on the first page only; `before` is the cursor of the next page."""

    top: list[Line]
    lines: list[Line]
    before: int | None


def page(actor: Actor, category: Category | None = None, before: int | None = None, *, past: bool = False) -> Page:
    """What is in force now, or (`past`) what has run out or was withdrawn."""
    wanted = [visible_to(actor), Notice.published_at.is_not(None), not_(current()) if past else current()]
    if category is not None:
        wanted.append(Notice.category == category)
    high = or_(Notice.urgent, Notice.pinned)
    top: list[Line] = []
    if not past:
        if before is None:
            query = select(Notice).where(*wanted, high).order_by(Notice.urgent.desc(), *_newest()).limit(MOST_ON_TOP)
            top = lines(actor, query)
        wanted.append(not_(and_(high, Notice.id.in_([line.id for line in top]))) if before is None else not_(high))
    query = select(Notice).where(*wanted, *_after(before)).order_by(*_newest()).limit(PAGE + 1)
    found = lines(actor, query)
    return Page(top, found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def _newest() -> tuple[ColumnElement[Any], ...]:
    return Notice.published_at.desc(), Notice.id.desc()


def _after(before: int | None) -> list[ColumnElement[bool]]:
    if before is None:
        return []
    at = select(Notice.published_at).where(Notice.id == before).scalar_subquery()
    return [tuple_(Notice.published_at, Notice.id) < tuple_(at, before)]


def latest(actor: Actor, most: int = 3) -> list[Line]:
    """For the home page: what must be confirmed, then urgent, pinned and newest ones meant for this very person."""
    whom = addressed_to(actor) if actor.signed_in else for_visitors()
    query = select(Notice).where(whom, current())
    must = and_(Notice.mandatory, ~_confirmed(actor)) if actor.signed_in else Notice.mandatory
    order = (must.desc(), Notice.urgent.desc(), Notice.pinned.desc(), *_newest())
    return lines(actor, query.order_by(*order).limit(most))


def to_confirm(actor: Actor, most: int = 3) -> list[Line]:
    """Mandatory ones this person has not confirmed."""
    if not actor.signed_in:
        return []
    query = select(Notice).where(addressed_to(actor), current(), Notice.mandatory, ~_confirmed(actor))
    return lines(actor, query.order_by(*_newest()).limit(most))


def unread(actor: Actor) -> int:
    """How many in force this person has not opened (at most 100 are counted)."""
    if actor.user_id is None:
        return 0
    opened = exists().where(NoticeRead.notice_id == Notice.id, NoticeRead.user_id == actor.user_id)
    ids = db.session.scalars(select(Notice.id).where(addressed_to(actor), current(), ~opened).limit(100)).all()
    return len(ids) - len(seen_version(actor.user_id, ids))


def public() -> list[Notice]:
    """For the feeds: the newest that visitors may read."""
    return list(db.session.scalars(select(Notice).where(for_visitors()).order_by(*_newest()).limit(PAGE)))


def counts(actor: Actor) -> dict[Category, int]:
    """How many are in force by category, to offer only filters that find something."""
    query = select(Notice.category, func.count()).where(visible_to(actor), current()).group_by(Notice.category)
    found = {Category(name): n for name, n in db.session.execute(query)}
    return {category: found[category] for category in Category if category in found}


def _confirmed(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        NoticeConfirmation.notice_id == Notice.id,
        NoticeConfirmation.user_id == actor.user_id,
        NoticeConfirmation.version >= Notice.asked_version,
    )


def lines(actor: Actor, query: Select[Notice]) -> list[Line]:
    """Five questions at most, however long the list is."""
    rows: Sequence[Notice] = db.session.scalars(query).all()
    ids = [row.id for row in rows]
    whom = names_of(row.id for row in rows if row.scope != Scope.ALL)
    seen, confirmed = _seen(actor, ids), _versions_confirmed(actor, ids)
    now = clock.now()
    found = []
    for row in rows:
        assert row.published_at is not None
        in_force = is_current(now, row.stage, row.until_at)
        asked = actor.signed_in and in_force
        found.append(
            Line(
                id=row.id,
                touched=row.touched,
                title=row.title,
                category=Category(row.category),
                voice=Voice(row.voice),
                urgent=row.urgent,
                pinned=row.pinned,
                mandatory=row.mandatory,
                version=row.version,
                published_at=row.published_at,
                updated_at=row.updated_at or row.published_at,
                until_at=row.until_at,
                everyone=row.scope == Scope.ALL,
                whom=whom.get(row.id, Names()),
                current=in_force,
                withdrawn=row.stage == Stage.WITHDRAWN,
                unread=asked and seen.get(row.id, 0) < row.asked_version,
                to_confirm=asked and row.mandatory and confirmed.get(row.id, 0) < row.asked_version,
            )
        )
    return found


def _seen(actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    if actor.user_id is None or not ids:
        return {}
    query = select(NoticeRead.notice_id, NoticeRead.version).where(
        NoticeRead.user_id == actor.user_id, NoticeRead.notice_id.in_(ids)
    )
    stored: dict[int, int] = dict(db.session.execute(query).all())
    for notice_id, version in seen_version(actor.user_id, ids).items():
        stored[notice_id] = max(version, stored.get(notice_id, 0))
    return stored


def _versions_confirmed(actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    if actor.user_id is None or not ids:
        return {}
    query = (
        select(NoticeConfirmation.notice_id, func.max(NoticeConfirmation.version))
        .where(NoticeConfirmation.user_id == actor.user_id, NoticeConfirmation.notice_id.in_(ids))
        .group_by(NoticeConfirmation.notice_id)
    )
    return dict(db.session.execute(query).all())
