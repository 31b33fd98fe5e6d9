"""What happens in the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact


@dataclass(frozen=True, kw_only=True)
class EntriesDelivered(Fact):
    """These people were told of something; `kind` says of what."""

    kind: str
    link: str
    user_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EntriesRead(Fact):
    """Somebody has read `count` entries."""

    user_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class InboxEmptied(Fact):
    """All entries of an erased account are gone."""

    user_id: int
    count: int
