"""What a guard sees on a round becomes a repair, with photo and place, in the guard's name."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.events import within
from hub.features.repairs import commands as repairs
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Report
from hub.features.rounds import commands as rounds
from hub.features.rounds import queries
from hub.features.rounds.events import ProblemFound

WHAT = {"cleaning": Kind.CLEANING, "greening": Kind.GREENING}
LONGEST_PLACE = 100


@within(ProblemFound)
def report_it(actor: Actor, fact: ProblemFound) -> None:
    """One repair for each visit that says so; the visit knows its number."""
    seen = queries.problem(actor, fact.stop_id)
    if seen.repair_id is not None:
        return
    what = Report(
        kind=WHAT.get(seen.kind, Kind.OTHER),
        description=seen.note,
        spot=Spot.OTHER,
        building_id=seen.building_id,
        entrance_id=seen.entrance_id,
        place_note=" ".join(filter(None, (seen.name, seen.place_note)))[:LONGEST_PLACE],
    )
    rounds.link_repair(actor, fact.stop_id, repairs.report(actor, what, fact.photos))
