"""Writing: nobody but those who publish in the same name sees it yet."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hub.core import clock, documents, files
from hub.core.authz import Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.notices import policy, queries
from hub.features.notices.events import NoticeDiscarded, NoticeDrafted, NoticeRewritten
from hub.features.notices.models import Notice, NoticeTarget
from hub.features.notices.rules.notice import (
    LONGEST_BODY,
    LONGEST_TITLE,
    Audience,
    Draft,
    Scope,
    Stage,
    check_audience,
    check_times,
    check_words,
)
from hub.people.models import Building, Entrance, Phase

QUIET = timedelta(minutes=10)  # a draft that saves itself while somebody types says so in the record only this often


@dataclass(frozen=True)
class Enclosed:
    """Names of received photos and documents, in the order they are shown."""

    photos: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


NOTHING = Enclosed()


@command
def draft(actor: Actor, what: Draft, enclosed: Enclosed = NOTHING) -> int:
    """Begin a notice; answers its id."""
    require_permission(actor, P.NOTICES_PUBLISH)
    now = clock.now()
    notice = Notice(uid=str(uuid.uuid4()), created_by=actor.user_id, created_at=now, saved_at=now)
    notice.voice = what.voice.value
    require(policy.may_edit(actor, notice))
    _write_down(notice, what)
    db.session.add(notice)
    db.session.flush()
    enclose(actor, notice, enclosed)
    record(NoticeDrafted(notice_id=notice.id))
    return notice.id


@command
def rewrite(actor: Actor, notice_id: int, what: Draft, enclosed: Enclosed = NOTHING) -> None:
    """Change everything about a draft; one that waited for its time is to be looked at once more."""
    notice = unpublished(actor, notice_id)
    notice.voice = what.voice.value
    require(policy.may_edit(actor, notice))
    _write_down(notice, what)
    notice.stage, notice.saved_at = Stage.DRAFT, clock.now()
    notice.touched += 1
    enclose(actor, notice, enclosed)
    record(NoticeRewritten(notice_id=notice.id))


@command
def jot(actor: Actor, notice_id: int, title: str, body: str) -> None:
    """Keep what is being typed, finished or not; publishing looks at it again."""
    notice = unpublished(actor, notice_id)
    if notice.stage != Stage.DRAFT:
        raise RuleBroken(_l("已经定时发布，先取消定时再改。"))
    before = notice.saved_at
    notice.title = " ".join(title.split())[:LONGEST_TITLE]
    notice.body = body.replace("\r\n", "\n")[:LONGEST_BODY]
    notice.saved_at = clock.now()
    notice.touched += 1
    if notice.saved_at - before > QUIET:
        record(NoticeRewritten(notice_id=notice.id))


@command
def discard(actor: Actor, notice_id: int) -> None:
    """Throw a draft away, with what came with it."""
    notice = unpublished(actor, notice_id)
    subject = f"notice:{notice.id}"
    files.let_go(actor, subject)
    documents.let_go(actor, subject)
    record(NoticeDiscarded(notice_id=notice.id))
    db.session.delete(notice)


def unpublished(actor: Actor, notice_id: int) -> Notice:
    """The draft's row, locked; RuleBroken when it has been published meanwhile."""
    notice = queries.row(actor, notice_id)
    require(policy.may_edit(actor, notice))
    if notice.stage not in (Stage.DRAFT, Stage.SCHEDULED):
        raise RuleBroken(_l("这条公告已经发布了，请用“更新内容”来改。"))
    return notice


def enclose(actor: Actor, notice: Notice, enclosed: Enclosed) -> None:
    """Hang new photos and documents on the notice, and keep the list of those that are shown, old and new."""
    subject = f"notice:{notice.id}"
    files.attach(actor, enclosed.photos, subject)
    documents.attach(actor, enclosed.documents, subject)
    notice.photos = [photo.name for photo in _photos(notice.id, enclosed.photos)]
    notice.documents = [paper.name for paper in _papers(notice.id, enclosed.documents)]
    if not notice.version:  # an older version still shows what a newer one has left out
        files.let_go(actor, subject, notice.photos)
        documents.let_go(actor, subject, notice.documents)


def _photos(notice_id: int, names: Sequence[str]) -> tuple[files.PhotoCard, ...]:
    """Only what belongs to this very notice may be named."""
    return queries.photos(notice_id, names)[: files.MOST]


def _papers(notice_id: int, names: Sequence[str]) -> tuple[documents.DocumentCard, ...]:
    """Likewise."""
    return queries.papers(notice_id, names)[: documents.MOST]


def _write_down(notice: Notice, what: Draft) -> None:
    notice.title, notice.body = check_words(what.title, what.body)
    audience = check_audience(what.audience, visitors=what.visitors)
    check_times(clock.now(), what.from_at, what.until_at)
    notice.category, notice.scope = what.category.value, audience.scope.value
    notice.urgent, notice.pinned, notice.mandatory = what.urgent, what.pinned, what.mandatory
    notice.visitors, notice.from_at, notice.until_at = what.visitors, what.from_at, what.until_at
    _address(notice, audience)


def _address(notice: Notice, audience: Audience) -> None:
    """The targets as chosen; those that stay keep their rows."""
    _known(audience)
    column = {Scope.PHASE: "phase_id", Scope.BUILDING: "building_id", Scope.ENTRANCE: "entrance_id"}
    name = column.get(audience.scope, "role")
    wanted = set(audience.roles if audience.scope is Scope.ROLE else audience.ids)
    kept = [target for target in notice.targets if getattr(target, name) in wanted]
    has = {getattr(target, name) for target in kept}
    notice.targets = [*kept, *(NoticeTarget(**{name: value}) for value in sorted(wanted - has, key=str))]


def _known(audience: Audience) -> None:
    tables: dict[Scope, Any] = {Scope.PHASE: Phase, Scope.BUILDING: Building, Scope.ENTRANCE: Entrance}
    table = tables.get(audience.scope)
    if table is None:
        return
    found = db.session.scalars(select(table.id).where(table.id.in_(audience.ids))).all()
    if len(found) != len(audience.ids):
        raise RuleBroken(_l("名册里没有这个地方，请重新选。"), f"{audience.scope.value}s")
