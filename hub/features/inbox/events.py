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
class EntriesTakenBack(Fact):
    """News of something its reader must no longer see were removed; of whom is not said."""

    said = _l("收回了消息")

    link: str
    count: int
