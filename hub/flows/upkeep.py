"""Assets and repairs: a label for each asset, reports about it linked to it, planned maintenance as work orders."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import hub.features.assets.commands as assets
import hub.features.repairs.commands as repairs
from hub.core import clock, links
from hub.core.authz import SYSTEM, Actor
from hub.core.events import within
from hub.features.assets import queries as known
from hub.features.assets.events import AssetAdded, AssetChanged, AssetFact, AssetRetired, OccurrenceDue
from hub.features.assets.queries.planned import Job
from hub.features.assets.rules.card import Particulars
from hub.features.assets.rules.kinds import Kind
from hub.features.assets.rules.planning import DONE, OPEN, SKIPPED
from hub.features.repairs.events import RepairAdvanced, RepairReported
from hub.features.repairs.queries.labels import label_of
from hub.features.repairs.rules.places import Kind as Trade
from hub.features.repairs.rules.places import Spot
from hub.features.repairs.rules.report import Report

# what repairs call the place and the trade of each kind of asset
AS_REPAIR: dict[Kind, tuple[Trade, Spot]] = {
    Kind.LIFT: (Trade.LIFT, Spot.LIFT),
    Kind.FIRE: (Trade.FIRE, Spot.CORRIDOR),
    Kind.PUMP: (Trade.PLUMBING, Spot.OTHER),
    Kind.TANK: (Trade.PLUMBING, Spot.ROOF),
    Kind.LIGHTNING: (Trade.ELECTRIC, Spot.ROOF),
    Kind.POWER: (Trade.ELECTRIC, Spot.OTHER),
    Kind.GATE: (Trade.DOOR, Spot.GATE),
    Kind.DOOR: (Trade.DOOR, Spot.ENTRANCE_DOOR),
    Kind.LIGHT: (Trade.LIGHTING, Spot.ROAD),
    Kind.CAMERA: (Trade.ELECTRIC, Spot.OTHER),
    Kind.CHARGER: (Trade.ELECTRIC, Spot.GARAGE),
    Kind.PLAYGROUND: (Trade.OTHER, Spot.PLAYGROUND),
    Kind.OTHER: (Trade.OTHER, Spot.OTHER),
}
ENDS = {
    "done": DONE,
    "confirmed": DONE,
    "reopened": OPEN,
    "closed": SKIPPED,
    "cancelled": SKIPPED,
    "declined": SKIPPED,
    "duplicate": SKIPPED,
}


@within(AssetAdded, AssetChanged)
def stick_a_label_on(actor: Actor, fact: AssetFact) -> None:
    """Each asset has a label by which a report begins with its place; when the card moves, so does the label."""
    thing = f"asset:{fact.asset_id}"
    about = known.card(SYSTEM, fact.asset_id).about
    place, old = _place(about.kind, about, thing), label_of(thing)
    if old is not None and old.title == about.name and old.report == place:
        return
    if old is not None:
        repairs.retire_label(SYSTEM, old.id)
    repairs.make_label(SYSTEM, about.name, place)


@within(AssetRetired)
def take_the_label_off(_actor: Actor, fact: AssetRetired) -> None:
    """What is gone cannot be reported."""
    old = label_of(f"asset:{fact.asset_id}")
    if old is not None:
        repairs.retire_label(SYSTEM, old.id)


@within(RepairReported)
def belongs_to_it(actor: Actor, fact: RepairReported) -> None:
    """A report about a thing hangs on it."""
    if fact.subject:
        links.link(actor, f"repair:{fact.repair_id}", fact.subject, "about")


@within(OccurrenceDue)
def make_the_order(_actor: Actor, fact: OccurrenceDue) -> None:
    """One work order for each occurrence."""
    job = known.occurrence(fact.occurrence_id)
    number = repairs.order(SYSTEM, _report(job), _until(job), job.technician_id)
    assets.ordered(SYSTEM, job.id, f"repair:{number}")


@within(RepairAdvanced)
def note_how_it_went(_actor: Actor, fact: RepairAdvanced) -> None:
    """Done, skipped, or not good enough after all; most repairs are no planned work, and nothing happens."""
    state = ENDS.get(fact.stage) or (OPEN if fact.was in ENDS else None)  # taken up again, or taken apart again
    if state is not None:
        assets.note_end(SYSTEM, f"repair:{fact.repair_id}", state)


def _place(kind: Kind, about: Particulars | Job, thing: str, description: str = "") -> Report:
    trade, spot = AS_REPAIR[kind]
    return Report(
        kind=trade,
        description=description,
        spot=spot,
        building_id=about.building_id,
        entrance_id=about.entrance_id,
        place_note=about.place_note,
        subject=thing,
    )


def _report(job: Job) -> Report:
    """In the office's own words, which are Chinese."""
    lines = [f"{job.title} {job.code}", f"计划日期：{job.due_on.isoformat()}"]
    if job.missed:
        lines.append(f"此前有 {job.missed} 次到期没有做，并到这一次。")
    lines += [f"□ {line.strip()}" for line in job.checklist.splitlines() if line.strip()]
    return _place(job.kind, job, f"asset:{job.asset_id}", "\n".join(lines))


def _until(job: Job) -> datetime:
    """The end of the day it is due; of what is late already, the end of tomorrow."""
    day = max(job.due_on, clock.today() + timedelta(days=1)) if job.due_on < clock.today() else job.due_on
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.LOCAL)
