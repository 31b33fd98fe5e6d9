"""How the demo's people hear of things: who wants a summary, who gave an address, and what went out so far."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from hub.core.db import db
from hub.features.inbox.models import ChannelChoice, Delivery, EmailAddress, InboxEntry, TopicChoice
from hub.features.inbox.rules import TOPICS, Channel, How, Reach
from hub.features.inbox.rules.words import masked_email
from hub.people import phones
from hub.people.models import User

ADDRESSES = {1: "wang.xiulan@example.com", 3: "zhou@example.com", 5: "desk@example.com"}
WHAT_WENT_WRONG = "550 mailbox full"


def build(random: Random, people: dict[int, int], now: datetime) -> None:
    """`people` are the demo accounts by the last digits of their number. Nothing waits, so nothing is ever sent."""
    for last, address in ADDRESSES.items():
        user_id = people[last]
        confirmed = now - timedelta(days=40)
        db.session.add(EmailAddress(user_id=user_id, address=address, confirmed_at=confirmed))
        db.session.add(ChannelChoice(user_id=user_id, channel=Channel.EMAIL, reach=Reach.ALL))
        db.session.add_all(_history(random, user_id, masked_email(address), now))
    if "repairs" in TOPICS:
        db.session.add(TopicChoice(user_id=people[3], topic="repairs", how=How.DAILY))
    user = db.session.get_one(User, people[2])
    at = now - timedelta(days=1)
    db.session.add(
        Delivery(
            user_id=user.id,
            channel=Channel.SMS,
            purpose="test",
            state="suppressed",
            error="budget_person",
            created_at=at,
            next_try_at=at,
            sent_to=phones.masked(user.phone),
        )
    )


def _history(random: Random, user_id: int, masked: str, now: datetime) -> list[Delivery]:
    """The person's last news as it went out by e-mail; one letter did not arrive."""
    newest = select(InboxEntry).where(InboxEntry.user_id == user_id).order_by(InboxEntry.id.desc()).limit(8)
    found = []
    for n, entry in enumerate(entry for entry in db.session.scalars(newest) if entry.created_at < now):
        lost = n == 5
        after = entry.created_at + timedelta(seconds=random.randint(1, 40))
        found.append(
            Delivery(
                user_id=user_id,
                channel=Channel.EMAIL,
                purpose="entry",
                entry_id=entry.id,
                state="failed" if lost else "sent",
                attempts=1,
                error=WHAT_WENT_WRONG if lost else "",
                created_at=entry.created_at,
                next_try_at=entry.created_at,
                sent_at=None if lost else after,
                sent_to=masked,
            )
        )
    return found
