"""Compares what a file says with what the register holds: what would be created, changed, left alone. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hub.people.importing.combine import Parsed, ParsedUnit
from hub.people.importing.proposal import (
    CREATED,
    ENDED,
    UNCHANGED,
    UNIT_FIELDS,
    UPDATED,
    Change,
    KnownOwner,
    KnownUnit,
    OwnerPlan,
    Plan,
    Register,
    UnitPlan,
)
from hub.people.importing.reasons import RowError
from hub.people.importing.shapes import Owner


def plan(parsed: Parsed, register: Register, indexes: Mapping[str, str], as_of: date) -> Plan:
    """Compare. `indexes` gives the fingerprint of every telephone number in the file."""
    return _Planner(register, indexes, as_of).run(parsed)


class _Wrong(Exception):
    def __init__(self, error: RowError) -> None:
        super().__init__(error.code)
        self.error = error


class _Planner:
    def __init__(self, register: Register, indexes: Mapping[str, str], as_of: date) -> None:
        self.register, self.indexes, self.as_of = register, indexes, as_of
        self.buildings = dict(register.buildings)
        self.rooms: dict[tuple[str, str], list[KnownUnit]] = {}
        for unit in register.units.values():
            self.rooms.setdefault((unit.building, unit.room), []).append(unit)
        self.taken: dict[str, ParsedUnit] = {}
        self.tied: dict[str, str | None] = {}
        self.loose: set[str] = set()
        self.stated: dict[int, list[str]] = {}
        self.phones: dict[int, str | None] = {}
        self.made: dict[str, int | str] = {}

    def run(self, parsed: Parsed) -> Plan:
        self._tie(parsed)
        errors = list(parsed.errors)
        resolved: list[tuple[ParsedUnit, UnitPlan, dict[int, KnownOwner]]] = []
        for entry in parsed.units:
            try:
                unit = self._unit(entry)
            except _Wrong as wrong:
                errors.append(wrong.error)
                continue
            pairs = self._pairs(entry, self.register.owners.get(unit.id, []) if unit.id is not None else [])
            for i, known in pairs.items():
                phone = entry.owners[i].phone
                self.phones[known.person_id] = known.phone_index
                if phone:
                    self.stated.setdefault(known.person_id, []).append(phone)
                if entry.owners[i].same_as:
                    self.made.setdefault(f"tie:{entry.owners[i].same_as}", known.person_id)
            resolved.append((entry, unit, pairs))
        units: list[UnitPlan] = []
        owners: list[OwnerPlan] = []
        for entry, unit, pairs in resolved:
            try:
                owners.extend(self._owners(entry, unit, pairs))
            except _Wrong as wrong:
                errors.append(wrong.error)
            else:
                units.append(unit)
        return Plan(self.as_of, tuple(units), tuple(owners), tuple(errors), parsed.notes)

    def _wrong(self, entry: ParsedUnit, column: str, value: str, code: str, **params: object) -> _Wrong:
        said = tuple((key, str(word)) for key, word in params.items())
        return _Wrong(RowError(entry.sheet, entry.row, entry.column(column), value, code, said))

    # --- units ---

    def _unit(self, entry: ParsedUnit) -> UnitPlan:
        cells = entry.unit
        building = self._building(cells.building, cells.phase)
        code = "-".join(part for part in (building, cells.entrance, cells.room) if part)
        known = self._known(entry, building, code)
        code = known.code if known else code
        if code in self.taken:
            raise self._wrong(entry, "room", cells.room, "unit_twice", row=self.taken[code].row)
        self.taken[code] = entry
        if known is None and cells.area is None:
            raise self._wrong(entry, "area" if entry.column("area") else "room", "", "area_missing")
        self.buildings.setdefault(building, cells.phase)
        if known is None:
            floor = cells.floor if cells.floor is not None else cells.floor_guess
            values = (
                ("area", cells.area),
                ("kind", cells.kind or "flat"),
                ("floor", floor),
                ("delivered_on", cells.delivered_on),
            )
            return UnitPlan(
                CREATED, code, building, cells.phase, cells.entrance, cells.room, None, values, (), cells.area or 0
            )
        changes = tuple(
            Change(name, getattr(known, name), getattr(cells, name))
            for name in UNIT_FIELDS
            if getattr(cells, name) is not None and getattr(cells, name) != getattr(known, name)
        )
        verb = UPDATED if changes else UNCHANGED
        area = known.area if cells.area is None else cells.area
        return UnitPlan(verb, code, building, cells.phase, known.entrance, known.room, known.id, (), changes, area)

    def _building(self, code: str, phase: str | None) -> str:
        """The code under which a building is kept: two phases that both count from 1 are told apart."""
        named = f"{phase}期{code}"
        if phase is not None and (named in self.buildings or self.buildings.get(code) not in (None, phase)):
            return named
        return code

    def _known(self, entry: ParsedUnit, building: str, code: str) -> KnownUnit | None:
        exact = self.register.units.get(code)
        if exact is not None or entry.unit.entrance is not None:
            return exact
        several = self.rooms.get((building, entry.unit.room), [])
        if len(several) > 1:
            raise self._wrong(entry, "room", entry.unit.room, "unit_ambiguous", room=entry.unit.room)
        return several[0] if several else None

    # --- owners ---

    def _tie(self, parsed: Parsed) -> None:
        """Owners of one merged cell are one person, unless the file gives them several numbers."""
        for entry in parsed.units:
            for owner in entry.owners:
                if not owner.same_as:
                    continue
                known = self.tied.setdefault(owner.same_as, owner.phone)
                if known and owner.phone and known != owner.phone:
                    self.loose.add(owner.same_as)
                self.tied[owner.same_as] = known or owner.phone

    def _pairs(self, entry: ParsedUnit, current: list[KnownOwner]) -> dict[int, KnownOwner]:
        """Which owner of the file is which in the register: name and number first, then the name alone."""
        left, pairs = list(current), {}
        for exact in (True, False):
            for i, owner in enumerate(entry.owners):
                if i in pairs:
                    continue
                for known in left:
                    same = not exact or known.phone_index == (self.indexes[owner.phone] if owner.phone else None)
                    if known.name_key == owner.key and same:
                        pairs[i] = known
                        left.remove(known)
                        break
        return pairs

    def _owners(self, entry: ParsedUnit, unit: UnitPlan, pairs: dict[int, KnownOwner]) -> list[OwnerPlan]:
        current = self.register.owners.get(unit.id, []) if unit.id is not None else []
        if not entry.owners:
            return []  # an empty cell says nothing about who owns
        gone = [known for known in current if known not in pairs.values()]
        reshare = entry.shares_stated or bool(gone) or len(pairs) < len(entry.owners)
        plans = [self._owner(unit, owner, pairs.get(i), reshare) for i, owner in enumerate(entry.owners)]
        plans += [
            OwnerPlan(ENDED, unit.code, known.name, "", None, known.share, known.person_id, known.ownership_id)
            for known in gone
        ]
        for known in [*gone, *(k for i, k in pairs.items() if any(c.field == "share" for c in plans[i].changes))]:
            if known.since > self.as_of:
                raise self._wrong(entry, "owner", known.name, "as_of_early", since=known.since.isoformat())
        return plans

    def _owner(self, unit: UnitPlan, owner: Owner, known: KnownOwner | None, reshare: bool) -> OwnerPlan:
        share = owner.share or Fraction(1)
        if known is None:
            person, number = self._person(owner)
            return OwnerPlan(CREATED, unit.code, owner.name, owner.kind, number, share, person)
        changes: list[Change] = []
        phone = self._new_phone(known)
        if phone is not None:
            changes.append(Change("phone", known.phone_index is not None, phone))
        if reshare and share != known.share:
            changes.append(Change("share", str(known.share), str(share)))
        else:
            share = known.share
        verb = UPDATED if changes else UNCHANGED
        return OwnerPlan(
            verb, unit.code, known.name, owner.kind, phone, share, known.person_id, known.ownership_id, tuple(changes)
        )

    def _new_phone(self, known: KnownOwner) -> str | None:
        """A number to write down: the first the file gives, unless any it gives is the one already known."""
        stated = self.stated.get(known.person_id, [])
        if not stated or any(self.indexes[phone] == known.phone_index for phone in stated):
            return None
        return stated[0]

    def _person(self, owner: Owner) -> tuple[int | str, str | None]:
        """Who a new owner is: a company by its name, a person by name and number; without a number, somebody new."""
        phone = owner.phone
        keys: list[str] = []
        if owner.same_as and owner.same_as not in self.loose:
            phone = phone or self.tied[owner.same_as]
            keys.append(f"tie:{owner.same_as}")
        known: int | None = None
        if owner.kind != "natural":
            known = self.register.organisations.get(owner.key)
            keys.append(f"name:{owner.key}")
        elif phone:
            known = self.register.persons.get((owner.key, self.indexes[phone]))
            keys.append(f"phone:{owner.key}:{phone}")
        for key in keys:
            if key in self.made:
                return self.made[key], phone
        person: int | str = known if known is not None else f"new:{len(self.made)}"
        for key in keys or [f"alone:{len(self.made)}"]:
            self.made[key] = person
        return person, phone
