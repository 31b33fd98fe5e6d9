"""Roles and what they allow. Pure: no Flask, no SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from hub.core.authz import Permission as P


class Role(StrEnum):
    """Roles that somebody grants; owner, family and tenant follow from the register instead."""

    CHAIR = "chair"
    COMMITTEE = "committee"
    MANAGER = "manager"
    DESK = "desk"
    TECHNICIAN = "technician"
    GUARD = "guard"
    ACCOUNTANT = "accountant"
    VOLUNTEER_LEAD = "volunteer_lead"
    OBSERVER = "observer"
    ADMIN = "admin"


FROM_REGISTER = ("owner", "family", "tenant")
STAFF = frozenset({Role.MANAGER, Role.DESK, Role.TECHNICIAN, Role.GUARD, Role.ACCOUNTANT})
SECOND_FACTOR = frozenset({Role.CHAIR, Role.COMMITTEE, Role.MANAGER, Role.ACCOUNTANT, Role.ADMIN})
# what an admin may take up without asking another one: plain work that gives no oversight, money or voice
SELF_GRANTED = frozenset({Role.DESK, Role.TECHNICIAN, Role.GUARD, Role.VOLUNTEER_LEAD})

ALLOWS: dict[Role, frozenset[P]] = {
    Role.CHAIR: frozenset(
        {P.AUDIT_SEE, P.REPAIRS_SEE_ALL, P.REGISTER_SEE, P.NOTICES_PUBLISH, P.ASSETS_SEE, P.CASES_OVERSEE}
    ),
    Role.COMMITTEE: frozenset({P.AUDIT_SEE, P.REPAIRS_SEE_ALL, P.NOTICES_PUBLISH, P.ASSETS_SEE, P.CASES_OVERSEE}),
    Role.MANAGER: frozenset(
        {
            P.REGISTER_SEE,
            P.REGISTER_MANAGE,
            P.PHONE_REVEAL,
            P.ACCOUNTS_MANAGE,
            P.ACCOUNTS_BAN,
            P.REPAIRS_SEE_ALL,
            P.REPAIRS_HANDLE,
            P.REPAIRS_SUPERVISE,
            P.ASSETS_SEE,
            P.ASSETS_MANAGE,
            P.CASES_HANDLE,
            P.CASES_LEAD,
            P.ROUNDS_MANAGE,
            P.SETTINGS_MANAGE,
            P.PRIVACY_ANSWER,
            P.ACCOUNTS_ERASE,
            P.NOTICES_PUBLISH,
        }
    ),
    Role.DESK: frozenset(
        {
            P.REGISTER_SEE,
            P.PHONE_REVEAL,
            P.ACCOUNTS_MANAGE,
            P.REPAIRS_SEE_ALL,
            P.REPAIRS_HANDLE,
            P.PRIVACY_ANSWER,
            P.NOTICES_PUBLISH,
            P.ASSETS_SEE,
            P.ASSETS_MANAGE,
            P.CASES_HANDLE,
            P.ROUNDS_MANAGE,
        }
    ),
    Role.TECHNICIAN: frozenset({P.REPAIRS_WORK, P.ASSETS_SEE, P.ROUNDS_WALK}),
    Role.GUARD: frozenset({P.ROUNDS_WALK}),
    Role.ACCOUNTANT: frozenset(),
    Role.VOLUNTEER_LEAD: frozenset(),
    Role.OBSERVER: frozenset(),
    Role.ADMIN: frozenset(
        {
            P.REGISTER_SEE,
            P.REGISTER_MANAGE,
            P.PHONE_REVEAL,
            P.ACCOUNTS_MANAGE,
            P.ACCOUNTS_BAN,
            P.SECOND_FACTOR_RESET,
            P.ROLES_GRANT,
            P.AUDIT_SEE,
            P.OUTBOX_SEE,
            P.SETTINGS_MANAGE,
            P.PRIVACY_ANSWER,
            P.ACCOUNTS_ERASE,
            P.REPAIRS_SEE_ALL,
            P.ASSETS_SEE,
            P.CASES_OVERSEE,
        }
    ),
}


def allowed(roles: Iterable[str], second_factor: bool) -> tuple[frozenset[P], frozenset[P]]:
    """(permissions in force, permissions withheld until the second factor is shown) for these granted roles."""
    granted: set[P] = set()
    withheld: set[P] = set()
    for name in roles:
        if name in FROM_REGISTER:
            continue
        role = Role(name)
        locked = role in SECOND_FACTOR and not second_factor
        (withheld if locked else granted).update(ALLOWS[role])
    return frozenset(granted), frozenset(withheld - granted)
