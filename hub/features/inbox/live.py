"""The bell rings: each browser asks for its own number again."""

from __future__ import annotations

from hub.core import live
from hub.core.authz import Actor
from hub.core.events import after
from hub.features.inbox.events import EntriesDelivered, EntriesRead


@after(EntriesDelivered)
def ring(_actor: Actor, fact: EntriesDelivered) -> None:
    """Somebody has news."""
    for user_id in fact.user_ids:
        live.nudge(f"inbox:{user_id}", spread_ms=400 if len(fact.user_ids) > 50 else 0)


@after(EntriesRead)
def hush(_actor: Actor, fact: EntriesRead) -> None:
    """Read on one phone, read on all."""
    live.nudge(f"inbox:{fact.user_id}")
