"""What people choose: per topic when, per channel how much. And what no choice can take away."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from hub.features.inbox.rules.kinds import Kind


class How(StrEnum):
    """When news of a topic comes."""

    NOW = "now"
    DAILY = "daily"
    OFF = "off"


class Channel(StrEnum):
    """A way out of the hub. The inbox itself is none: it is always there."""

    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"
    PUSH = "push"


class Reach(StrEnum):
    """How much of the news a channel carries."""

    OFF = "off"
    URGENT = "urgent"
    ALL = "all"


CHANNELS = tuple(Channel)
# nobody is written to elsewhere before they asked for it, except that what is urgent goes to the telephone
DEFAULT_REACH: Mapping[Channel, Reach] = {
    Channel.EMAIL: Reach.OFF,
    Channel.SMS: Reach.URGENT,
    Channel.WECHAT: Reach.OFF,
    Channel.PUSH: Reach.OFF,
}


def how_for(kind: Kind | None, chosen: How | None) -> How:
    """When an entry of this kind comes to someone who chose `chosen` for its topic.

    Urgent news comes at once whatever was chosen; what must reach everyone comes at once instead of not at all.
    """
    how = chosen or How.NOW
    if kind is not None and (kind.urgent or (kind.always and how is How.OFF)):
        return How.NOW
    return how


def offered(*, locked: bool, urgent: bool) -> tuple[How, ...]:
    """What can be chosen for a topic; `locked`: all of it always comes."""
    if locked and urgent:
        return (How.NOW,)
    return (How.NOW, How.DAILY) if locked else tuple(How)


def reached(reach: Mapping[Channel, Reach], *, urgent: bool) -> tuple[Channel, ...]:
    """The channels that carry a message to someone with these choices."""
    wanted = {Reach.ALL, Reach.URGENT} if urgent else {Reach.ALL}
    return tuple(channel for channel in CHANNELS if reach.get(channel, DEFAULT_REACH[channel]) in wanted)
