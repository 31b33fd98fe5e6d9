"""Forgetting: an erased account's news and addresses, and records that have served."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import command, record
from hub.features.inbox.events import EntriesTakenBack, InboxEmptied
from hub.features.inbox.models import (
    ChannelChoice,
    Delivery,
    Digest,
    DigestLine,
    EmailAddress,
    InboxEntry,
    PushSubscription,
    TopicChoice,
    WeChatBinding,
)

KEPT = timedelta(days=90)
QUIET = {"synchronize_session": False}


@command
def empty(_actor: Actor, user_id: int) -> None:
    """Remove entries, addresses, choices and the record of deliveries of an account. For flows, at erasure."""
    for table in (
        *(Delivery, DigestLine, Digest, TopicChoice, ChannelChoice),
        *(EmailAddress, WeChatBinding, PushSubscription),
    ):
        db.session.execute(delete(table).where(table.user_id == user_id).execution_options(**QUIET))
    gone = db.session.execute(delete(InboxEntry).where(InboxEntry.user_id == user_id).execution_options(**QUIET))
    record(InboxEmptied(user_id=user_id, count=gone.rowcount))  # type: ignore[attr-defined]


@command
def take_back(_actor: Actor, user_id: int, link: str) -> None:
    """Remove what somebody was told of a thing that they must no longer see, sent or not. For flows."""
    entries = select(InboxEntry.id).where(InboxEntry.user_id == user_id, InboxEntry.link == link)
    for table in (Delivery, DigestLine):
        db.session.execute(delete(table).where(table.entry_id.in_(entries)).execution_options(**QUIET))
    gone = db.session.execute(
        delete(InboxEntry).where(InboxEntry.user_id == user_id, InboxEntry.link == link).execution_options(**QUIET)
    )
    record(EntriesTakenBack(link=link, count=gone.rowcount))  # type: ignore[attr-defined]


@command
def _forget(_actor: Actor) -> None:
    """What reached whom is worth knowing for a season, not for ever."""
    before = clock.now() - KEPT
    db.session.execute(
        delete(Delivery).where(Delivery.created_at < before, Delivery.state != "waiting").execution_options(**QUIET)
    )
    old = select(Digest.id).where(
        Digest.created_at < before, ~select(Delivery.id).where(Delivery.digest_id == Digest.id).exists()
    )
    db.session.execute(delete(DigestLine).where(DigestLine.digest_id.in_(old)).execution_options(**QUIET))
    db.session.execute(
        delete(Digest)
        .where(Digest.created_at < before, ~select(Delivery.id).where(Delivery.digest_id == Digest.id).exists())
        .execution_options(**QUIET)
    )


def sweep(actor: Actor) -> None:
    """For the job."""
    _forget(actor)
