"""Losing a right closes the sockets that had it."""

from __future__ import annotations

from hub.core import live
from hub.core.authz import Actor
from hub.core.events import after
from hub.people.events import (
    InvitationUsed,
    LetterUsed,
    OccupancyEnded,
    RegisterImported,
    RoleEnded,
    RoleGranted,
    SessionsExpired,
    SignedOut,
)
from hub.people.queries.imports import users_of_persons


@after(SignedOut, SessionsExpired)
def evict(_actor: Actor, fact: SignedOut | SessionsExpired) -> None:
    """A sign-in that ended must not go on hearing."""
    for session_id in fact.session_ids:
        live.evict_session(session_id)


@after(RegisterImported)
def evict_former_owners(_actor: Actor, fact: RegisterImported) -> None:
    """Who no longer owns must not go on hearing as an owner; the browser reconnects with today's rights."""
    for user_id in users_of_persons(fact.ended):
        live.evict_user(user_id)


@after(RoleGranted, RoleEnded, InvitationUsed, LetterUsed)
def weigh_again(_actor: Actor, fact: RoleGranted | RoleEnded | InvitationUsed | LetterUsed) -> None:
    """Another role or another home, other topics."""
    live.recheck_user(fact.user_id)


@after(OccupancyEnded)
def moved_out(_actor: Actor, fact: OccupancyEnded) -> None:
    """Who moved out must not go on hearing of the home."""
    for user_id in users_of_persons((fact.person_id,)):
        live.recheck_user(user_id)
