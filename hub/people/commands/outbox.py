"""Reading the outbox is itself a deed: the messages were meant for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import db
from hub.core.events import command, record
from hub.people import phones
from hub.people.events import OutboxRead
from hub.people.models import SmsMessage

MOST = 30


@dataclass(frozen=True)
class Message:
    """A short message in the outbox."""

    id: int
    phone: str
    text: str
    created_at: datetime
    sent_at: datetime | None
    failure: str


@command
def outbox(actor: Actor) -> list[Message]:
    """The last messages, with their numbers: reading them is written down, because they were meant for others."""
    require_permission(actor, Permission.OUTBOX_SEE)
    rows = list(db.session.scalars(select(SmsMessage).order_by(SmsMessage.id.desc()).limit(MOST)))
    record(OutboxRead(message_ids=tuple(row.id for row in rows)))
    return [Message(r.id, phones.spoken(r.phone), r.text, r.created_at, r.sent_at, r.failure or "") for r in rows]
