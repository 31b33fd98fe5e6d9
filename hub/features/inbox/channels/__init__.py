"""Ways out of the hub: one small adapter each, all alike from outside.

An adapter sends one message and answers the other side's id for it. It raises Temporary when trying again may help,
Permanent when it cannot. It may take up to half a minute; it is never called inside a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from flask import current_app

from hub.config import Config
from hub.features.inbox.channels.message import Adapter, Gone, Line, Message, Permanent, Subscription, Temporary
from hub.features.inbox.rules import Channel

__all__ = [
    "Adapter",
    "Gone",
    "Line",
    "Message",
    "Permanent",
    "Subscription",
    "Temporary",
    "adapter",
    "available",
]


def available() -> frozenset[Channel]:
    """The channels this instance is set up for."""
    config: Config = current_app.config["HUB"]
    ready: Mapping[Channel, bool] = {
        Channel.EMAIL: bool(config.smtp_url),
        Channel.SMS: True,  # at worst the outbox
        Channel.WECHAT: bool(config.wechat_appid and config.wechat_template),
        Channel.PUSH: True,
    }
    return frozenset(channel for channel, is_ready in ready.items() if is_ready)


def adapter(channel: Channel) -> Adapter:
    """The adapter of this instance, made when first needed: their libraries are large."""
    made: dict[Channel, Adapter] = current_app.extensions.setdefault("hub-news-channels", {})
    if channel not in made:
        make = cast(
            Callable[[Config], Adapter], import_module(f"hub.features.inbox.channels.{channel.value}").from_config
        )
        made[channel] = make(current_app.config["HUB"])
    return made[channel]
