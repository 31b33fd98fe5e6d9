"""One notice to read, its versions, and what this person may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from hub.core import clock, documents, files
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.notices import policy
from hub.features.notices.models import Notice, NoticeConfirmation, NoticeVersion
from hub.features.notices.queries.audience import Names, names_of
from hub.features.notices.queries.sight import get, is_addressed, readable
from hub.features.notices.rules.notice import CATEGORIES, VOICES, Category, Scope, Stage, Voice, is_current
from hub.features.notices.rules.versions import Line as Compared
from hub.features.notices.rules.versions import compared
from hub.people.models import User


@dataclass(frozen=True)
class Card:
    """What there is to read. Of a withdrawn one only publishers get the words and files."""

    id: int
    touched: int
    title: str
    body: str
    category: Category
    voice: Voice
    author: str
    stage: Stage
    version: int
    published_at: datetime | None
    updated_at: datetime | None
    from_at: datetime | None
    until_at: datetime | None
    everyone: bool
    visitors: bool
    urgent: bool
    pinned: bool
    mandatory: bool
    whom: Names
    current: bool
    changed: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    photos: tuple[files.PhotoCard, ...]
    documents: tuple[documents.DocumentCard, ...]

    @property
    def category_name(self) -> Any:
        return CATEGORIES[self.category]

    @property
    def voice_name(self) -> Any:
        return VOICES[self.voice]


@dataclass(frozen=True)
class Actions:
    """What this person may do, and whether they have confirmed."""

    notice_id: int
    version: int
    touched: int
    asks: bool = False  # to be confirmed, and this person is meant
    confirmed_at: datetime | None = None
    may_edit: bool = False
    may_count: bool = False
    pinned: bool = False
    stage: Stage = Stage.PUBLISHED


@dataclass(frozen=True)
class VersionLine:
    """An entry of the history."""

    number: int
    at: datetime
    by: str
    changed: str
    told: bool


@dataclass(frozen=True)
class Version:
    """An old version whole, and what the step from the one before it changed."""

    line: VersionLine
    title: str
    body: str
    photos: tuple[files.PhotoCard, ...]
    documents: tuple[documents.DocumentCard, ...]
    title_changed: tuple[Compared, ...] = ()
    body_changed: tuple[Compared, ...] = ()
    files_changed: bool = False


def card(actor: Actor, notice_id: int) -> Card:
    """NotFound when this actor may not know of it."""
    row = get(actor, notice_id)
    hidden = row.stage == Stage.WITHDRAWN and not policy.may_publish(actor) and actor.kind != "system"
    names = names_of([row.id]) if row.scope != Scope.ALL else {}
    author = db.session.scalar(select(User.nickname).where(User.id == (row.published_by or row.created_by)))
    changed = db.session.scalar(
        select(NoticeVersion.changed).where(NoticeVersion.notice_id == row.id, NoticeVersion.number == row.version)
    )
    return Card(
        id=row.id,
        touched=row.touched,
        title=row.title,
        body="" if hidden else row.body,
        category=Category(row.category),
        voice=Voice(row.voice),
        author=author or "",
        stage=Stage(row.stage),
        version=row.version,
        published_at=row.published_at,
        updated_at=row.updated_at,
        from_at=row.from_at,
        until_at=row.until_at,
        everyone=row.scope == Scope.ALL,
        visitors=row.visitors,
        urgent=row.urgent,
        pinned=row.pinned,
        mandatory=row.mandatory,
        whom=names.get(row.id, Names()),
        current=is_current(clock.now(), row.stage, row.until_at),
        changed="" if hidden else changed or "",
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        photos=() if hidden else photos(row.id, row.photos),
        documents=() if hidden else papers(row.id, row.documents),
    )


def photos(notice_id: int, names: Sequence[str]) -> tuple[files.PhotoCard, ...]:
    """Those of a version, in its order."""
    known = {photo.name: photo for photo in files.photos_of(f"notice:{notice_id}")} if names else {}
    return tuple(known[name] for name in names if name in known)


def papers(notice_id: int, names: Sequence[str]) -> tuple[documents.DocumentCard, ...]:
    """Those of a version, in its order."""
    known = {paper.name: paper for paper in documents.documents_of(f"notice:{notice_id}")} if names else {}
    return tuple(known[name] for name in names if name in known)


def actions(actor: Actor, notice_id: int) -> Actions:
    """For this very person."""
    row = get(actor, notice_id)
    must = row.mandatory and is_current(clock.now(), row.stage, row.until_at)
    return Actions(
        notice_id=row.id,
        version=row.version,
        touched=row.touched,
        asks=must and actor.signed_in and is_addressed(actor, row.id),
        confirmed_at=confirmed_at(actor, row) if row.mandatory else None,
        may_edit=policy.may_edit(actor, row),
        may_count=policy.may_publish(actor),
        pinned=row.pinned,
        stage=Stage(row.stage),
    )


def confirmed_at(actor: Actor, row: Notice) -> datetime | None:
    """When this person last confirmed what was asked of them; None when they have not."""
    return db.session.scalar(
        select(func.max(NoticeConfirmation.at)).where(
            NoticeConfirmation.notice_id == row.id,
            NoticeConfirmation.user_id == actor.user_id,
            NoticeConfirmation.version >= row.asked_version,
        )
    )


def history(actor: Actor, notice_id: int) -> list[VersionLine]:
    """All versions, newest first."""
    row = readable(actor, notice_id)
    query = (
        select(NoticeVersion, User.nickname)
        .outerjoin(User, User.id == NoticeVersion.by)
        .where(NoticeVersion.notice_id == row.id)
        .order_by(NoticeVersion.number.desc())
    )
    return [_line(version, nickname) for version, nickname in db.session.execute(query)]


def version(actor: Actor, notice_id: int, number: int) -> Version:
    """One version, compared with the one before it; NotFound when there is none for this actor."""
    row = readable(actor, notice_id)
    query = (
        select(NoticeVersion, User.nickname)
        .outerjoin(User, User.id == NoticeVersion.by)
        .where(NoticeVersion.notice_id == row.id, NoticeVersion.number.in_((number, number - 1)))
    )
    found = {v.number: (v, nickname) for v, nickname in db.session.execute(query)}
    if number not in found:
        raise NotFound
    this, nickname = found[number]
    before = found[number - 1][0] if number - 1 in found else None
    return Version(
        line=_line(this, nickname),
        title=this.title,
        body=this.body,
        photos=photos(row.id, this.photos),
        documents=papers(row.id, this.documents),
        title_changed=compared(before.title, this.title) if before and before.title != this.title else (),
        body_changed=compared(before.body, this.body) if before and before.body != this.body else (),
        files_changed=bool(before and (before.photos, before.documents) != (this.photos, this.documents)),
    )


def _line(row: NoticeVersion, nickname: str | None) -> VersionLine:
    return VersionLine(row.number, row.at, nickname or "", row.changed, row.told)
