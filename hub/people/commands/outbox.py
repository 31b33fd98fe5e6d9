"""Reading the outbox is itself a deed: the messages were meant for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import db
from hub.core.events import command, record
from hub.people import phones, sms
from hub.people.events import OutboxRead
from hub.people.models import SmsCode, SmsMessage

MOST = 30
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Message:
    """A short message in the outbox."""

    id: int
    phone: str
    text: str
    created_at: datetime
    sent_at: datetime | None
    failure: str
    news: bool


@command
def outbox(actor: Actor) -> list[Message]:
    """The last messages, numbers masked (whoever asks says theirs): reading is written down, they were for others.

    Codes come first: somebody is on the telephone, waiting for one. News never pushes them off the page.
    """
    require_permission(actor, Permission.OUTBOX_SEE)
    newest = select(SmsMessage).order_by(SmsMessage.id.desc()).limit(MOST)
    rows = [
        *db.session.scalars(newest.where(SmsMessage.purpose != sms.NEWS)),
        *db.session.scalars(newest.where(SmsMessage.purpose == sms.NEWS)),
    ]
    record(OutboxRead(message_ids=tuple(row.id for row in rows)))
    return [_message(row) for row in rows]


def _message(r: SmsMessage) -> Message:
    number = phones.masked(r.phone)
    return Message(r.id, number, r.text, r.created_at, r.sent_at, r.failure or "", r.purpose == sms.NEWS)


@command
def _forget(_actor: Actor) -> None:
    """Messages hold numbers and are soon of no use; codes are dead after ten minutes, but count for a day's limit."""
    now = clock.now()
    db.session.execute(delete(SmsMessage).where(SmsMessage.created_at < now - KEPT))
    db.session.execute(delete(SmsCode).where(SmsCode.created_at < now - timedelta(days=2)))


def sweep(actor: Actor) -> None:
    """For the job."""
    _forget(actor)
