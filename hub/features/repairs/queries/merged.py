"""What was reported about the same thing: all of it on the main case's page, the main case on a merged report's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.features.repairs import policy
from hub.features.repairs.models import Merger, Rating, Repair, Step
from hub.features.repairs.queries.actions import Requester, requester_of
from hub.features.repairs.queries.cards import Entry, Line, card, entries_of, lines
from hub.features.repairs.queries.group import bonds, knows_requester
from hub.features.repairs.queries.lists import similar
from hub.features.repairs.queries.sight import get, visible_to
from hub.features.repairs.rules.merging import MAY_OBJECT, below, stage_after_split
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.promises import number
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import NAMES, OVER, Party, Stage

_Main = aliased(Repair)


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A report that was merged into the case that is shown. `who` only for those who may know it."""

    line: Line
    description: str
    entries: tuple[Entry, ...]  # with words or photos, the report itself first
    who: Requester | None


@dataclass(frozen=True, kw_only=True)
class Together:
    """Everything around one case that depends on who looks; asked for by each browser, never pushed."""

    repair_id: int
    version: int
    main: Line | None  # the case that this one was merged into
    may_object: bool
    may_add_there: bool
    may_split: bool
    reports: tuple[Merged, ...]
    private: int  # further reports, of flats: only the office, the assignee and their households read those


def together(actor: Actor, repair_id: int) -> Together:
    """NotFound when there is no such repair for this actor."""
    repair = get(actor, repair_id)
    asks = Party.REQUESTER in policy.parties(actor, repair)
    main = card(SYSTEM, repair.duplicate_of_id).line if repair.duplicate_of_id else None
    under = below(bonds(repair.duplicate_of_id or repair.id), repair.id)
    seen = lines(select(Repair).where(Repair.id.in_(under), visible_to(actor)).order_by(Repair.id)) if under else []
    return Together(
        repair_id=repair_id,
        version=repair.version,
        main=main,
        may_object=main is not None and asks and main.stage in MAY_OBJECT,
        may_add_there=main is not None and asks and main.stage not in OVER,
        may_split=policy.may_handle(actor),
        reports=tuple(_report(actor, line) for line in seen),
        private=len(under) - len(seen),
    )


def unrated(actor: Actor) -> list[Line]:
    """My reports that were merged, whose main case is finished and waits for a word from me too."""
    if not actor.signed_in:
        return []
    done = select(_Main.id).where(_Main.stage == Stage.DONE)
    rated = select(Rating.id).where(Rating.repair_id == Repair.id, Rating.round == Repair.round).exists()
    mine = or_(Repair.requester_id == actor.user_id, Repair.unit_id.in_(actor.unit_ids))
    return lines(select(Repair).where(mine, Repair.duplicate_of_id.in_(done), ~rated).order_by(Repair.id.desc()))


def _report(actor: Actor, line: Line) -> Merged:
    repair = db.session.get_one(Repair, line.id)
    theirs = set(
        db.session.scalars(
            select(Step.id).where(
                Step.repair_id == line.id, Step.addition | Step.was.is_(None) | (Step.party == Party.REQUESTER)
            )
        )
    )
    said = tuple(entry for entry in entries_of(line.id) if entry.id in theirs and (entry.note or entry.photos))
    who = requester_of(repair) if knows_requester(actor, repair) else None
    return Merged(line=line, description=repair.description, entries=said, who=who)


def candidates(actor: Actor, repair_id: int) -> list[Line]:
    """Open reports that may well be the same thing and may lead this one, newest first."""
    repair = get(actor, repair_id)
    under = below(bonds(repair.id), repair.id)
    found = similar(
        actor,
        Report(
            kind=Kind(repair.kind),
            description="",
            unit_id=repair.unit_id,
            spot=Spot(repair.spot) if repair.spot else None,
            building_id=repair.building_id,
            entrance_id=repair.entrance_id,
        ),
    )
    return [line for line in found if line.id != repair.id and line.id not in under]


@dataclass(frozen=True)
class Parting:
    """What a split will do, told before it is done."""

    main_number: str
    stage_name: object  # where the report goes on
    back_to_office: bool  # somebody had the job; nobody gets it back by this


def parting(actor: Actor, repair_id: int) -> Parting | None:
    """None when it was not merged."""
    repair = get(actor, repair_id)
    query = select(Merger).where(Merger.repair_id == repair.id, Merger.split_at.is_(None))
    merger = db.session.scalar(query)
    if merger is None or repair.duplicate_of_id is None:
        return None
    was = Stage(merger.was)
    back = stage_after_split(was)
    return Parting(number(repair.duplicate_of_id), NAMES[back], back is not was)
