"""What pages show: frozen cards, without a word about who is looking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from hub.core import files
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.repairs.models import Affected, Repair, Step
from hub.features.repairs.queries.clocks import NONE, ClockCard, Clocks, Stop, cards, clocks
from hub.features.repairs.queries.group import households
from hub.features.repairs.queries.people import office_phone
from hub.features.repairs.queries.sight import visible_to
from hub.features.repairs.rules import places, promises, stages
from hub.features.repairs.rules.stages import Party, Stage
from hub.people.models import Building, Entrance, Unit, User

LONGEST_HEADLINE = 30
_Assignee, _Desk = aliased(User), aliased(User)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A repair in a list. Stage, kind and spot speak the reader's language; `where` is written as in the register."""

    id: int
    number: str
    version: int
    stage: Stage
    stage_name: object
    stage_since: datetime
    where: str
    floor: int | None
    spot_name: object | None  # None: in a flat
    kind_name: object
    headline: str
    urgent: bool
    overdue: bool
    open: bool
    reported_at: datetime
    accept_by: datetime | None  # both are empty while the clock stands still
    done_by: datetime | None
    late: timedelta | None
    paused: bool
    in_charge: str
    with_assignee: bool
    households: int  # affected besides the requester's


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the timeline. Staff go by name (`who`), neighbours only by their capacity."""

    id: int
    title: object
    addition: bool
    at: datetime
    who: str
    party_name: object
    to_whom: str
    note: str
    photos: tuple[files.PhotoCard, ...]


@dataclass(frozen=True, kw_only=True)
class Card:
    """A repair on its own page: what everybody may read who may see the repair."""

    line: Line
    description: str
    place_note: str
    visit_on: date | None
    visit_part_name: object
    phone: str  # the office's
    duplicate_of: int | None
    duplicate_number: str
    clocks: tuple[ClockCard, ...]
    stops: tuple[Stop, ...]
    entries: tuple[Entry, ...]
    ahead: tuple[object, ...]


def lines(query: Select[Any]) -> list[Line]:
    """`query` selects `Repair` with its conditions, order and limit."""
    rows = db.session.execute(_with_names(query)).all()
    known = clocks([row[0].id for row in rows])
    return _counted([_line(known.get(row[0].id, NONE), *row) for row in rows])


def _counted(found: list[Line]) -> list[Line]:
    """Households that wait through merged reports are counted as well."""
    together = households([line.id for line in found])
    return [replace(line, households=together.get(line.id, line.households)) for line in found]


def line(repair_id: int) -> Line:
    """One line, whoever may see it: for flows, not for pages."""
    return lines(select(Repair).where(Repair.id == repair_id))[0]


def card(actor: Actor, repair_id: int) -> Card:
    """NotFound when there is none for this actor."""
    query = select(Repair).where(Repair.id == repair_id, visible_to(actor))
    found = db.session.execute(_with_names(query)).first()
    if found is None:
        raise NotFound
    repair: Repair = found[0]
    known = clocks([repair.id]).get(repair.id, NONE)
    return Card(
        line=_counted([_line(known, *found)])[0],
        clocks=cards(known),
        stops=known.stops,
        description=repair.description,
        place_note=repair.place_note,
        visit_on=repair.visit_on,
        visit_part_name=places.VISITS[places.Visit(repair.visit_part)],
        phone=office_phone(),
        duplicate_of=repair.duplicate_of_id,
        duplicate_number=promises.number(repair.duplicate_of_id) if repair.duplicate_of_id else "",
        entries=entries_of(repair_id),
        ahead=tuple(stages.COMING[stage] for stage in stages.ahead(Stage(repair.stage))),
    )


def headline(description: str) -> str:
    """The first sentence, cut where a list has no room for more."""
    first = description.strip().splitlines()[0] if description.strip() else ""
    for mark in "。！？!?；;":
        first = first.split(mark)[0]
    return first if len(first) <= LONGEST_HEADLINE else first[: LONGEST_HEADLINE - 1] + "…"


def _with_names(query: Select[Any]) -> Select[Any]:
    households = (
        select(func.count(func.distinct(func.coalesce(Affected.unit_id, -Affected.user_id))))
        .where(Affected.repair_id == Repair.id)
        .scalar_subquery()
    )
    return (
        query.add_columns(Unit.code, Building.name, Entrance.name, _Assignee.nickname, _Desk.nickname, households)
        .outerjoin(Unit, Unit.id == Repair.unit_id)
        .outerjoin(Building, Building.id == Repair.building_id)
        .outerjoin(Entrance, Entrance.id == Repair.entrance_id)
        .outerjoin(_Assignee, _Assignee.id == Repair.assignee_id)
        .outerjoin(_Desk, _Desk.id == Repair.desk_id)
    )


def _line(
    known: Clocks,
    repair: Repair,
    unit: str | None,
    building: str | None,
    entrance: str | None,
    assignee: str | None,
    desk: str | None,
    households: int,
) -> Line:
    stage, running = Stage(repair.stage), known.running
    return Line(
        id=repair.id,
        number=promises.number(repair.id),
        version=repair.version,
        stage=stage,
        stage_name=stages.NAMES[stage],
        stage_since=repair.stage_since,
        where=unit or (building or "") + (entrance or ""),
        floor=None if unit else repair.floor,
        spot_name=places.SPOTS[places.Spot(repair.spot)] if repair.spot else None,
        kind_name=places.KINDS[places.Kind(repair.kind)],
        headline=headline(repair.description),
        urgent=repair.urgency == places.Urgency.URGENT,
        overdue=stage in stages.OPEN and running is not None and running.late is not None,
        open=stage in stages.OPEN,
        reported_at=repair.reported_at,
        accept_by=known.accept.due_at if known.accept else None,
        done_by=known.resolve.due_at if known.resolve else None,
        late=running.late if running else None,
        paused=running is not None and running.paused,
        in_charge=assignee or desk or "",
        with_assignee=assignee is not None,
        households=households,
    )


def entries_of(repair_id: int) -> tuple[Entry, ...]:
    """The timeline. Unchecked: for whoever has asked `get` or `visible_to`."""
    query = (
        select(Step, User.nickname, _Assignee.nickname)
        .outerjoin(User, User.id == Step.user_id)
        .outerjoin(_Assignee, _Assignee.id == Step.assignee_id)
        .where(Step.repair_id == repair_id)
        .order_by(Step.id)
    )
    found = db.session.execute(query).all()
    photos = files.photos_by_part("repair", [step.id for step, _, _ in found])
    return tuple(_entry(step, by, to, photos.get(step.id, ())) for step, by, to in found)


def _entry(step: Step, by: str | None, to: str | None, photos: tuple[files.PhotoCard, ...]) -> Entry:
    party = Party(step.party)
    hidden = party in (Party.REQUESTER, Party.NEIGHBOUR, Party.SYSTEM)
    return Entry(
        id=step.id,
        title=stages.NAMES[Stage(step.now)],
        addition=step.addition,
        at=step.at,
        who="" if hidden else by or "",
        party_name=stages.PARTY_NAMES[party],
        to_whom=to or "",
        note=step.note,
        photos=photos,
    )
