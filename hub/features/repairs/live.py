"""Which fact refreshes what: the card is sent, buttons and lists are asked again by each browser."""

from __future__ import annotations

from hub.core import live
from hub.core.authz import SYSTEM, Actor
from hub.core.events import after
from hub.features.repairs import queries
from hub.features.repairs.events import (
    AssignmentEnded,
    ChargeMoved,
    CostsNoted,
    OfferAnswered,
    QuoteFact,
    RatingAnswered,
    RepairAddedTo,
    RepairAdvanced,
    RepairFact,
    RepairJoined,
    RepairLeft,
    RepairMerged,
    RepairRated,
    RepairReported,
    RepairSplit,
    StepTicked,
    StepUnticked,
)
from hub.features.repairs.rules.stages import UNASSIGNED

BOARD = "repairs:0"


@after(
    RepairReported,
    RepairAdvanced,  # comes with every assignment, too
    OfferAnswered,
    ChargeMoved,
    RepairAddedTo,
    RepairJoined,
    RepairLeft,
    RepairRated,
    RatingAnswered,
    StepTicked,
    StepUnticked,
    CostsNoted,
    QuoteFact,
)
def refresh(_actor: Actor, fact: RepairFact) -> None:
    """The open page, its buttons, and the staff's board."""
    _show(fact.repair_id)


@after(RepairMerged, RepairSplit)
def regroup(_actor: Actor, fact: RepairMerged | RepairSplit) -> None:
    """The main case gained or lost a report; what came along has another main case."""
    for repair_id in (fact.into_id, *fact.moved_ids):
        _show(repair_id)
    worker = queries.listeners(fact.into_id).assignee_id
    if isinstance(fact, RepairSplit) and worker is not None:
        live.recheck_user(worker)  # the flat that was reported is none of their business any more


def _show(repair_id: int) -> None:
    topic = f"repair:{repair_id}"
    version = queries.get(SYSTEM, repair_id).version
    if live.heard(topic):
        card = queries.card(SYSTEM, repair_id)
        live.patch(topic, f"repair-{repair_id}", card.line.version, "repairs/_card.html", card=card)
    live.nudge(topic, version)
    live.nudge(BOARD, version, spread_ms=400)


@after(AssignmentEnded)
def who_lost_it(_actor: Actor, fact: AssignmentEnded) -> None:
    """A technician whose job it no longer is may no longer look into the flat."""
    live.recheck_user(fact.assignee_id)


@after(RepairAdvanced)
def who_missed_it(_actor: Actor, fact: RepairAdvanced) -> None:
    """A free job in a flat was visible to all technicians; now that somebody has it, only to that one."""
    if fact.was in UNASSIGNED and fact.stage not in UNASSIGNED:
        for worker in queries.technicians():
            if worker.user_id != fact.assignee_id:
                live.recheck_user(worker.user_id)
