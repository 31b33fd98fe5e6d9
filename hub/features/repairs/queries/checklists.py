"""The checklist of an order, with its ticks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from hub.core import files
from hub.core.authz import Actor
from hub.core.db import db
from hub.features.repairs import policy
from hub.features.repairs.models import Checklist, Repair, Sop, SopStep, SopVersion, Tick
from hub.features.repairs.queries.sight import get, visible_to
from hub.features.repairs.rules.places import KINDS, Kind
from hub.people.models import User


@dataclass(frozen=True, kw_only=True)
class Point:
    """One step of the checklist, as it stands. `state`: "open", "done" or "left_out" (then `note` is the reason)."""

    id: int
    text: str
    must: bool
    photo: bool
    state: str
    at: datetime | None
    who: str
    note: str
    photos: tuple[files.PhotoCard, ...]


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """The checklist of one round of one order, for one viewer."""

    repair_id: int
    version: int  # of the repair
    kind_name: object
    number: int  # of the checklist's version
    points: tuple[Point, ...]
    may_tick: bool

    @property
    def done(self) -> int:
        return sum(point.state == "done" for point in self.points)

    @property
    def missing(self) -> tuple[Point, ...]:
        """What must be done and is neither done nor explained."""
        return tuple(point for point in self.points if point.must and point.state == "open")


def checklists(actor: Actor, ids: Collection[int]) -> dict[int, Ticked]:
    """Repair → the checklist of its present round, where it has one and this actor may see the repair."""
    query = (
        select(Repair, Checklist, SopVersion.number, Sop.kind)
        .join(Checklist, and_(Checklist.repair_id == Repair.id, Checklist.round == Repair.round))
        .join(SopVersion, SopVersion.id == Checklist.version_id)
        .join(Sop, Sop.id == SopVersion.sop_id)
        .where(Repair.id.in_(ids), visible_to(actor))
    )
    found = db.session.execute(query).all() if ids else []
    points = _points([checklist for _, checklist, _, _ in found]) if found else {}
    return {
        repair.id: Ticked(
            repair_id=repair.id,
            version=repair.version,
            kind_name=KINDS[Kind(kind)],
            number=number,
            points=tuple(points[checklist.id]),
            may_tick=policy.may_tick(actor, repair),
        )
        for repair, checklist, number, kind in found
    }


def checklist(actor: Actor, repair_id: int) -> Ticked:
    """Without points while work has not begun, or when its kind has no checklist. NotFound as for the repair."""
    repair = get(actor, repair_id)
    nothing = Ticked(repair_id=repair_id, version=repair.version, kind_name="", number=0, points=(), may_tick=False)
    return checklists(actor, (repair_id,)).get(repair_id, nothing)


def _points(lists: list[Checklist]) -> dict[int, list[Point]]:
    query = (
        select(Checklist.id, SopStep, Tick, User.nickname)
        .join(SopStep, SopStep.version_id == Checklist.version_id)
        .outerjoin(Tick, and_(Tick.checklist_id == Checklist.id, Tick.step_id == SopStep.id))
        .outerjoin(User, User.id == Tick.by)
        .where(Checklist.id.in_([one.id for one in lists]))
        .order_by(Checklist.id, SopStep.position)
    )
    rows = db.session.execute(query).all()
    photos = files.photos_by_part("repair", [tick.entry_id for _, _, tick, _ in rows if tick and tick.entry_id])
    found: defaultdict[int, list[Point]] = defaultdict(list)
    for list_id, step, tick, who in rows:
        found[list_id].append(
            Point(
                id=step.id,
                text=step.text,
                must=step.must,
                photo=step.photo,
                state="open" if tick is None else "done" if tick.done else "left_out",
                at=tick.at if tick else None,
                who=who or "",
                note=tick.note if tick else "",
                photos=photos.get(tick.entry_id, ()) if tick and tick.entry_id else (),
            )
        )
    return found
