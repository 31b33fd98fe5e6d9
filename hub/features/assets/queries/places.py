"""Buildings and entrances as a form's choices."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.authz import is_id
from hub.core.db import db
from hub.people.models import Building, Entrance


def doors() -> list[tuple[str, str]]:
    """("b3", name) of every building, each followed by ("e12", name) of its entrances."""
    query = (
        select(Building.id, Building.name, Entrance.id, Entrance.name)
        .outerjoin(Entrance, Entrance.building_id == Building.id)
        .order_by(Building.position, Building.id, Entrance.id)
    )
    found: dict[str, str] = {}
    for building_id, building, entrance_id, entrance in db.session.execute(query):
        found[f"b{building_id}"] = building
        if entrance_id is not None:
            found[f"e{entrance_id}"] = building + entrance
    return list(found.items())


def door(value: str) -> tuple[int | None, int | None]:
    """(building, entrance) behind a form's value; the command looks whether there is such a place."""
    kind, number = value[:1], value[1:]
    if not is_id(number):
        return None, None
    return (int(number), None) if kind == "b" else (None, int(number)) if kind == "e" else (None, None)
