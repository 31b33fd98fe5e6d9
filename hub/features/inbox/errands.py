"""The errands that carry news: one kind for each channel, at most one of a kind at a time in a process."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hub.core.authz import Actor
from hub.core.i18n import lazy as _l
from hub.core.jobs import later, task
from hub.features.inbox.rules import Channel

TITLES = {
    Channel.EMAIL: _l("送邮件"),
    Channel.SMS: _l("送通知短信"),
    Channel.WECHAT: _l("送微信消息"),
    Channel.PUSH: _l("送浏览器通知"),
}


def _carrier(channel: Channel) -> Callable[..., None]:
    def carry(_actor: Actor) -> None:
        from hub.features.inbox import sending  # it knows the commands, and they know this module

        sending.carry(channel)

    return carry


for _channel, _title in TITLES.items():
    task(f"news.{_channel}", at_once=1, longest=900, title=_title)(_carrier(_channel))


def wake(channels: Iterable[str]) -> None:
    """Inside a command: have these channels carry what is due, as soon as it is committed."""
    for channel in sorted(set(channels)):
        later(f"news.{channel}", key="due")
