"""Publishing, saying it anew, taking it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.notices import policy, queries
from hub.features.notices.commands.drafting import NOTHING, Enclosed, enclose, unpublished
from hub.features.notices.events import (
    NoticeHeldBack,
    NoticePinned,
    NoticePublished,
    NoticeRevised,
    NoticeScheduled,
    NoticeWithdrawn,
)
from hub.features.notices.models import Notice, NoticeVersion
from hub.features.notices.rules.notice import Revision, Stage, check_line, check_times, check_words


@command
def publish(actor: Actor, notice_id: int) -> None:
    """Now, whatever time was planned."""
    notice = unpublished(actor, notice_id)
    check_words(notice.title, notice.body)
    check_times(clock.now(), None, notice.until_at)
    _appear(notice, actor.user_id)


@command
def schedule(actor: Actor, notice_id: int) -> datetime:
    """At the time the draft names; answers it."""
    notice = unpublished(actor, notice_id)
    check_words(notice.title, notice.body)
    if notice.from_at is None or notice.from_at <= clock.now():
        raise RuleBroken(_l("发布时间已经过了，请改时间，或者马上发布。"), "from_at")
    check_times(clock.now(), notice.from_at, notice.until_at)
    notice.stage, notice.published_by = Stage.SCHEDULED, actor.user_id
    notice.touched += 1
    record(NoticeScheduled(notice_id=notice.id, at=notice.from_at.isoformat()))
    return notice.from_at


@command
def hold_back(actor: Actor, notice_id: int) -> None:
    """It is a draft again."""
    notice = unpublished(actor, notice_id)
    _hold_back(notice)


@command
def publish_scheduled(actor: Actor, notice_id: int) -> None:
    """Its time has come; nothing happens if somebody was quicker. One that would end at once is held back."""
    notice = queries.row(actor, notice_id)
    now = clock.now()
    if notice.stage != Stage.SCHEDULED or notice.from_at is None or notice.from_at > now:
        return
    require(policy.may_edit(actor, notice))
    if notice.until_at is not None and notice.until_at <= now:
        _hold_back(notice)
    else:
        _appear(notice, notice.published_by)


def due(now: datetime) -> list[int]:
    """Whose time has come."""
    query = select(Notice.id).where(Notice.stage == Stage.SCHEDULED, Notice.from_at <= now).order_by(Notice.from_at)
    return list(db.session.scalars(query))


@command
def revise(actor: Actor, notice_id: int, base: int, what: Revision, enclosed: Enclosed = NOTHING) -> int:
    """A new version of a published one; answers its number. `base` is the version its writer had before their eyes."""
    notice = _published(actor, notice_id)
    if base != notice.version:
        raise RuleBroken(_l("别的同事刚更新过这条公告，请先看看新的内容再改。"))
    title, body = check_words(what.title, what.body)
    changed = check_line(what.changed, "changed", _l("请用一句话写明改了什么，邻居们会看到。"))
    now = clock.now()
    if what.until_at != notice.until_at:
        check_times(now, None, what.until_at)
    before = (notice.title, notice.body, notice.until_at, list(notice.photos), list(notice.documents))
    notice.title, notice.body, notice.until_at = title, body, what.until_at
    enclose(actor, notice, enclosed)
    if before == (title, body, what.until_at, list(notice.photos), list(notice.documents)):
        raise RuleBroken(_l("内容没有变化，不用更新。"), "body")
    notice.version += 1
    notice.updated_at = now
    notice.touched += 1
    if what.tell:
        notice.asked_version = notice.version
    _keep(notice, actor.user_id, changed, told=what.tell)
    record(
        NoticeRevised(
            notice_id=notice.id,
            version=notice.version,
            title=title,
            changed=changed,
            tell=what.tell,
            urgent=notice.urgent,
            mandatory=notice.mandatory,
        )
    )
    return notice.version


@command
def withdraw(actor: Actor, notice_id: int, reason: str) -> None:
    """It no longer holds. Those who may have read it see that, and why."""
    notice = _published(actor, notice_id)
    reason = check_line(reason, "reason", _l("请写明为什么撤回，邻居们会看到。"))
    notice.stage, notice.withdrawn_at, notice.withdrawn_by = Stage.WITHDRAWN, clock.now(), actor.user_id
    notice.withdrawn_reason, notice.pinned = reason, False
    notice.touched += 1
    record(NoticeWithdrawn(notice_id=notice.id, title=notice.title, reason=reason))


@command
def pin(actor: Actor, notice_id: int, pinned: bool) -> None:
    """On top of the board, or no longer; its words stay as they are."""
    notice = _published(actor, notice_id)
    notice.pinned = pinned
    notice.touched += 1
    record(NoticePinned(notice_id=notice.id, pinned=pinned))


def _published(actor: Actor, notice_id: int) -> Notice:
    notice = queries.row(actor, notice_id)
    require(policy.may_edit(actor, notice))
    if notice.stage != Stage.PUBLISHED:
        raise RuleBroken(_l("只有已发布的公告才能这样办。"))
    return notice


def _appear(notice: Notice, by: int | None) -> None:
    now = clock.now()
    notice.stage, notice.published_at, notice.updated_at, notice.published_by = Stage.PUBLISHED, now, now, by
    notice.version = notice.asked_version = 1
    notice.touched += 1
    _keep(notice, by, "", told=True)
    record(
        NoticePublished(
            notice_id=notice.id,
            version=1,
            title=notice.title,
            voice=notice.voice,
            scope=notice.scope,
            urgent=notice.urgent,
            mandatory=notice.mandatory,
        )
    )


def _hold_back(notice: Notice) -> None:
    notice.stage, notice.published_by = Stage.DRAFT, None
    notice.touched += 1
    record(NoticeHeldBack(notice_id=notice.id))


def _keep(notice: Notice, by: int | None, changed: str, *, told: bool) -> None:
    db.session.add(
        NoticeVersion(
            notice_id=notice.id,
            number=notice.version,
            title=notice.title,
            body=notice.body,
            photos=list(notice.photos),
            documents=list(notice.documents),
            until_at=notice.until_at,
            changed=changed,
            told=told,
            at=clock.now(),
            by=by,
        )
    )
    db.session.flush()
