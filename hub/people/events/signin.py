"""Facts about sign-ins, passwords, numbers and the second factor."""

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
class SmsCodeAsked(Fact):
    user_id: int | None
    purpose: str


@dataclass(frozen=True, kw_only=True)
class OutboxRead(Fact):
    """Somebody looked at messages that were meant for others."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SessionsExpired(Fact):
    session_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SecondFactorBegun(Fact):
    """A key was made; it counts for nothing until a code confirms it."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorEnrolled(Fact):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorShown(Fact):
    user_id: int
    session_id: int
    how: str  # totp, recovery


@dataclass(frozen=True, kw_only=True)
class SecondFactorFailed(Fact):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Fact):
    """Removed by the person, or face to face by somebody else with a reason."""

    user_id: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Fact):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Fact):
    user_id: int
    how: str  # changed, first, reset


@dataclass(frozen=True, kw_only=True)
class PhoneChanged(Fact):
    user_id: int
    how: str  # self, staff
