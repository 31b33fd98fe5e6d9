"""The register as rows for a spreadsheet."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import db
from hub.people import phones
from hub.people.importing.export import Row
from hub.people.models import Building, Entrance, Ownership, Person, Phase, Unit
from hub.people.queries.register import holds


def rows(actor: Actor, with_phones: bool = False) -> list[Row]:
    """Every unit with its owners of today; numbers in full only if `with_phones`."""
    require_permission(actor, Permission.REGISTER_SEE)
    if with_phones:
        require_permission(actor, Permission.PHONE_REVEAL)
    owners: dict[int, list[tuple[str, str, str]]] = {}
    # without numbers none is decrypted: 5,000 of them take a while
    number = (Person.phone,) if with_phones else ()
    for row in db.session.execute(
        select(Ownership.unit_id, Person.name, Ownership.share_num, Ownership.share_den, *number)
        .join(Person, Person.id == Ownership.person_id)
        .where(*holds(clock.today()))
        .order_by(Ownership.id)
    ):
        phone = phones.spoken(row[4]) if with_phones and row[4] else ""
        owners.setdefault(row[0], []).append((row[1], str(Fraction(row[2], row[3])), phone))
    found = db.session.execute(
        select(
            Unit.id,
            Phase.code,
            Building.code,
            Entrance.code,
            Unit.room,
            Unit.floor,
            Unit.kind,
            Unit.area,
            Unit.delivered_on,
        )
        .join(Building, Building.id == Unit.building_id)
        .outerjoin(Phase, Phase.id == Building.phase_id)
        .outerjoin(Entrance, Entrance.id == Unit.entrance_id)
        .order_by(Building.position, Building.code, Unit.position, Unit.id)
    )
    return [Row(*row[1:], tuple(owners.get(row[0], ()))) for row in found]
