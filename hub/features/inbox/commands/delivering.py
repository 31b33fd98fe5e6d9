"""Delivering: an entry in the inbox, and with it the messages that carry it further."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import insert, select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import command, record
from hub.features.inbox import errands
from hub.features.inbox.events import EntriesDelivered
from hub.features.inbox.models import Delivery, DigestLine, InboxEntry
from hub.features.inbox.queries import plan
from hub.features.inbox.rules import KINDS, How


@command
def deliver(
    actor: Actor, user_ids: Iterable[int], kind: str, words: Mapping[str, str], link: str, dedupe: str
) -> tuple[int, ...]:
    """Tell these people, except whoever did it; once for each `dedupe`. Answers who was newly told.

    Whoever switched the topic off is not told. What goes out by e-mail and the like is written down here and sent by a
    job: nothing waits on a network. For flows: it says nothing the receivers may not see, which is the caller's care.
    """
    wanted = {user_id for user_id in user_ids if user_id != actor.user_id}
    told = select(InboxEntry.user_id).where(InboxEntry.dedupe == dedupe, InboxEntry.user_id.in_(wanted))
    hows = plan.hows(wanted - set(db.session.scalars(told)), KINDS.get(kind))
    new = tuple(sorted(user_id for user_id, how in hows.items() if how is not How.OFF))
    if not new:
        return new
    entry = {"kind": kind, "words": dict(words), "link": link, "dedupe": dedupe, "created_at": clock.now()}
    # in one statement, and their ids asked for in another: a notice goes to thousands
    db.session.execute(insert(InboxEntry), [{"user_id": user_id, **entry} for user_id in new])
    _carry(_ids(new, dedupe), hows, kind)
    record(EntriesDelivered(kind=kind, link=link, user_ids=new))
    return new


def _ids(user_ids: Collection[int], dedupe: str) -> dict[int, int]:
    """Person → their entry."""
    query = select(InboxEntry.user_id, InboxEntry.id).where(
        InboxEntry.dedupe == dedupe, InboxEntry.user_id.in_(user_ids)
    )
    return {row.user_id: row.id for row in db.session.execute(query)}


def _carry(entries: Mapping[int, int], hows: Mapping[int, How], kind: str) -> None:
    urgent = kind in KINDS and KINDS[kind].urgent
    now = clock.now()
    at_once = [user_id for user_id in entries if hows[user_id] is How.NOW]
    ways = plan.ways(at_once, urgent=urgent)
    errands.wake(way.channel for way in ways)
    if ways:
        shared = {"purpose": "entry", "urgent": urgent, "created_at": now, "next_try_at": now}
        db.session.execute(
            insert(Delivery),
            [
                {
                    "user_id": way.user_id,
                    "channel": way.channel,
                    "target": way.target,
                    "entry_id": entries[way.user_id],
                    **shared,
                }
                for way in ways
            ],
        )
    lines = [
        {"entry_id": entry_id, "user_id": user_id}
        for user_id, entry_id in entries.items()
        if hows[user_id] is How.DAILY
    ]
    if lines:
        db.session.execute(insert(DigestLine), lines)
