"""Opens .xlsx and .csv files: plain rows of values, merged cells known, nothing that could fill the memory.

Workbooks are streamed (openpyxl's read-only mode), so a sheet formatted down to row 1,048,576 costs nothing; merged
ranges, which that mode leaves out, are picked from the sheet's XML.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from hub.people.importing.reasons import Unreadable

Value = str | int | float | bool | datetime | date | time | None

LARGEST_FILE = 20 * 1024 * 1024
_LARGEST_XML = 160 * 1024 * 1024
_LARGEST_STRINGS = 48 * 1024 * 1024
_MOST_ENTRIES = 2000
MOST_ROWS = 60_000
MOST_COLUMNS = 60
_BLANK_ROWS_END = 500
_MOST_MERGES = 50_000
_CHUNK = 1 << 16

_OLE = b"\xd0\xcf\x11\xe0"
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass(frozen=True)
class Merge:
    """A merged range, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """`rows` are (row number from 1, values from column A); wholly empty rows are left out."""

    name: str
    rows: list[tuple[int, list[Value]]]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    uncalculated: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Book:
    """The sheets in the file's own order."""

    sheets: list[Sheet]


def read(path: Path, name: str = "") -> Book:
    """Open the file, whatever its name claims; `name` is its real one if `path` is not. Raises Unreadable."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Unreadable("missing") from error
    if not path.is_file():
        raise Unreadable("missing")
    if size == 0:
        raise Unreadable("empty")
    if size > LARGEST_FILE:
        raise Unreadable("large", limit=LARGEST_FILE // 1024 // 1024)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Unreadable("missing") from error
    if head.startswith(_OLE):
        raise Unreadable("old_xls")
    if head.startswith(b"PK"):
        return _read_xlsx(path)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|head|meta|style)", head, re.I):
        raise Unreadable("html")
    from hub.people.importing.delimited import read_text

    return Book([read_text(path, Path(name or path.name).stem)])


# --- .xlsx ---


def _read_xlsx(path: Path) -> Book:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            _weigh(archive)
            return Book(list(_sheets(path, archive)))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        # openpyxl answers a damaged file with whatever its parts happened to raise
        raise Unreadable("damaged") from error


def _weigh(archive: zipfile.ZipFile) -> None:
    """Refuse what is no workbook, and what would unfold beyond reason (zipfile never reads past a declared size)."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
        raise Unreadable("other_format")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("old_xls")
    xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in xml) > _LARGEST_XML:
        raise Unreadable("bomb")
    for entry in xml:
        if entry.filename.lower().endswith("sharedstrings.xml") and entry.file_size > _LARGEST_STRINGS:
            raise Unreadable("bomb")
        with archive.open(entry) as file:
            if re.search(rb"<!(?:DOCTYPE|ENTITY)", file.read(2048), re.I):
                raise Unreadable("bomb")


def _sheets(path: Path, archive: zipfile.ZipFile) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    # by handle, not by name: openpyxl refuses names it does not know
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # extensions and validations it does not keep are of no interest here
        values = load_workbook(file, read_only=True, data_only=True)
        try:
            seen = 0
            for number, sheet in enumerate(values.worksheets):
                rows = _rows(sheet)
                seen += len(rows)
                if seen > MOST_ROWS:
                    raise Unreadable("rows", limit=MOST_ROWS)
                with archive.open(_part(sheet)) as xml:
                    merges, formulas = _scan(xml)
                uncalculated = _uncalculated(path, number, rows) if formulas else frozenset()
                yield Sheet(sheet.title, rows, merges, sheet.sheet_state != "visible", uncalculated)
        finally:
            values.close()


def _part(sheet: Any) -> str:
    """Where the sheet lies in the archive; openpyxl keeps it, but only for itself."""
    return str(sheet._worksheet_path).lstrip("/")


def _rows(sheet: Any, most: int = MOST_ROWS) -> list[tuple[int, list[Value]]]:
    """Rows that hold something. A long run of empty rows ends the sheet: what follows is formatting."""
    sheet.reset_dimensions()  # a wrong <dimension> would cut the sheet short
    rows: list[tuple[int, list[Value]]] = []
    blank = 0
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        row = _trimmed(values)
        if not row:
            blank += 1
            if blank > _BLANK_ROWS_END:
                break
            continue
        blank = 0
        rows.append((number, row))
        if len(rows) > most:
            raise Unreadable("rows", limit=MOST_ROWS)
    return rows


def _trimmed(values: tuple[Any, ...]) -> list[Value]:
    last = len(values)
    while last and (values[last - 1] is None or (isinstance(values[last - 1], str) and not values[last - 1].strip())):
        last -= 1
    return list(values[:last])


def _scan(xml: IO[bytes]) -> tuple[list[Merge], bool]:
    """Merged ranges, and whether there is any formula, from the raw XML in one pass of bounded memory."""
    merges: list[Merge] = []
    formulas = False
    rest = b""
    while chunk := xml.read(_CHUNK):
        text = rest + chunk
        formulas = formulas or _FORMULA.search(text) is not None
        end = 0
        for match in _MERGE.finditer(text):
            left, top, right, bottom = match.groups()
            merges.append(Merge(int(top), column_number(left.decode()), int(bottom), column_number(right.decode())))
            end = match.end()
        if len(merges) > _MOST_MERGES:
            raise Unreadable("bomb")
        rest = text[max(end, len(text) - 400) :]
    return merges, formulas


def _uncalculated(path: Path, number: int, rows: list[tuple[int, list[Value]]]) -> frozenset[tuple[int, int]]:
    """Cells that hold a formula but no result, because no spreadsheet program ever computed them."""
    from openpyxl import load_workbook

    known = dict(rows)
    found: set[tuple[int, int]] = set()
    with path.open("rb") as file:
        formulas = load_workbook(file, read_only=True)
        for row, values in _rows(formulas.worksheets[number]):
            results = known.get(row, [])
            for column, value in enumerate(values, start=1):
                result = results[column - 1] if column <= len(results) else None
                if result is None and isinstance(value, str) and value.startswith("="):
                    found.add((row, column))
        formulas.close()
    return frozenset(found)


def column_number(letters: str) -> int:
    """From "A" → 1, "AB" → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """1 → "A", 28 → "AB"."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
