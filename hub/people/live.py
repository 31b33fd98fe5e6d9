"""Losing a right closes the sockets that had it."""

from __future__ import annotations

from hub.core import live
from hub.core.authz import Actor
from hub.core.events import after
from hub.people.events import SignedOut


@after(SignedOut)
def evict(_actor: Actor, fact: SignedOut) -> None:
    """A sign-in that ended must not go on hearing."""
    for session_id in fact.session_ids:
        live.evict_session(session_id)
