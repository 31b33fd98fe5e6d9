"""A parsed file as text, so that it can wait (encrypted) for somebody to accept it. No identity numbers are in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any

from hub.people.importing.combine import Parsed, ParsedUnit
from hub.people.importing.reasons import Note, RowError
from hub.people.importing.shapes import Owner, UnitCells


def dumps(parsed: Parsed) -> str:
    """As JSON."""
    return json.dumps(asdict(parsed), ensure_ascii=False, default=_plain, separators=(",", ":"))


def loads(text: str) -> Parsed:
    """The same again."""
    data = json.loads(text)
    return Parsed(
        tuple(_unit(unit) for unit in data["units"]),
        tuple(RowError(**{**error, "params": _pairs(error["params"])}) for error in data["errors"]),
        tuple(Note(**note) for note in data["notes"]),
    )


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _pairs(rows: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in rows)


def _unit(data: dict[str, Any]) -> ParsedUnit:
    cells = data["unit"]
    day = cells["delivered_on"]
    unit = UnitCells(**{**cells, "delivered_on": date.fromisoformat(day) if day else None})
    owners = tuple(
        Owner(**{**owner, "share": Fraction(owner["share"]) if owner["share"] else None}) for owner in data["owners"]
    )
    return ParsedUnit(**{**data, "unit": unit, "owners": owners, "columns": _pairs(data["columns"])})
