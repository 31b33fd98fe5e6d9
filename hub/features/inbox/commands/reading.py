"""Reading."""

from __future__ import annotations

from sqlalchemy import update

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.features.inbox import queries
from hub.features.inbox.events import EntriesRead
from hub.features.inbox.models import InboxEntry


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
