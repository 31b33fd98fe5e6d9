"""Choosing what comes, when, and by which way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.inbox import channels, errands, policy
from hub.features.inbox.events import ChannelChosen, ChannelEnded, TestAsked, TopicsChosen
from hub.features.inbox.models import (
    ChannelChoice,
    Delivery,
    EmailAddress,
    PushSubscription,
    TopicChoice,
    WeChatBinding,
)
from hub.features.inbox.queries import plan
from hub.features.inbox.rules import Channel, How, Reach, offered, topics

MOST_TESTS_AN_HOUR = 5


@command
def choose_topics(actor: Actor, chosen: Mapping[str, How]) -> None:
    """When news of these topics comes. RuleBroken for a topic that cannot be switched off."""
    require(policy.may_choose(actor))
    assert actor.user_id is not None
    known = {topic.name: topic for topic in topics()}
    for name, how in chosen.items():
        topic = known.get(name)
        if topic is None:
            continue
        if how not in offered(locked=topic.locked, urgent=topic.urgent):
            raise RuleBroken(_l("这一类消息关不掉。"), f"topic-{name}")
        row = db.session.get(TopicChoice, (actor.user_id, name)) or TopicChoice(user_id=actor.user_id, topic=name)
        row.how = how
        db.session.add(row)
    daily = tuple(sorted(name for name, how in chosen.items() if how is How.DAILY))
    off = tuple(sorted(name for name, how in chosen.items() if how is How.OFF))
    record(TopicsChosen(user_id=actor.user_id, daily=daily, off=off))


@command
def choose_channel(actor: Actor, channel: Channel, reach: Reach) -> None:
    """How much a channel carries to oneself."""
    require(policy.may_choose(actor))
    assert actor.user_id is not None
    if reach is not Reach.OFF and not plan.places(channel, [actor.user_id]):
        raise RuleBroken(_l("这个办法还没有设好，请先填好再打开。"), "reach")
    set_reach(actor.user_id, channel, reach)
    record(ChannelChosen(user_id=actor.user_id, channel=channel, how=reach))


@command
def stop_email(_actor: Actor, user_id: int) -> None:
    """By the link in a letter, which proves itself: no more e-mail to this person. Twice does no harm."""
    set_reach(user_id, Channel.EMAIL, Reach.OFF)
    record(ChannelChosen(user_id=user_id, channel=Channel.EMAIL, how=Reach.OFF))


def set_reach(user_id: int, channel: Channel, reach: Reach) -> None:
    """Inside a command."""
    row = db.session.get(ChannelChoice, (user_id, channel)) or ChannelChoice(user_id=user_id, channel=channel)
    row.reach = reach
    db.session.add(row)


@command
def remove(actor: Actor, channel: Channel, subscription_id: int | None = None) -> None:
    """Take an address, the WeChat binding or a browser off; it is forgotten, and nothing goes there any more."""
    require(policy.may_choose(actor))
    assert actor.user_id is not None
    if channel is Channel.EMAIL:
        db.session.execute(delete(EmailAddress).where(EmailAddress.user_id == actor.user_id))
    elif channel is Channel.WECHAT:
        db.session.execute(delete(WeChatBinding).where(WeChatBinding.user_id == actor.user_id))
    elif channel is Channel.PUSH:
        mine = PushSubscription.user_id == actor.user_id
        db.session.execute(delete(PushSubscription).where(mine, PushSubscription.id == subscription_id))
    if not plan.places(channel, [actor.user_id]) and channel is not Channel.SMS:
        set_reach(actor.user_id, channel, Reach.OFF)
    record(ChannelEnded(user_id=actor.user_id, channel=channel))


@command
def ask_test(actor: Actor, channel: Channel) -> None:
    """发一条试试. RuleBroken where nothing can arrive, or when it was tried a lot just now."""
    require(policy.may_choose(actor))
    assert actor.user_id is not None
    ways = plan.places(channel, [actor.user_id]) if channel in channels.available() else []
    if not ways:
        raise RuleBroken(_l("这个办法还没有设好，请先填好再打开。"))
    now = clock.now()
    tests = select(func.count()).where(
        Delivery.user_id == actor.user_id, Delivery.purpose == "test", Delivery.created_at > now - timedelta(hours=1)
    )
    if (db.session.scalar(tests) or 0) >= MOST_TESTS_AN_HOUR:
        raise RuleBroken(_l("刚刚已经试过好几次了，请过一会儿再试。"))
    errands.wake(way.channel for way in ways)
    for way in ways:
        db.session.add(
            Delivery(
                user_id=way.user_id,
                channel=way.channel,
                target=way.target,
                purpose="test",
                created_at=now,
                next_try_at=now,
            )
        )
    record(TestAsked(user_id=actor.user_id, channel=channel))
