"""Who plans rounds and sees who walked them; who walks."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.authz import Permission as P


def may_manage(actor: Actor) -> bool:
    """Plan rounds, excuse outings, see who was where."""
    return actor.can(P.ROUNDS_MANAGE)


def may_walk(actor: Actor) -> bool:
    """Go on rounds."""
    return actor.signed_in and actor.can(P.ROUNDS_WALK)


def is_staff(actor: Actor) -> bool:
    """Anybody who has to do with rounds."""
    return may_manage(actor) or may_walk(actor)
