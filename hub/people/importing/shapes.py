"""What reading a file yields: plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from hub.people.importing import names
from hub.people.importing.reasons import BadCell, Note, RowError
from hub.people.importing.workbook import Value


@dataclass(frozen=True)
class UnitCells:
    """What a row says of a unit; None means the file does not say. `area` in 0.01 m²."""

    code: str
    building: str
    room: str
    phase: str | None = None
    entrance: str | None = None
    floor: int | None = None
    floor_guess: int | None = None
    kind: str | None = None
    area: int | None = None
    delivered_on: date | None = None


@dataclass(frozen=True)
class Owner:
    """`phone` in E.164; `same_as` ties owners who were one merged cell: they are one person."""

    name: str
    kind: str = "natural"
    phone: str | None = None
    share: Fraction | None = None
    same_as: str | None = None

    @property
    def key(self) -> str:
        return names.name_key(self.name)


@dataclass(frozen=True)
class ParsedRow:
    """A good row, where it stood, and the columns that errors found later point to."""

    sheet: str
    row: int
    unit: UnitCells
    owners: tuple[Owner, ...]
    columns: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> str:
        return dict(self.columns).get(name, "")


@dataclass
class Rows:
    """What one reading of a file found. `spoiled` are codes of units of which a row was bad."""

    good: list[ParsedRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    spoiled: set[str] = field(default_factory=set)


class BadColumn(Exception):
    """A bad cell and where in its row it stands."""

    def __init__(self, column: int, value: Value, cause: BadCell) -> None:
        super().__init__(cause.code)
        self.column, self.value, self.cause = column, value, cause
