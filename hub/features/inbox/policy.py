"""Who may do what with news."""

from __future__ import annotations

from hub.core.authz import Actor


def may_choose(actor: Actor) -> bool:
    """Everyone with an account, for themselves."""
    return actor.signed_in
