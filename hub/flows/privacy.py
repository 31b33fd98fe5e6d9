"""An erasure reaches every feature."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.events import within
from hub.features.cases.commands.forgetting import forget_reporter
from hub.features.inbox.commands import empty
from hub.features.notices.commands import forget_reading
from hub.features.repairs.commands.forgetting import forget_requester
from hub.features.rounds.commands import forget_walker
from hub.people.events import PersonErased


@within(PersonErased)
def forget_everywhere(actor: Actor, fact: PersonErased) -> None:
    """What each feature holds of the person."""
    empty(actor, fact.user_id)
    forget_requester(actor, fact.user_id)
    forget_reading(actor, fact.user_id)
    forget_reporter(actor, fact.user_id)
    forget_walker(actor, fact.user_id)
