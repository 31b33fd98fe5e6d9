"""Who may do what with accounts and households."""

from __future__ import annotations

from hub.core.authz import Actor, Permission
from hub.people.roles import SELF_GRANTED


def may_manage_account(actor: Actor, user_id: int, granted_roles: frozenset[str]) -> bool:
    """Residents' accounts belong to the desk's work; those that hold a role only to whoever grants roles.

    Otherwise a clerk could give himself the admin's access by "resetting" it.
    """
    if user_id == actor.user_id or not actor.can(Permission.ACCOUNTS_MANAGE):
        return False
    return not granted_roles or actor.can(Permission.ROLES_GRANT)


def may_ban(actor: Actor, user_id: int, granted_roles: frozenset[str]) -> bool:
    """As above, and banning is the manager's or the admin's."""
    return may_manage_account(actor, user_id, granted_roles) and actor.can(Permission.ACCOUNTS_BAN)


def may_grant(actor: Actor, user_id: int, role: str) -> bool:
    """To others any role; to oneself plain work only: oversight, money and a voice are given by somebody else."""
    if not actor.can(Permission.ROLES_GRANT):
        return False
    return user_id != actor.user_id or role in SELF_GRANTED


def may_invite(actor: Actor, unit_id: int) -> bool:
    """Owners let people into their own unit; family and tenants let nobody in."""
    return unit_id in actor.owned_unit_ids
