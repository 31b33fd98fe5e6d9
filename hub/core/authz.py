"""Who acts, what they may do, and the one question "may this person see that thing?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from hub.core.problems import Forbidden, SecondFactorNeeded

LARGEST_ID = 2**31 - 1  # PostgreSQL's integer; SQLite's is larger

V = TypeVar("V", bound=Callable[..., Any])


class Permission(StrEnum):
    """Rights that come with roles (`hub.people.roles`); what belongs to a household is asked of the register."""

    REGISTER_SEE = "register.see"
    REGISTER_MANAGE = "register.manage"
    PHONE_REVEAL = "phone.reveal"
    ACCOUNTS_MANAGE = "accounts.manage"
    ACCOUNTS_BAN = "accounts.ban"
    SECOND_FACTOR_RESET = "second_factor.reset"
    ROLES_GRANT = "roles.grant"
    AUDIT_SEE = "audit.see"
    PRIVACY_ANSWER = "privacy.answer"
    ACCOUNTS_ERASE = "accounts.erase"
    OUTBOX_SEE = "outbox.see"
    SETTINGS_MANAGE = "settings.manage"
    REPAIRS_SEE_ALL = "repairs.see_all"
    REPAIRS_HANDLE = "repairs.handle"
    REPAIRS_WORK = "repairs.work"
    REPAIRS_SUPERVISE = "repairs.supervise"
    NOTICES_PUBLISH = "notices.publish"
    ASSETS_SEE = "assets.see"
    ASSETS_MANAGE = "assets.manage"
    CASES_HANDLE = "cases.handle"
    CASES_LEAD = "cases.lead"
    CASES_OVERSEE = "cases.oversee"
    ROUNDS_MANAGE = "rounds.manage"
    ROUNDS_WALK = "rounds.walk"


@dataclass(frozen=True)
class Actor:
    """Whoever does something: a signed-in person, a guest, or the system itself. Values only, safe to keep."""

    kind: str = "guest"
    user_id: int | None = None
    person_id: int | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    withheld: frozenset[Permission] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    owned_unit_ids: frozenset[int] = frozenset()
    building_ids: frozenset[int] = frozenset()
    homes: tuple[tuple[int, date], ...] = ()  # each of unit_ids, and since when
    session_id: int | None = None
    second_factor: bool = False
    locale: str = "zh_CN"
    elder: bool = False
    text_size: int = 0
    theme: str = "auto"
    address: str = field(default="", compare=False)

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions


GUEST = Actor()
SYSTEM = Actor(kind="system", name="system", permissions=frozenset(Permission))


def require(allowed: bool, message: object = "") -> None:
    """The gate in every command: raises Forbidden unless `allowed`."""
    if not allowed:
        raise Forbidden(message)


def require_permission(actor: Actor, permission: Permission) -> None:
    """Raises SecondFactorNeeded when only the second factor is missing, Forbidden otherwise."""
    if actor.can(permission):
        return
    if permission in actor.withheld:
        raise SecondFactorNeeded
    raise Forbidden


def public(view: V) -> V:
    """Open this view to anonymous visitors; every other view asks for a signed-in person."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


Sight = Callable[[Actor, int], bool]
_sights: dict[str, Sight] = {}


def sees(kind: str) -> Callable[[Sight], Sight]:
    """Register the sight check of `kind`: live topics, photos and links all ask it."""

    def register(check: Sight) -> Sight:
        _sights[kind] = check
        return check

    return register


def is_id(text: str) -> bool:
    """True if `text` is a number that a row may have."""
    return text.isdecimal() and len(text) < 11 and int(text) <= LARGEST_ID


def may_see(actor: Actor, thing: str) -> bool:
    """`thing` is "kind:id"; an unknown kind or a malformed id is never seen."""
    kind, _, number = thing.partition(":")
    check = _sights.get(kind)
    return check is not None and is_id(number) and check(actor, int(number))
