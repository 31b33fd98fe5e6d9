"""Delivering and reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select, update

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.features.inbox import queries
from hub.features.inbox.events import EntriesDelivered, EntriesRead, EntriesTakenBack, InboxEmptied
from hub.features.inbox.models import InboxEntry


@command
def deliver(
    actor: Actor, user_ids: Iterable[int], kind: str, words: Mapping[str, str], link: str, dedupe: str
) -> tuple[int, ...]:
    """Tell these people, except whoever did it; once for each `dedupe`. Answers who was newly told.

    For flows: it says nothing the receivers may not see, which is the caller's care.
    """
    wanted = {user_id for user_id in user_ids if user_id != actor.user_id}
    told = select(InboxEntry.user_id).where(InboxEntry.dedupe == dedupe, InboxEntry.user_id.in_(wanted))
    new = tuple(sorted(wanted - set(db.session.scalars(told))))
    now = clock.now()
    for user_id in new:
        db.session.add(
            InboxEntry(user_id=user_id, kind=kind, words=dict(words), link=link, dedupe=dedupe, created_at=now)
        )
    if new:
        db.session.flush()
        record(EntriesDelivered(kind=kind, link=link, user_ids=new))
    return new


@command
def read(actor: Actor, entry_id: int) -> str:
    """Mark one as read; answers where it leads."""
    entry = queries.row(actor, entry_id)
    if entry.read_at is None:
        entry.read_at = clock.now()
        assert actor.user_id is not None
        record(EntriesRead(user_id=actor.user_id, count=1))
    return entry.link


@command
def read_all(actor: Actor) -> int:
    """Mark all as read; answers how many were not."""
    require(actor.signed_in)
    assert actor.user_id is not None
    done = db.session.execute(
        update(InboxEntry)
        .where(queries.visible_to(actor), InboxEntry.read_at.is_(None))
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    count: int = done.rowcount  # type: ignore[attr-defined]
    record(EntriesRead(user_id=actor.user_id, count=count))
    return count


@command
def empty(_actor: Actor, user_id: int) -> None:
    """Remove all entries of an account. For flows, when the account is erased."""
    gone = db.session.execute(
        delete(InboxEntry).where(InboxEntry.user_id == user_id).execution_options(synchronize_session=False)
    )
    record(InboxEmptied(user_id=user_id, count=gone.rowcount))  # type: ignore[attr-defined]


@command
def take_back(_actor: Actor, user_id: int, link: str) -> None:
    """Remove what somebody was told of a thing that they must no longer see. For flows."""
    gone = db.session.execute(
        delete(InboxEntry)
        .where(InboxEntry.user_id == user_id, InboxEntry.link == link)
        .execution_options(synchronize_session=False)
    )
    record(EntriesTakenBack(link=link, count=gone.rowcount))  # type: ignore[attr-defined]
