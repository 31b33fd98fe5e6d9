"""Text tables: the encodings and separators that Chinese Excel, WPS and property software write."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hub.people.importing.reasons import Unreadable
from hub.people.importing.workbook import MOST_COLUMNS, MOST_ROWS, Sheet, Value

_SEPARATORS = (",", "\t", ";", "，")


def read_text(path: Path, name: str) -> Sheet:
    """The only sheet of a text table, called `name`; raises Unreadable."""
    text = decoded(path.read_bytes())
    rows: list[tuple[int, list[Value]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)), start=1):
            row: list[Value] = list(cells[:MOST_COLUMNS])
            while row and not str(row[-1]).strip():
                row.pop()
            if row:
                rows.append((number, row))
            if len(rows) > MOST_ROWS:
                raise Unreadable("rows", limit=MOST_ROWS)
    except csv.Error as error:
        raise Unreadable("damaged") from error
    return Sheet(name[:60], rows)


def decoded(data: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, else GB 18030; Unreadable("encoding") for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ("utf-8-sig", "gb18030")
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        odd = sum(1 for c in text[:20000] if (c < " " and c not in "\t\r\n") or "\ue000" <= c <= "\uf8ff")
        if odd <= len(text[:20000]) // 500:
            return text
    raise Unreadable("encoding")


def separator(text: str) -> str:
    """The separator that most evenly cuts the first lines."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        return sum(1 for n in counts if n), sum(counts)

    best = max(_SEPARATORS, key=lambda sign: (evenness(sign), -_SEPARATORS.index(sign)))
    # a Chinese comma separates only where nothing else does: inside a cell it lists owners
    if best == "，" and any(evenness(sign)[0] for sign in _SEPARATORS[:3]):
        best = max(_SEPARATORS[:3], key=evenness)
    return best
