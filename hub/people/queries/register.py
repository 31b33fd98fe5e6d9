"""The register as staff read it: buildings, units, who owns them and who did. Numbers come masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from hub.core import clock
from hub.core.authz import Actor, Permission, is_id, require_permission
from hub.core.db import db, phone_index
from hub.core.problems import NotFound
from hub.people import phones
from hub.people.models import Building, Entrance, Occupancy, Ownership, Person, Phase, Unit

PAGE = 60


@dataclass(frozen=True)
class BuildingCard:
    """`area` in 0.01 m²; `owned` counts units with a current owner."""

    id: int
    code: str
    name: str
    phase: str | None
    units: int
    owned: int
    area: int


@dataclass(frozen=True)
class OwnerLine:
    """One ownership; `phone` is masked."""

    person_id: int
    name: str
    kind: str
    share: str
    phone: str
    since: date
    until: date | None


@dataclass(frozen=True)
class UnitLine:
    """A unit in a list."""

    id: int
    code: str
    building: str
    entrance: str | None
    room: str
    kind: str
    area: int
    owners: tuple[str, ...]


@dataclass(frozen=True)
class UnitPage:
    """A unit with its owners on `day` and all it ever had. `whole` is false when the shares do not add up to one."""

    line: UnitLine
    phase: str | None
    floor: int | None
    delivered_on: date | None
    day: date
    owners: tuple[OwnerLine, ...]
    history: tuple[OwnerLine, ...]
    tenants: int
    family: int
    whole: bool


@dataclass(frozen=True)
class Units:
    """A page of units; `after` is the cursor of the next page."""

    lines: tuple[UnitLine, ...]
    after: str | None
    total: int
    area: int


def _gate(actor: Actor) -> None:
    require_permission(actor, Permission.REGISTER_SEE)


def holds(day: date) -> tuple:
    """Ownerships in force on `day`."""
    return Ownership.since <= day, or_(Ownership.until.is_(None), Ownership.until > day)


def buildings(actor: Actor) -> list[BuildingCard]:
    """All buildings in the order people count."""
    _gate(actor)
    owned = select(Ownership.unit_id).where(*holds(clock.today())).distinct().subquery()
    rows = db.session.execute(
        select(
            Building.id,
            Building.code,
            Building.name,
            Phase.name,
            func.count(Unit.id),
            func.count(owned.c.unit_id),
            func.coalesce(func.sum(Unit.area), 0),
        )
        .outerjoin(Phase, Phase.id == Building.phase_id)
        .outerjoin(Unit, Unit.building_id == Building.id)
        .outerjoin(owned, owned.c.unit_id == Unit.id)
        .group_by(Building.id, Building.code, Building.name, Building.position, Phase.name)
        .order_by(Building.position, Building.code)
    )
    return [BuildingCard(*row) for row in rows]


def units(actor: Actor, building: str = "", q: str = "", after: str = "") -> Units:
    """Units of a building, or found by code, owner's name or whole telephone number; `after` continues a list."""
    _gate(actor)
    where = []
    if building:
        where.append(Building.code == building)
    if q:
        where.append(_matching(q))
    base = select(Unit.id).join(Building, Building.id == Unit.building_id).where(*where)
    total, area = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Unit.area), 0)).where(Unit.id.in_(base))
    ).one()
    page = _lines().where(*where)
    cursor = _cursor(after)
    if cursor:
        place, position, unit = cursor
        page = page.where(
            or_(
                Building.position > place,
                and_(Building.position == place, Unit.position > position),
                and_(Building.position == place, Unit.position == position, Unit.id > unit),
            )
        )
    rows = db.session.execute(page.order_by(Building.position, Unit.position, Unit.id).limit(PAGE + 1)).all()
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    names = _names([row[0] for row in rows])
    last = rows[-1] if rows else None
    return Units(
        tuple(_line(row, names.get(row[0], ())) for row in rows),
        f"{last[7]}.{last[8]}.{last[0]}" if more and last else None,
        total,
        area,
    )


def _lines() -> Select:
    return (
        select(
            Unit.id,
            Unit.code,
            Building.name,
            Entrance.name,
            Unit.room,
            Unit.kind,
            Unit.area,
            Building.position,
            Unit.position,
        )
        .join(Building, Building.id == Unit.building_id)
        .outerjoin(Entrance, Entrance.id == Unit.entrance_id)
    )


def _line(row: Any, names: Iterable[str]) -> UnitLine:
    return UnitLine(row[0], row[1], row[2], row[3], row[4], row[5], row[6], tuple(names))


def _matching(q: str) -> ColumnElement[bool]:
    pattern = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    owned = (
        select(Ownership.unit_id)
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.until.is_(None), or_(Person.name.ilike(pattern, escape="\\"), *_by_phone(q)))
    )
    return or_(Unit.code.ilike(pattern, escape="\\"), Unit.id.in_(owned))


def _by_phone(q: str) -> list[ColumnElement[bool]]:
    try:
        return [Person.phone_index == phone_index(phones.normal(q))] if sum(map(str.isdigit, q)) >= 7 else []
    except ValueError:
        return []


def _cursor(after: str) -> tuple[int, int, int] | None:
    parts = after.split(".")
    if len(parts) != 3 or not all(is_id(part) for part in parts):
        return None
    return int(parts[0]), int(parts[1]), int(parts[2])


def _names(unit_ids: list[int]) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(Ownership.unit_id, Person.name)
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.unit_id.in_(unit_ids), *holds(clock.today()))
        .order_by(Ownership.id)
    )
    found: dict[int, list[str]] = {}
    for unit_id, name in rows:
        found.setdefault(unit_id, []).append(name)
    return found


def unit(actor: Actor, unit_id: int, day: date | None = None) -> UnitPage:
    """One unit as of `day` (default today)."""
    _gate(actor)
    day = day or clock.today()
    row = db.session.execute(_lines().where(Unit.id == unit_id)).first()
    if row is None:
        raise NotFound
    more = db.session.execute(
        select(Phase.name, Unit.floor, Unit.delivered_on)
        .join(Building, Building.id == Unit.building_id)
        .outerjoin(Phase, Phase.id == Building.phase_id)
        .where(Unit.id == unit_id)
    ).one()
    history = list(_ownerships(unit_id))
    then = tuple(line for line in history if line.since <= day and (line.until is None or line.until > day))
    living = select(Occupancy.kind, func.count()).where(
        Occupancy.unit_id == unit_id,
        Occupancy.since <= day,
        or_(Occupancy.until.is_(None), Occupancy.until > day),
    )
    living_now = {row[0]: row[1] for row in db.session.execute(living.group_by(Occupancy.kind))}
    total = sum((Fraction(line.share) for line in then), Fraction(0))
    return UnitPage(
        _line(row, [line.name for line in then]),
        more[0],
        more[1],
        more[2],
        day,
        then,
        tuple(history),
        living_now.get("tenant", 0),
        living_now.get("family", 0),
        not then or abs(total - 1) < Fraction(1, 1000),
    )


def _ownerships(unit_id: int) -> Iterator[OwnerLine]:
    rows = db.session.execute(
        select(Ownership, Person.name, Person.kind, Person.phone)
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.unit_id == unit_id)
        .order_by(Ownership.until.is_not(None), Ownership.since.desc(), Ownership.id)
    )
    for row in rows:
        held = row[0]
        share = str(Fraction(held.share_num, held.share_den))
        yield OwnerLine(held.person_id, row[1], row[2], share, phones.masked(row[3]), held.since, held.until)
