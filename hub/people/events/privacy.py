"""Facts about personal data: who looked, what was asked, corrected and erased."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact


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
