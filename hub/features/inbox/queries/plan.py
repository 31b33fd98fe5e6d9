"""Which ways a message takes to each of many people: what they chose, and where they can be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from hub.core.db import db
from hub.features.inbox import channels
from hub.features.inbox.models import ChannelChoice, EmailAddress, PushSubscription, TopicChoice, WeChatBinding
from hub.features.inbox.rules import DEFAULT_REACH, Channel, How, Kind, Reach, how_for, reached
from hub.people.models import User


@dataclass(frozen=True)
class Way:
    """One message to write: to whom, by what, and which of several browsers."""

    user_id: int
    channel: Channel
    target: str = ""


def hows(user_ids: Collection[int], kind: Kind | None) -> dict[int, How]:
    """When each of them wants news of this kind."""
    chosen: dict[int, How] = {}
    if kind is not None:
        rows = db.session.execute(
            select(TopicChoice.user_id, TopicChoice.how).where(
                TopicChoice.topic == kind.topic, TopicChoice.user_id.in_(user_ids)
            )
        )
        chosen = {row.user_id: How(row.how) for row in rows}
    return {user_id: how_for(kind, chosen.get(user_id)) for user_id in user_ids}


def reaches(user_ids: Collection[int]) -> dict[int, dict[Channel, Reach]]:
    """How much each channel carries to each of them, defaults filled in."""
    found = {user_id: dict(DEFAULT_REACH) for user_id in user_ids}
    for row in db.session.scalars(select(ChannelChoice).where(ChannelChoice.user_id.in_(user_ids))):
        found[row.user_id][Channel(row.channel)] = Reach(row.reach)
    return found


def ways(user_ids: Collection[int], *, urgent: bool) -> list[Way]:
    """The messages to write for them, in their order."""
    open_now = channels.available()
    wanted: dict[Channel, list[int]] = defaultdict(list)
    for user_id, reach in reaches(user_ids).items():
        for channel in reached(reach, urgent=urgent):
            if channel in open_now:
                wanted[channel].append(user_id)
    return [way for channel, ids in wanted.items() for way in places(channel, ids)]


def places(channel: Channel, user_ids: Iterable[int]) -> list[Way]:
    """Where these people can be reached by a channel; who cannot is left out."""
    ids = list(user_ids)
    if channel is Channel.PUSH:
        rows = db.session.execute(
            select(PushSubscription.user_id, PushSubscription.id)
            .where(PushSubscription.user_id.in_(ids))
            .order_by(PushSubscription.id)
        )
        return [Way(row.user_id, channel, str(row.id)) for row in rows]
    reachable = {
        Channel.EMAIL: select(EmailAddress.user_id).where(
            EmailAddress.user_id.in_(ids), EmailAddress.confirmed_at.is_not(None)
        ),
        Channel.WECHAT: select(WeChatBinding.user_id).where(WeChatBinding.user_id.in_(ids)),
        Channel.SMS: select(User.id).where(User.id.in_(ids), User.phone_index.is_not(None)),
    }[channel]
    return [Way(user_id, channel) for user_id in sorted(db.session.scalars(reachable))]
