"""What the register holds and what an import would do to it: plain values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from hub.people.importing.reasons import Note, RowError

CREATED, UPDATED, UNCHANGED, ENDED = "created", "updated", "unchanged", "ended"
UNIT_FIELDS = ("area", "kind", "floor", "delivered_on")


@dataclass(frozen=True)
class KnownUnit:
    """A unit of the register; `area` in 0.01 m²."""

    id: int
    code: str
    building: str
    entrance: str | None
    room: str
    kind: str
    area: int
    floor: int | None
    delivered_on: date | None


@dataclass(frozen=True)
class KnownOwner:
    """A current ownership. Telephone numbers are compared by their fingerprints only."""

    ownership_id: int
    person_id: int
    unit_id: int
    name_key: str
    name: str
    phone_index: str | None
    share: Fraction
    since: date


@dataclass
class Register:
    """The register as of now, as far as an import asks. `persons`: (name key, phone index) → id."""

    units: dict[str, KnownUnit] = field(default_factory=dict)
    owners: dict[int, list[KnownOwner]] = field(default_factory=dict)
    buildings: dict[str, str | None] = field(default_factory=dict)  # code → code of its phase
    persons: dict[tuple[str, str], int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A field before and after, as plain values."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class UnitPlan:
    """What happens to one unit; `values` are those of a new one."""

    verb: str
    code: str
    building: str
    phase: str | None
    entrance: str | None
    room: str
    id: int | None
    values: tuple[tuple[str, object], ...]
    changes: tuple[Change, ...]
    area: int


@dataclass(frozen=True)
class OwnerPlan:
    """What happens to one ownership. `person` is an id of the register or the key of a person yet to be made."""

    verb: str
    unit: str
    name: str
    kind: str
    phone: str | None
    share: Fraction
    person: int | str
    ownership_id: int | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything an import would do. Units with errors are in `errors` only."""

    as_of: date
    units: tuple[UnitPlan, ...]
    owners: tuple[OwnerPlan, ...]
    errors: tuple[RowError, ...]
    notes: tuple[Note, ...]

    def count(self, what: str, *verbs: str) -> int:
        """How many of "units" or "owners" have one of `verbs`."""
        entries: tuple[UnitPlan | OwnerPlan, ...] = self.units if what == "units" else self.owners
        return sum(1 for entry in entries if entry.verb in verbs)

    @property
    def total_area(self) -> int:
        """0.01 m², of the units that the file names and that are good."""
        return sum(unit.area for unit in self.units)

    @property
    def changes_anything(self) -> bool:
        return any(u.verb != UNCHANGED for u in self.units) or any(o.verb != UNCHANGED for o in self.owners)

    @property
    def digest(self) -> str:
        """Equal digests mean that nothing has moved since the plan was shown."""
        parts = [self.as_of.isoformat()]
        parts += [f"{u.verb}|{u.code}|{u.changes}|{u.values}" for u in self.units if u.verb != UNCHANGED]
        parts += [f"{o.verb}|{o.unit}|{o.name}|{o.share}|{o.changes}" for o in self.owners if o.verb != UNCHANGED]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
