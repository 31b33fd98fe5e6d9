"""What a notice is: who speaks, of what, to whom, from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken

LONGEST_TITLE = 80
LONGEST_BODY = 20_000
LONGEST_LINE = 200


class Stage(StrEnum):
    """Where it stands. That it has run out follows from the clock alone."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Voice(StrEnum):
    """In whose name it is said; everybody sees it."""

    PROPERTY = "property"
    COMMITTEE = "committee"


class Category(StrEnum):
    """What it is about."""

    GENERAL = "general"
    OUTAGE = "outage"
    REPAIR = "repair"
    SAFETY = "safety"
    FINANCE = "finance"
    ACTIVITY = "activity"
    COMMITTEE = "committee"
    LOST = "lost"


class Scope(StrEnum):
    """Whom it is for."""

    ALL = "all"
    PHASE = "phase"
    BUILDING = "building"
    ENTRANCE = "entrance"
    ROLE = "role"


VOICES: dict[Voice, Any] = {Voice.PROPERTY: _l("物业"), Voice.COMMITTEE: _l("业委会")}
CATEGORIES: dict[Category, Any] = {
    Category.GENERAL: _l("公告"),
    Category.OUTAGE: _l("停水停电"),
    Category.REPAIR: _l("维修施工"),
    Category.SAFETY: _l("安全"),
    Category.FINANCE: _l("财务公开"),
    Category.ACTIVITY: _l("活动"),
    Category.COMMITTEE: _l("业委会"),
    Category.LOST: _l("失物招领"),
}
SCOPES: dict[Scope, Any] = {
    Scope.ALL: _l("全小区"),
    Scope.PHASE: _l("按期"),
    Scope.BUILDING: _l("按楼栋"),
    Scope.ENTRANCE: _l("按单元"),
    Scope.ROLE: _l("按身份"),
}
# whom a notice may be addressed to by what they are; the first three follow from the register
HOUSEHOLD_ROLES = ("owner", "family", "tenant")
ROLES: dict[str, Any] = {
    "owner": _l("业主"),
    "family": _l("家人"),
    "tenant": _l("租户"),
    "chair": _l("业委会主任"),
    "committee": _l("业委会委员"),
    "manager": _l("物业经理"),
    "desk": _l("客服前台"),
    "technician": _l("维修师傅"),
    "guard": _l("保安"),
    "accountant": _l("会计"),
    "volunteer_lead": _l("志愿者队长"),
    "observer": _l("居委会 / 街道"),
}


@dataclass(frozen=True)
class Audience:
    """Whom it is for: everybody, or some phases, buildings, entrances (`ids`) or roles."""

    scope: Scope = Scope.ALL
    ids: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What somebody has written, before anybody else may read it."""

    title: str
    body: str
    category: Category = Category.GENERAL
    voice: Voice = Voice.PROPERTY
    audience: Audience = Audience()
    urgent: bool = False
    pinned: bool = False
    mandatory: bool = False
    visitors: bool = False
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True)
class Revision:
    """A published notice said anew, and what has changed."""

    title: str
    body: str
    changed: str
    until_at: datetime | None = None
    tell: bool = False


def check_words(title: str, body: str) -> tuple[str, str]:
    """Title on one line and text, trimmed; RuleBroken when one is missing or too long."""
    title, body = " ".join(title.split()), body.replace("\r\n", "\n").strip()
    if len(title) < 2:
        raise RuleBroken(_l("请写标题。"), "title")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(_l("标题请控制在 %(n)s 字以内。", n=LONGEST_TITLE), "title")
    if len(body) < 2:
        raise RuleBroken(_l("请写正文。"), "body")
    if len(body) > LONGEST_BODY:
        raise RuleBroken(_l("正文太长了（最多 %(n)s 字），长材料请作为附件上传。", n=LONGEST_BODY), "body")
    return title, body


def check_line(line: str, field: str, message: object) -> str:
    """A reason or a "what changed", on one line; RuleBroken when it says nothing."""
    line = " ".join(line.split())
    if len(line) < 2:
        raise RuleBroken(message, field)
    return line[:LONGEST_LINE]


def check_audience(audience: Audience, *, visitors: bool) -> Audience:
    """A narrower scope names at least one; only what is for everybody is for visitors too."""
    ids = tuple(sorted(set(audience.ids)))
    roles = tuple(role for role in ROLES if role in audience.roles)
    if visitors and audience.scope is not Scope.ALL:
        raise RuleBroken(_l("只有发给全小区的公告，才能让没登录的人也看到。"), "visitors")
    if audience.scope is Scope.ALL:
        return Audience()
    if audience.scope is Scope.ROLE:
        if not roles:
            raise RuleBroken(_l("请选发给哪些人。"), "roles")
        return Audience(Scope.ROLE, (), roles)
    if not ids:
        raise RuleBroken(_l("请选发到哪里。"), f"{audience.scope.value}s")
    return Audience(audience.scope, ids)


def check_times(now: datetime, from_at: datetime | None, until_at: datetime | None) -> None:
    """It ends after it begins, and not in the past."""
    if until_at is not None and until_at <= max(now, from_at or now):
        raise RuleBroken(_l("结束时间要晚于现在和发布时间。"), "until_at")
    if from_at is not None and from_at > now + timedelta(days=366):
        raise RuleBroken(_l("发布时间请选在一年之内。"), "from_at")


def is_current(now: datetime, stage: str, until_at: datetime | None) -> bool:
    """Published, and not yet run out."""
    return stage == Stage.PUBLISHED and (until_at is None or until_at > now)


def for_everybody_outside(*, scope: str, visitors: bool, current: bool) -> bool:
    """Whether somebody who has not signed in may read it."""
    return visitors and scope == Scope.ALL and current
