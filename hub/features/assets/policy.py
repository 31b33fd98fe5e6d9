"""Who looks after assets, and who may look into their files. Every neighbour sees the public card."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.authz import Permission as P


def may_manage(actor: Actor) -> bool:
    """The manager and the desk: cards, plans, inspections, stopping and starting."""
    return actor.can(P.ASSETS_MANAGE)


def may_look(actor: Actor) -> bool:
    """The whole card with its history: staff who work with it, and the committee."""
    return actor.can(P.ASSETS_SEE) or may_manage(actor)
