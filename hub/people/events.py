"""Facts about accounts, rights and the register."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact


@dataclass(frozen=True, kw_only=True)
class SignedIn(Fact):
    user_id: int
    session_id: int
    how: str  # password, sms, letter, invitation


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Fact):
    user_id: int | None
    how: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(Fact):
    user_id: int
    session_ids: tuple[int, ...]
    why: str  # self, everywhere, ban, role, password


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Fact):
    user_id: int
    person_id: int
    how: str
