"""Opening a page is gathered and written together; confirming and telephoning are deeds of their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.notices import policy, queries
from hub.features.notices.events import (
    NoticeConfirmed,
    NoticeNotTold,
    NoticesRead,
    NoticeTold,
    ReadingForgotten,
)
from hub.features.notices.models import Notice, NoticeCall, NoticeConfirmation, NoticeRead
from hub.features.notices.queries.audience import audience_of, households
from hub.features.notices.queries.gathered import gathered
from hub.features.notices.rules.notice import is_current
from hub.people.models import Unit, User

AT_A_TIME = 400


def write(actor: Actor) -> None:
    """Write which pages were opened; nothing when nobody was here."""
    found = dict(gathered())
    if found:
        keep_reads(actor, [(n, user_id, version, at) for (n, user_id), (version, at) in found.items()])
    for key, value in found.items():
        if gathered().get(key) == value:
            del gathered()[key]


@command
def keep_reads(_actor: Actor, reads: list[tuple[int, int, int, Any]]) -> None:
    users = set(db.session.scalars(select(User.id).where(User.id.in_({r[1] for r in reads}), User.banned_at.is_(None))))
    known = set(db.session.scalars(select(Notice.id).where(Notice.id.in_({r[0] for r in reads}), Notice.version > 0)))
    rows = [
        {"notice_id": n, "user_id": user_id, "version": version, "first_at": at, "last_at": at}
        for n, user_id, version, at in reads
        if n in known and user_id in users
    ]
    for start in range(0, len(rows), AT_A_TIME):
        _upsert(rows[start : start + AT_A_TIME])
    if rows:
        notices = tuple(sorted({row["notice_id"] for row in rows}))
        record(NoticesRead(notice_ids=notices, count=len(rows)))


def _upsert(rows: list[dict[str, Any]]) -> None:
    """Reading an older version late never makes somebody less informed."""
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    made = dialect.insert(NoticeRead).values(rows)
    fresh = made.excluded
    latest = db.func.max if dialect is sqlite else db.func.greatest
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["notice_id", "user_id"],
            set_={"version": latest(NoticeRead.version, fresh.version), "last_at": fresh.last_at},
        )
    )


@command
def confirm(actor: Actor, notice_id: int, version: int) -> None:
    """我已阅读: this person, this version, once. Saying it again changes nothing."""
    notice = queries.get(actor, notice_id)
    require(actor.signed_in and queries.is_addressed(actor, notice.id))
    if not notice.mandatory or not is_current(clock.now(), notice.stage, notice.until_at):
        raise RuleBroken(_l("这条公告不用确认，或者已经过期了。"))
    if not notice.asked_version <= version <= notice.version:
        raise RuleBroken(_l("公告刚刚更新了，请看过新的内容再确认。"))
    key = (notice.id, version, actor.user_id)
    if db.session.get(NoticeConfirmation, key) is not None:
        return
    now = clock.now()
    db.session.add(NoticeConfirmation(notice_id=notice.id, version=version, user_id=actor.user_id, at=now))
    _upsert([{"notice_id": notice.id, "user_id": actor.user_id, "version": version, "first_at": now, "last_at": now}])
    record(NoticeConfirmed(notice_id=notice.id, version=version))


@command
def tell(actor: Actor, notice_id: int, unit_id: int) -> None:
    """电话通知过了: the household knows, though nobody there has read it."""
    notice = _to_telephone(actor, notice_id)
    in_scope = select(Unit.id).where(Unit.id == unit_id, households(audience_of(notice)))
    if db.session.scalar(in_scope) is None:
        raise NotFound
    if db.session.get(NoticeCall, (notice.id, notice.version, unit_id)) is not None:
        return
    db.session.add(
        NoticeCall(notice_id=notice.id, version=notice.version, unit_id=unit_id, by=actor.user_id, at=clock.now())
    )
    record(NoticeTold(notice_id=notice.id, unit_id=unit_id))


@command
def untell(actor: Actor, notice_id: int, unit_id: int) -> None:
    """That was the wrong line."""
    notice = _to_telephone(actor, notice_id)
    gone = db.session.execute(
        delete(NoticeCall).where(NoticeCall.notice_id == notice.id, NoticeCall.unit_id == unit_id)
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        record(NoticeNotTold(notice_id=notice.id, unit_id=unit_id))


def _to_telephone(actor: Actor, notice_id: int) -> Notice:
    notice = queries.row(actor, notice_id)
    require(policy.may_telephone(actor))
    if not notice.version:
        raise RuleBroken(_l("公告还没有发布。"))
    return notice


@command
def forget_reading(_actor: Actor, user_id: int) -> None:
    """What an erased account has opened and confirmed. For flows."""
    for key in [key for key in gathered() if key[1] == user_id]:
        del gathered()[key]
    count = 0
    for table in (NoticeRead, NoticeConfirmation):
        count += db.session.execute(delete(table).where(table.user_id == user_id)).rowcount  # type: ignore[attr-defined]
    record(ReadingForgotten(user_id=user_id, count=count))
