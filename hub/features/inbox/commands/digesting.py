"""The daily summary: one message a channel with everything that was put off and is still unread."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.features.inbox import errands
from hub.features.inbox.events import DigestMade
from hub.features.inbox.models import Delivery, Digest, DigestLine, InboxEntry
from hub.features.inbox.queries import plan

AT = time(18, 0)
QUIET = {"synchronize_session": False}


def deadline(now: datetime) -> datetime:
    """Today at six in the evening, on the compound's clock."""
    return datetime.combine(clock.local(now).date(), AT, clock.LOCAL)


def waiting() -> list[int]:
    """Whose summary is due: something was put off before six o'clock, it is past six, and today's is not made yet."""
    now = clock.now()
    end = deadline(now)
    if now < end:
        return []
    made = select(Digest.user_id).where(Digest.day == end.date())
    found = db.session.scalars(
        select(DigestLine.user_id)
        .join(InboxEntry, InboxEntry.id == DigestLine.entry_id)
        .where(DigestLine.digest_id.is_(None), InboxEntry.created_at < end, DigestLine.user_id.not_in(made))
        .distinct()
        .order_by(DigestLine.user_id)
    )
    ids = list(found)
    db.session.rollback()
    return ids


@command
def summarise(actor: Actor, user_id: int) -> None:
    """Make one person's summary of today; a second one is impossible. What was read meanwhile is left out."""
    require(actor.kind == "system")
    now = clock.now()
    end = deadline(now)
    digest = Digest(user_id=user_id, day=end.date(), created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(digest)
    except IntegrityError:
        return
    mine = select(InboxEntry.id).where(InboxEntry.user_id == user_id, InboxEntry.created_at < end)
    put_off = (DigestLine.user_id == user_id, DigestLine.digest_id.is_(None))
    read = mine.where(InboxEntry.read_at.is_not(None))
    db.session.execute(delete(DigestLine).where(*put_off, DigestLine.entry_id.in_(read)).execution_options(**QUIET))
    taken = db.session.execute(
        update(DigestLine)
        .where(*put_off, DigestLine.entry_id.in_(mine))
        .values(digest_id=digest.id)
        .execution_options(**QUIET)
    )
    lines: int = taken.rowcount  # type: ignore[attr-defined]
    ways = plan.ways([user_id], urgent=False) if lines else []
    errands.wake(way.channel for way in ways)
    for way in ways:
        db.session.add(
            Delivery(
                user_id=user_id,
                channel=way.channel,
                target=way.target,
                purpose="digest",
                digest_id=digest.id,
                created_at=now,
                next_try_at=now,
            )
        )
    record(DigestMade(user_id=user_id, count=lines))
