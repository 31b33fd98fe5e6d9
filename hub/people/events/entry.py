"""Facts about coming in, accounts and households."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.events import Fact


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Fact):
    user_id: int
    person_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class AccountBanned(Fact):
    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountUnbanned(Fact):
    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccessReset(Fact):
    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LettersIssued(Fact):
    batch_id: int
    new: int
    reprinted: int


@dataclass(frozen=True, kw_only=True)
class LettersTaken(Fact):
    """Somebody downloaded printed letters, codes and all."""

    batch_id: int
    part: int


@dataclass(frozen=True, kw_only=True)
class LetterRevoked(Fact):
    letter_id: int
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class LetterUsed(Fact):
    letter_id: int
    unit_id: int
    person_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PersonsMerged(Fact):
    """The register knew one person twice: the ownership of `unit_id` went from one record to the other."""

    unit_id: int
    from_person_id: int
    to_person_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Fact):
    invitation_id: int
    unit_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Fact):
    invitation_id: int
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationUsed(Fact):
    invitation_id: int
    unit_id: int
    kind: str
    person_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class OccupancyEnded(Fact):
    """`until` is the first day without access."""

    occupancy_id: int
    unit_id: int
    person_id: int
    until: date | None
