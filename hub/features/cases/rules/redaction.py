"""What must not be left in a text for everybody. Pure; a person reads it all the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_DIGITS = re.compile(r"\d[\d\s-]{6,}\d")
_ROOM = re.compile(r"\d+\s*-\s*\d+(\s*-\s*\d+)?|\d+\s*(?:号楼|栋|幢|单元|室)")
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}|\b[A-Z]{1,2}\d{4,6}\b")


def left_in(text: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Telephone numbers, flats, number plates and `names` found in `text`, as they stand there."""
    plain = unicodedata.normalize("NFKC", text)
    found = [match.group().strip() for pattern in (_DIGITS, _ROOM, _PLATE) for match in pattern.finditer(plain)]
    found += [name for name in names if len(name.strip()) > 1 and name.strip() in plain]
    return tuple(dict.fromkeys(found))
