"""What people hear about rounds: one line for an outing, however many points were missed."""

from __future__ import annotations

from hub.core.authz import SYSTEM, Actor
from hub.core.events import within
from hub.core.i18n import lazy as _l
from hub.features.inbox.commands import deliver
from hub.features.inbox.queries import kinds
from hub.features.rounds import queries as rounds
from hub.features.rounds.events import PointsMissed
from hub.people.queries.privacy import holders
from hub.people.roles import Role

kinds(
    "rounds",
    {"round_missed": (_l("巡查有漏点：%(what)s（%(who)s）"), "exclamation-triangle", "vermilion")},
)


@within(PointsMissed)
def missed(actor: Actor, fact: PointsMissed) -> None:
    """The manager; where there is none, the desk."""
    card = rounds.outing_card(SYSTEM, fact.outing_id)
    words = {"what": card.name, "who": f"{fact.points - fact.missing}/{fact.points}"}
    told = holders(Role.MANAGER) or holders(Role.DESK)
    deliver(actor, told, "round_missed", words, f"/rounds/outings/{fact.outing_id}", f"outing:{fact.outing_id}:missed")
