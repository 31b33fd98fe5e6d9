"""Tables of the inbox."""

from hub.features.inbox.models.addresses import EmailAddress, PushSubscription, WeChatBinding
from hub.features.inbox.models.choices import ChannelChoice, TopicChoice
from hub.features.inbox.models.deliveries import ChannelState, Delivery, Digest, DigestLine, NewsSettings
from hub.features.inbox.models.entries import InboxEntry

__all__ = [
    "ChannelChoice",
    "ChannelState",
    "Delivery",
    "Digest",
    "DigestLine",
    "EmailAddress",
    "InboxEntry",
    "NewsSettings",
    "PushSubscription",
    "TopicChoice",
    "WeChatBinding",
]
