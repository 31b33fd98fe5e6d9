"""Everything about a case depends on who looks, so pages are only told that something is new."""

from __future__ import annotations

from hub.core import live
from hub.core.authz import Actor
from hub.core.events import after
from hub.features.cases import queries
from hub.features.cases.events import (
    CaseFact,
    CaseRedirected,
    ExampleFact,
    MediationFact,
)

QUEUE = "cases:0"


@after(CaseFact)
def refresh(_actor: Actor, fact: CaseFact) -> None:
    """The open page, and the office's queue: unless it is about somebody, who might be watching the queue."""
    live.nudge(f"case:{fact.case_id}", fact.version)
    if queries.accused(fact.case_id) is None:
        live.nudge(QUEUE, fact.version, spread_ms=400)


@after(CaseRedirected)
def who_lost_it(_actor: Actor, fact: CaseRedirected) -> None:
    """Whom it is about leaves its page; so does all staff that may no longer see it."""
    for user_id, _name in queries.staff():
        live.recheck_user(user_id)


@after(ExampleFact)
def example(_actor: Actor, fact: ExampleFact) -> None:
    """Its page in the office."""
    live.nudge(f"case:{fact.case_id}")


@after(MediationFact)
def mediation(_actor: Actor, fact: MediationFact) -> None:
    """The sides and the mediator; the office sees how it stands."""
    live.nudge(f"mediation:{fact.mediation_id}", fact.version)
    live.nudge(f"case:{fact.case_id}")
