"""What happens in the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class EntriesDelivered(Fact):
    """These people were told of something; `kind` says of what."""

    said = _l("发出了消息")

    kind: str
    link: str
    user_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EntriesRead(Fact):
    """Somebody has read `count` entries."""

    said = _l("看了消息")

    user_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class InboxEmptied(Fact):
    """All entries of an erased account are gone."""

    said = _l("清空了已注销账号的消息")

    user_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class DigestMade(Fact):
    """A person's summary of the day was made, of `count` entries."""

    said = _l("汇总了当天的消息")

    user_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class TopicsChosen(Fact):
    """Somebody chose when news of which topics comes."""

    said = _l("选了要收哪些消息")

    user_id: int
    daily: tuple[str, ...]
    off: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChannelChosen(Fact):
    """Somebody chose how much a channel carries to them; `how` is off, urgent or all."""

    said = _l("选了消息怎么送")

    user_id: int
    channel: str
    how: str


@dataclass(frozen=True, kw_only=True)
class EmailAsked(Fact):
    """A code went to an address that somebody gave as theirs."""

    said = _l("要验证一个邮箱")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class EmailConfirmed(Fact):
    """An address was proven."""

    said = _l("验证了邮箱")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class EmailCodeMissed(Fact):
    """A wrong or stale code was tried."""

    said = _l("邮箱验证码没有对上")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class ChannelEnded(Fact):
    """An address, a binding or a browser was taken off."""

    said = _l("去掉了一种收消息的办法")

    user_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class WeChatBound(Fact):
    """A person's WeChat is known to the service account."""

    said = _l("绑定了微信")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class BrowserSubscribed(Fact):
    """A browser takes push messages."""

    said = _l("打开了浏览器通知")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class TestAsked(Fact):
    """Somebody wants to see whether a channel carries."""

    said = _l("试发了一条消息")

    user_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Fact):
    """A message that had been given up is tried again."""

    said = _l("让一条没送到的消息重发")

    delivery_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class BudgetSet(Fact):
    """How many short messages news may cost a day, in all and for one person."""

    said = _l("改了通知短信的每天上限")

    a_day: int
    a_person: int


@dataclass(frozen=True, kw_only=True)
class EntriesTakenBack(Fact):
    """News of something its reader must no longer see were removed; of whom is not said."""

    said = _l("收回了消息")

    link: str
    count: int
