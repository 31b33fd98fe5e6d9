"""Facts about personal data: who looked, what was asked, corrected and erased."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class PhoneRevealed(Fact):
    """Somebody read a telephone number in full, and why."""

    said = _l("查看了完整电话")

    person_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PersonalDataExported(Fact):
    """Somebody took a copy of what is kept about themselves."""

    said = _l("下载了自己的资料")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class DataRequestFact(Fact):
    """Base: whose request about their own data."""

    said = _l("下载了自己的资料")

    request_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(DataRequestFact):
    said = _l("请求更正名册资料")

    subject: str


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(DataRequestFact):
    said = _l("请求删除个人资料")


@dataclass(frozen=True, kw_only=True)
class DataRequestWithdrawn(DataRequestFact):
    said = _l("撤回了资料请求")


@dataclass(frozen=True, kw_only=True)
class DataRequestAnswered(DataRequestFact):
    """`kind` is correction or erasure, `outcome` done or refused."""

    said = _l("答复了一个资料请求")

    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class PersonCorrected(Fact):
    """The register's name or number of a person was put right; `fields` names which."""

    said = _l("更正了名册里的姓名或电话")

    person_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonErased(Fact):
    """The account is nobody's any more. `name_kept`: the register needs the owner's name."""

    said = _l("删除了个人资料")

    user_id: int
    person_id: int
    name_kept: bool
