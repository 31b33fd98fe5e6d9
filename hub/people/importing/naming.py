"""What new buildings and spaces are called, and where they stand in a list."""

from __future__ import annotations

import re

from hub.people.importing.proposal import UnitPlan
from hub.people.importing.rooms import HOMES


def building(code: str) -> str:
    """What a building is called when only its code is known: "3" → 3号楼, "A" → A座."""
    if code in HOMES.values():
        return code
    if re.search(r"\d[A-Z]?$", code):
        return f"{code}号楼"
    return f"{code}座" if re.fullmatch("[A-Z]", code) else code


def space(unit: UnitPlan) -> str:
    """The code of the parking space that this unit is."""
    return unit.room if unit.building in HOMES.values() else f"{unit.building}-{unit.room}"


def floor(unit: UnitPlan) -> int:
    """Its floor, 0 if unknown."""
    level = dict(unit.values)["floor"]
    return level if isinstance(level, int) else 0


def ordinal(words: str) -> int:
    """Where people expect it in a list: by its digits, letters by the alphabet."""
    digits = re.sub(r"\D", "", words)[:6]
    if digits:
        return int(digits)
    if words in HOMES.values():
        return 5000 + list(HOMES.values()).index(words)
    return 1000 + ord(words[0]) % 1000 if words else 0
