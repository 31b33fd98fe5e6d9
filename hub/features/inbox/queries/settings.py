"""What a person chose, for their own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.features.inbox import channels
from hub.features.inbox.models import (
    Delivery,
    EmailAddress,
    InboxEntry,
    PushSubscription,
    TopicChoice,
    WeChatBinding,
)
from hub.features.inbox.queries import plan
from hub.features.inbox.rules import CHANNELS, Channel, How, Reach, Topic, offered, topics
from hub.people import phones, sms
from hub.people.models import User
from hub.people.roles import FROM_REGISTER


@dataclass(frozen=True)
class TopicLine:
    """A topic, what can be chosen for it, and what is."""

    topic: Topic
    offered: tuple[How, ...]
    how: How


@dataclass(frozen=True)
class Browser:
    """One that takes push messages."""

    id: int
    label: str
    since: datetime


@dataclass(frozen=True)
class Last:
    """The last message that went this way."""

    state: str
    at: datetime
    error: str


@dataclass(frozen=True)
class ChannelCard:
    """A way out, for the person it leads to. `usable`: this instance has it; `to`: where it leads, masked."""

    channel: Channel
    usable: bool
    reach: Reach
    to: str
    pending: str
    browsers: tuple[Browser, ...]
    last: Last | None
    outbox_only: bool


def topic_lines(actor: Actor) -> tuple[TopicLine, ...]:
    """The topics that concern this person, in the order of the page."""
    rows = db.session.scalars(select(TopicChoice).where(TopicChoice.user_id == actor.user_id))
    chosen = {row.topic: How(row.how) for row in rows}
    found = []
    office = bool(actor.roles - set(FROM_REGISTER))
    for topic in topics():
        if topic.staff and not office:
            continue
        can = offered(locked=topic.locked, urgent=topic.urgent)
        how = chosen.get(topic.name, How.NOW)
        found.append(TopicLine(topic, can, how if how in can else How.NOW))
    return tuple(found)


def channel_cards(actor: Actor) -> tuple[ChannelCard, ...]:
    """All ways out."""
    assert actor.user_id is not None
    reach = plan.reaches([actor.user_id])[actor.user_id]
    usable = channels.available()
    mail = db.session.get(EmailAddress, actor.user_id)
    wechat = db.session.get(WeChatBinding, actor.user_id)
    user = db.session.get_one(User, actor.user_id)
    browsers = tuple(
        Browser(row.id, row.label, row.created_at)
        for row in db.session.scalars(
            select(PushSubscription).where(PushSubscription.user_id == actor.user_id).order_by(PushSubscription.id)
        )
    )
    to = {
        Channel.EMAIL: (mail.address or "") if mail else "",
        Channel.SMS: phones.masked(user.phone),
        Channel.WECHAT: "✓" if wechat else "",
        Channel.PUSH: str(len(browsers)) if browsers else "",
    }
    return tuple(
        ChannelCard(
            channel,
            channel in usable,
            reach[channel] if to[channel] else Reach.OFF,
            to[channel],
            (mail.pending or "") if mail and channel is Channel.EMAIL else "",
            browsers if channel is Channel.PUSH else (),
            _last(actor.user_id, channel),
            channel is Channel.SMS and not sms.has_gateway(),
        )
        for channel in CHANNELS
    )


def _last(user_id: int, channel: Channel) -> Last | None:
    row = db.session.scalar(
        select(Delivery)
        .where(Delivery.user_id == user_id, Delivery.channel == channel, Delivery.purpose != "confirm")
        .order_by(Delivery.created_at.desc(), Delivery.id.desc())
        .limit(1)
    )
    return Last(row.state, row.sent_at or row.created_at, row.error) if row else None


def kept_about(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """For the copy of one's data: choices, addresses, and what went where. Oldest first."""
    deliveries = db.session.execute(
        select(Delivery, InboxEntry.link)
        .outerjoin(InboxEntry, InboxEntry.id == Delivery.entry_id)
        .where(Delivery.user_id == actor.user_id)
        .order_by(Delivery.id)
    )
    return {
        "news_topics": [{"topic": line.topic.name, "how_often": line.how.value} for line in topic_lines(actor)],
        "news_channels": [
            {"channel": card.channel.value, "reach": card.reach.value, "address": _whole(actor, card)}
            for card in channel_cards(actor)
        ],
        "news_sent": [
            {
                "at": row.created_at.isoformat(),
                "channel": row.channel,
                "address": row.sent_to,
                "state": row.state,
                "link": link or "",
            }
            for row, link in deliveries
        ],
    }


def _whole(actor: Actor, card: ChannelCard) -> str:
    if card.channel is Channel.SMS:
        return phones.spoken(db.session.get_one(User, actor.user_id).phone or "")
    if card.channel is Channel.WECHAT:
        binding = db.session.get(WeChatBinding, actor.user_id)
        return binding.openid if binding else ""
    if card.channel is Channel.PUSH:
        return ", ".join(browser.label for browser in card.browsers)
    return card.to
