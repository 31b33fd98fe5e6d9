"""Joins the rows of one unit: co-owners on lines of their own, and repetitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from hub.people.importing.reasons import Note, RowError
from hub.people.importing.shapes import Owner, ParsedRow, Rows, UnitCells

_LARGEST_DENOMINATOR = 10_000


@dataclass(frozen=True)
class ParsedUnit:
    """A unit and all its owners; `sheet`, `row` and `columns` of its first row. Owners' shares are all known."""

    sheet: str
    row: int
    unit: UnitCells
    owners: tuple[Owner, ...]
    columns: tuple[tuple[str, str], ...] = ()
    shares_stated: bool = False

    def column(self, name: str) -> str:
        return dict(self.columns).get(name, "")


@dataclass(frozen=True)
class Parsed:
    """All that a file says. A unit of which any row is bad is not among `units`."""

    units: tuple[ParsedUnit, ...]
    errors: tuple[RowError, ...]
    notes: tuple[Note, ...]


def combined(rows: Rows) -> Parsed:
    """One entry a unit, errors in the order of the file."""
    groups: dict[tuple[str | None, str], list[ParsedRow]] = {}
    for row in rows.good:
        groups.setdefault((row.unit.phase, row.unit.code), []).append(row)
    units: list[ParsedUnit] = []
    errors = list(rows.errors)
    for (_, code), group in groups.items():
        bad = _contradiction(group)
        if bad is not None:
            errors.append(bad)
        elif code in rows.spoiled:
            continue  # its other row is reported; half a list of owners would be a wrong one
        else:
            unit, over = _unit(group)
            if over is not None:
                errors.append(over)
            else:
                units.append(unit)
    order = {name: i for i, name in enumerate(dict.fromkeys([r.sheet for r in rows.good] + [e.sheet for e in errors]))}
    errors.sort(key=lambda e: (order[e.sheet], e.row))
    return Parsed(tuple(units), tuple(errors), tuple(rows.notes))


def _contradiction(group: list[ParsedRow]) -> RowError | None:
    first = next((row for row in group if row.unit.area is not None), group[0])
    for row in group:
        if row.unit.area is not None and row.unit.area != first.unit.area:
            shown = f"{row.unit.area // 100}.{row.unit.area % 100:02d}"
            known = first.unit.area or 0
            params = (("row", str(first.row)), ("area", f"{known // 100}.{known % 100:02d}"))
            return RowError(row.sheet, row.row, row.column("area"), shown, "area_differs", params)
    return None


def _unit(group: list[ParsedRow]) -> tuple[ParsedUnit, RowError | None]:
    first = group[0]
    cells = first.unit
    owners: dict[tuple[str, str | None], Owner] = {}
    for row in group:
        cells = _filled(cells, row.unit)
        for owner in row.owners:
            _add(owners, owner)
    people, over = _shared(list(owners.values()))
    stated = any(owner.share is not None for owner in owners.values())
    unit = ParsedUnit(first.sheet, first.row, cells, people, first.columns, stated)
    if not over:
        return unit, None
    column = first.column("share") or first.column("owner")
    total = " + ".join(str(owner.share) for owner in owners.values() if owner.share)
    return unit, RowError(first.sheet, group[-1].row, column, total, "share_over")


def _filled(first: UnitCells, more: UnitCells) -> UnitCells:
    """What the first row leaves open, a later one may say."""
    gaps = {
        name: getattr(more, name)
        for name in ("phase", "entrance", "floor", "kind", "area", "delivered_on")
        if getattr(first, name) is None and getattr(more, name) is not None
    }
    return replace(first, **gaps) if gaps else first


def _add(owners: dict[tuple[str, str | None], Owner], owner: Owner) -> None:
    """The same name with the same number, or with none, is the same person twice."""
    for key, known in owners.items():
        if known.key == owner.key and (known.phone == owner.phone or None in (known.phone, owner.phone)):
            owners[key] = replace(known, phone=known.phone or owner.phone, share=known.share or owner.share)
            return
    owners[owner.key, owner.phone] = owner


def _shared(people: list[Owner]) -> tuple[tuple[Owner, ...], bool]:
    """Unstated shares get an equal part of what is left; True if the stated ones pass the whole."""
    stated = sum((owner.share for owner in people if owner.share is not None), Fraction(0))
    silent = sum(1 for owner in people if owner.share is None)
    if stated > 1 + Fraction(1, 1000) or (silent and stated >= 1):
        return tuple(people), True
    each = ((1 - stated) / silent).limit_denominator(_LARGEST_DENOMINATOR) if silent else Fraction(0)
    return tuple(owner if owner.share is not None else replace(owner, share=each) for owner in people), False
