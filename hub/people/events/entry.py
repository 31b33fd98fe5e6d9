"""Facts about coming in, accounts and households."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Fact):
    said = _l("开通了账号")

    user_id: int
    person_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class AccountBanned(Fact):
    said = _l("停用了账号")

    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountUnbanned(Fact):
    said = _l("恢复了账号")

    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccessReset(Fact):
    said = _l("当面重置了一个账号的登录")

    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LettersIssued(Fact):
    said = _l("开出了开户信")

    batch_id: int
    new: int
    reprinted: int


@dataclass(frozen=True, kw_only=True)
class LettersTaken(Fact):
    """Somebody downloaded printed letters, codes and all."""

    said = _l("下载了开户信")

    batch_id: int
    part: int


@dataclass(frozen=True, kw_only=True)
class LetterRevoked(Fact):
    said = _l("作废了开户信")

    letter_id: int
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class LetterUsed(Fact):
    said = _l("用开户信开通了账号")

    letter_id: int
    unit_id: int
    person_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PersonsMerged(Fact):
    """The register knew one person twice: the ownership of `unit_id` went from one record to the other."""

    said = _l("合并了名册里重复的人")

    unit_id: int
    from_person_id: int
    to_person_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Fact):
    said = _l("邀请了家人或租客")

    invitation_id: int
    unit_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Fact):
    said = _l("撤销了邀请")

    invitation_id: int
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationUsed(Fact):
    said = _l("接受了邀请")

    invitation_id: int
    unit_id: int
    kind: str
    person_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class OccupancyEnded(Fact):
    """`until` is the first day without access."""

    said = _l("结束了家人或租客的权限")

    occupancy_id: int
    unit_id: int
    person_id: int
    until: date | None
