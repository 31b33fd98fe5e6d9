"""Facts about accounts, rights and the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    """Somebody downloaded the printed letters, codes and all."""

    batch_id: int


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


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Fact):
    grant_id: int
    user_id: int
    role: str
    since: date
    until: date | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Fact):
    grant_id: int
    user_id: int
    role: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RegisterImported(Fact):
    """`ended` are the persons whose ownership ended."""

    run_id: int
    units_created: int
    units_updated: int
    owners_created: int
    owners_updated: int
    ended: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegisterImportUndone(Fact):
    run_id: int


@dataclass(frozen=True, kw_only=True)
class RegisterExported(Fact):
    """The register left the house with telephone numbers in it."""

    units: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CompoundDescribed(Fact):
    """Name, address, office or telephone numbers were changed; `fields` names which."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LooksChosen(Fact):
    """Somebody chose elder view, text size, theme or language."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class NicknameChanged(Fact):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SetupCodeMade(Fact):
    """A one-time code for setting this instance up was printed."""


@dataclass(frozen=True, kw_only=True)
class SetupBegun(Fact):
    """The first admin's account was opened with the code."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SetupFinished(Fact):
    """The community is open; the wizard is closed for good."""


@dataclass(frozen=True, kw_only=True)
class BuildingsNoted(Fact):
    """Buildings and entrances were written down by hand."""

    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PhoneRevealed(Fact):
    """Somebody read a telephone number in full, and why."""

    person_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PersonalDataExported(Fact):
    """Somebody took a copy of what is kept about themselves."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class DataRequestFact(Fact):
    """Base: whose request about their own data."""

    request_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(DataRequestFact):
    subject: str


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(DataRequestFact):
    pass


@dataclass(frozen=True, kw_only=True)
class DataRequestWithdrawn(DataRequestFact):
    pass


@dataclass(frozen=True, kw_only=True)
class DataRequestAnswered(DataRequestFact):
    """`kind` is correction or erasure, `outcome` done or refused."""

    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class PersonCorrected(Fact):
    """The register's name or number of a person was put right; `fields` names which."""

    person_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonErased(Fact):
    """The account is nobody's any more. `name_kept`: the register needs the owner's name."""

    user_id: int
    person_id: int
    name_kept: bool
