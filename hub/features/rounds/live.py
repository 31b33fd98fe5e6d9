"""News about where people are goes to nobody but those who may ask: nothing is pushed, all is nudged."""

from __future__ import annotations

from hub.core import live
from hub.core.authz import Actor
from hub.core.events import after
from hub.features.rounds.events import OutingFact

OVERVIEW = "rounds:0"


@after(OutingFact)
def refresh(_actor: Actor, fact: OutingFact) -> None:
    """The open outing and the office's overview."""
    live.nudge(f"outing:{fact.outing_id}", fact.version)
    live.nudge(OVERVIEW, fact.version, spread_ms=400)
