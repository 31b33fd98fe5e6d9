"""The register as an import compares with it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sqlalchemy import select

from hub.core.db import db, phone_index
from hub.people.importing.combine import Parsed
from hub.people.importing.names import name_key
from hub.people.importing.proposal import KnownOwner, KnownUnit, Register
from hub.people.models import Building, Entrance, Ownership, Person, Phase, Unit


def register() -> Register:
    """Everything current; four queries, no telephone number is decrypted."""
    found = Register()
    rows = db.session.execute(select(Building.code, Phase.code).outerjoin(Phase, Phase.id == Building.phase_id))
    found.buildings = {row[0]: row[1] for row in rows}
    units = db.session.execute(
        select(
            Unit.id,
            Unit.code,
            Building.code,
            Entrance.code,
            Unit.room,
            Unit.kind,
            Unit.area,
            Unit.floor,
            Unit.delivered_on,
        )
        .join(Building, Building.id == Unit.building_id)
        .outerjoin(Entrance, Entrance.id == Unit.entrance_id)
    )
    for row in units:
        found.units[row[1]] = KnownUnit(*row)
    _people(found)
    _owners(found)
    return found


def _people(found: Register) -> None:
    people = select(Person.id, Person.kind, Person.name, Person.phone_index).where(Person.erased_at.is_(None))
    for row in db.session.execute(people.order_by(Person.id)):
        key = name_key(row.name)
        if row.kind != "natural":
            found.organisations.setdefault(key, row.id)
        if row.phone_index:
            found.persons.setdefault((key, row.phone_index), row.id)


def _owners(found: Register) -> None:
    owners = db.session.execute(
        select(
            Ownership.id,
            Ownership.person_id,
            Ownership.unit_id,
            Person.name,
            Person.phone_index,
            Ownership.share_num,
            Ownership.share_den,
            Ownership.since,
        )
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.until.is_(None))
        .order_by(Ownership.id)
    )
    for row in owners:
        share = Fraction(row.share_num, row.share_den)
        known = KnownOwner(
            row.id, row.person_id, row.unit_id, name_key(row.name), row.name, row.phone_index, share, row.since
        )
        found.owners.setdefault(row.unit_id, []).append(known)


def indexes(parsed: Parsed) -> dict[str, str]:
    """Fingerprints of all telephone numbers in a file."""
    return {phone: phone_index(phone) for phone in _phones(parsed)}


def _phones(parsed: Parsed) -> Iterable[str]:
    return {owner.phone for unit in parsed.units for owner in unit.owners if owner.phone}
