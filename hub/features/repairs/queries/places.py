"""Names of places, and the choices a report offers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.repairs.rules.report import Report
from hub.people.models import Building, Compound, Entrance, Unit


@dataclass(frozen=True)
class Door:
    """A building, or one entrance of it, as a choice: value "b3" or "e12"."""

    value: str
    building_id: int
    entrance_id: int | None
    name: str


def doors() -> list[Door]:
    """Every building, each followed by its entrances, as people count them."""
    query = (
        select(Building.id, Building.name, Entrance.id, Entrance.name)
        .outerjoin(Entrance, Entrance.building_id == Building.id)
        .order_by(Building.position, Building.id, Entrance.id)
    )
    listed: dict[str, Door] = {}
    for building_id, building, entrance_id, entrance in db.session.execute(query):
        listed.setdefault(f"b{building_id}", Door(f"b{building_id}", building_id, None, building))
        if entrance_id is not None:
            listed[f"e{entrance_id}"] = Door(f"e{entrance_id}", building_id, entrance_id, building + entrance)
    return list(listed.values())


def door(value: str) -> Door | None:
    """The door a form's value stands for; None for the whole compound or an unknown value."""
    return next((found for found in doors() if found.value == value), None)


def units_of(actor: Actor) -> list[tuple[int, str]]:
    """(id, code) of the actor's own units."""
    query = select(Unit.id, Unit.code).where(Unit.id.in_(actor.unit_ids)).order_by(Unit.code)
    return [(unit_id, code) for unit_id, code in db.session.execute(query)]


def unit_by_code(code: str) -> int | None:
    """The id of the unit people call `code`."""
    return db.session.scalar(select(Unit.id).where(Unit.code == code.strip()))


def guests_may_report() -> bool:
    """Whether the compound lets people report without signing in."""
    return bool(db.session.scalar(select(Compound.guest_reports)))


def known_place(what: Report) -> tuple[int | None, int | None, int | None]:
    """(building, entrance, floor) as the register has them; NotFound when it has no such place."""
    if what.unit_id is not None:
        unit = db.session.get(Unit, what.unit_id)
        if unit is None:
            raise NotFound
        return unit.building_id, unit.entrance_id, unit.floor
    if what.entrance_id is not None:
        entrance = db.session.get(Entrance, what.entrance_id)
        if entrance is None:
            raise NotFound
        return entrance.building_id, entrance.id, what.floor
    if what.building_id is not None and db.session.get(Building, what.building_id) is None:
        raise NotFound
    return what.building_id, None, what.floor
