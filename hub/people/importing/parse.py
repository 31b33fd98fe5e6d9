"""From a book to units and their owners: rows read one by one, those of one unit joined, every bad cell named."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from hub.people.importing import cells, contacts, headers, names, rooms, shares, workbook
from hub.people.importing.reasons import BadCell, Note, RowError, Unreadable
from hub.people.importing.shapes import BadColumn, Owner, ParsedRow, Rows, UnitCells
from hub.people.importing.workbook import Book, Sheet, Value

T = TypeVar("T")
_SUMS = re.compile(r"(小|合|总|共)\s*计.*|.*(小计|合计|总计)[::]?|总数|total|subtotal|sum", re.I)
_REMARK = re.compile(r"(备注|说明|注|制表|填表|审核|复核|日期|打印|第\d+页|共\d+页)|\d+/\d+页?$")
_CARRIED = ("phase", "building", "entrance")


def read_rows(path: Path, sheets: Sequence[str] = (), name: str = "") -> Rows:
    """Open `path` and read the named sheets, or all visible ones; raises Unreadable."""
    return rows_of(workbook.read(path, name), sheets)


def rows_of(book: Book, sheets: Sequence[str] = ()) -> Rows:
    """Read the rows of an opened book; Unreadable when no sheet has a header or no header has rows."""
    known = {sheet.name for sheet in book.sheets}
    for name in sheets:
        if name not in known:
            raise Unreadable("no_sheet", sheet=name)
    rows, found = Rows(), False
    for sheet in book.sheets:
        if sheets and sheet.name not in sheets:
            continue
        if sheet.hidden and not sheets:
            rows.notes.append(Note("hidden_sheet", sheet.name))
            continue
        header = headers.find(sheet)
        if header is None:
            if sheet.rows:
                rows.notes.append(Note("no_header", sheet.name))
            continue
        found = True
        _Reader(sheet, header, rows).read()
    if not found:
        raise Unreadable("no_header")
    if not rows.good and not rows.errors:
        raise Unreadable("no_rows")
    return rows


class _Reader:
    """Walks one sheet's rows below its header."""

    def __init__(self, sheet: Sheet, header: headers.Header, rows: Rows) -> None:
        self.sheet, self.header, self.rows = sheet, header, rows
        self.building = rooms.of_sheet(sheet.name)
        self.kind = header.kind or rooms.kind_of(sheet.name)
        self.carried: dict[str, Value] = {}
        self.anchors: dict[tuple[int, int], int] = {}  # (row, column) of a filled cell → row of the merge's value
        self.tops: set[tuple[int, int]] = set()
        self.letters = tuple(
            (name, workbook.column_letter(column))
            for name, column in (*header.columns.items(), *(("owner", c) for c in header.owners[:1]))
        )
        self.prefix_is_building = False

    def read(self) -> None:
        for title in self.header.identity:
            self.rows.notes.append(Note("identity", self.sheet.name, title))
        if self.header.ignored:
            self.rows.notes.append(Note("ignored", self.sheet.name, "、".join(self.header.ignored)))
        filled = self._filled()
        self.prefix_is_building = self._prefixes_are_buildings(filled)
        for number, values in filled:
            if self._skipped(number, values):
                continue
            try:
                self.rows.good.append(self._row(number, values))
            except BadColumn as bad:
                self._refuse(number, bad)

    # --- the rows as they were meant ---

    def _filled(self) -> list[tuple[int, list[Value]]]:
        """Rows below the header, vertically merged cells filled down."""
        body = {number: list(values) for number, values in self.sheet.rows if number > self.header.last}
        used = {*self.header.columns.values(), *self.header.owners, *self.header.phones}
        for merge in self.sheet.merges:
            if merge.bottom == merge.top or merge.left not in used or merge.top <= self.header.last:
                continue
            top = body.get(merge.top, [])
            value = top[merge.left - 1] if merge.left <= len(top) else None
            if value is None:
                continue
            for number in range(merge.top + 1, min(merge.bottom, merge.top + workbook.MOST_ROWS) + 1):
                row = body.get(number)
                if row is None:
                    continue
                row.extend([None] * (merge.left - len(row)))
                if row[merge.left - 1] is None:
                    row[merge.left - 1] = value
                    self.anchors[number, merge.left] = merge.top
                    self.tops.add((merge.top, merge.left))
        return sorted(body.items())

    def _prefixes_are_buildings(self, filled: list[tuple[int, list[Value]]]) -> bool:
        """In "3-701" beside a column 楼栋, 3 is the building if that holds on every such row of several buildings."""
        column = self.header.columns.get("building")
        if column is None or "entrance" in self.header.columns:
            return False
        firsts: set[str] = set()
        carried: str | None = None
        for _, values in filled:
            try:
                carried = rooms.building(self._at(values, column)) or carried
                place = rooms.place(self._at(values, self.header.columns["room"]))
            except BadCell:
                continue
            if place is None or place.first is None:
                continue
            if place.first != carried:
                return False
            firsts.add(place.first)
        return len(firsts) > 1

    @staticmethod
    def _at(values: list[Value], column: int | None) -> Value:
        return values[column - 1] if column is not None and column <= len(values) else None

    def _skipped(self, number: int, values: list[Value]) -> bool:
        """Blank rows, sums, headers printed again on every page, and remarks under the table."""
        own = [cells.text(v) for c, v in enumerate(values, 1) if (number, c) not in self.anchors]
        words = [w for w in own if w]
        if not words:
            return True
        if any(_SUMS.fullmatch(w.replace(" ", "")) for w in words[:4]):
            self.carried.clear()
            return True
        labels = {(c, headers.label(v)) for c, v in enumerate(values, 1) if not cells.blank(v)}
        if len(labels) > 1 and len(labels & self.header.labels) >= max(2, len(labels) - 1):
            return True
        used = {*self.header.columns.values(), *self.header.owners, *self.header.phones}
        telling = [c for c in used if not cells.blank(self._at(values, c)) and (number, c) not in self.anchors]
        if not telling:
            return True
        return self._remark(words)

    @staticmethod
    def _remark(words: list[str]) -> bool:
        return all(_REMARK.match(word) for word in words)

    # --- one row ---

    def _row(self, number: int, values: list[Value]) -> ParsedRow:
        unit = self._unit(number, values)
        try:
            owners = self._owners(number, values)
        except BadColumn:
            self.rows.spoiled.add(unit.code)
            raise
        return ParsedRow(self.sheet.name, number, unit, owners, self.letters)

    def _cell(self, number: int, values: list[Value], column: int | None, reader: Callable[[Value], T]) -> T:
        value = self._at(values, column)
        try:
            if value is None and column is not None and (number, column) in self.sheet.uncalculated:
                raise BadCell("formula")
            return reader(value)
        except BadCell as bad:
            raise BadColumn(column or self.header.columns["room"], value, bad) from bad

    def _unit(self, number: int, values: list[Value]) -> UnitCells:
        columns = self.header.columns
        place = self._cell(number, values, columns["room"], rooms.place)
        phase, building, entrance = self._surroundings(number, values)
        if place is None:
            raise BadColumn(columns["room"], None, BadCell("room_missing"))
        if place.kind and cells.blank(self._at(values, columns.get("building"))):
            building = entrance = None  # a parking space below the flats of 3号楼 does not lie in it
        where = self._where(values, place, building, entrance)
        try:
            kind = self._cell(number, values, columns.get("kind"), cells.kind)
            kind = kind or place.kind or rooms.kind_of(building) or self.kind
            floor = self._cell(number, values, columns.get("floor"), cells.floor)
            delivered_on = self._cell(number, values, columns.get("delivered"), cells.day)
            area = self._cell(number, values, columns.get("area"), cells.area)
            self._not_shared_area(number, values, columns.get("area"))
        except BadColumn:
            self.rows.spoiled.add(where.code)
            raise
        guess = None if place.kind or kind in ("space", "storage") else rooms.floor_of(place.room)
        return UnitCells(
            where.code,
            where.building,
            where.room,
            place.phase or phase,
            where.entrance,
            floor,
            guess,
            kind,
            area,
            delivered_on,
        )

    def _surroundings(self, number: int, values: list[Value]) -> tuple[str | None, str | None, str | None]:
        """Phase, building and entrance columns; a blank one goes on from the row above until the building changes."""
        read: dict[str, str | None] = {}
        readers = {"phase": rooms.phase, "building": rooms.building, "entrance": rooms.entrance}
        for name in _CARRIED:
            column = self.header.columns.get(name)
            value = self._at(values, column)
            if not cells.blank(value):
                if name == "building" and value != self.carried.get("building"):
                    self.carried.pop("entrance", None)
                self.carried[name] = value
                read[name] = self._cell(number, values, column, readers[name])
            elif name in self.carried:
                try:
                    read[name] = readers[name](self.carried[name])
                except BadCell:
                    read[name] = None
            else:
                read[name] = None
        return read["phase"], read["building"], read["entrance"]

    def _where(
        self, values: list[Value], place: rooms.Place, building: str | None, entrance: str | None
    ) -> rooms.Address:
        try:
            return rooms.address(
                place,
                building,
                entrance,
                otherwise=self.building if "building" not in self.header.columns else None,
                kind=self.kind,
                prefix_is_building=self.prefix_is_building,
            )
        except BadCell as bad:
            column = self.header.columns["room"]
            raise BadColumn(column, self._at(values, column), bad) from bad

    def _not_shared_area(self, number: int, values: list[Value], column: int | None) -> None:
        """An area merged over several units is their sum, which nobody can divide."""
        if column is None or (number, column) not in self.anchors:
            return
        room = self.header.columns["room"]
        top = self.anchors[number, column]
        if self.anchors.get((number, room), number) != self.anchors.get((top, room), top):
            above = next(v for n, v in self.sheet.rows if n == top)
            if cells.text(self._at(above, room)) != cells.text(self._at(values, room)):
                raise BadColumn(column, self._at(values, column), BadCell("area_merged"))

    def _owners(self, number: int, values: list[Value]) -> tuple[Owner, ...]:
        found: dict[str, tuple[names.Name, int]] = {}
        for column in self.header.owners:
            for name in self._cell(number, values, column, names.names):
                found.setdefault(name.key, (name, column))
        people = [name for name, _ in found.values()]
        numbers: list[contacts.Contact] = []
        for column in self.header.phones:
            numbers.extend(self._cell(number, values, column, contacts.contacts))
        share_column = self.header.columns.get("share")
        stated = self._cell(number, values, share_column, lambda v: shares.shares(v, self.header.percent, len(people)))
        beside = [name.share for name in people]
        if sum(share or 0 for share in beside) > 1:
            raise BadColumn(self.header.owners[0], self._at(values, self.header.owners[0]), BadCell("share_over"))
        if numbers and not people:
            self.rows.notes.append(Note("phone_without_owner", self.sheet.name, str(number)))
        phones = contacts.paired(people, numbers)
        return tuple(
            Owner(name.name, name.kind, phone, share or own, self._same(number, column))
            for (name, column), phone, share, own in zip(found.values(), phones, stated, beside, strict=True)
        )

    def _same(self, number: int, column: int) -> str | None:
        """Owners filled down from one merged cell are one person; everybody else is known by name and number only."""
        top = self.anchors.get((number, column), number)
        return f"{self.sheet.name}!{column}:{top}" if (top, column) in self.tops else None

    def _refuse(self, number: int, bad: BadColumn) -> None:
        self.rows.errors.append(
            RowError(
                self.sheet.name,
                number,
                workbook.column_letter(bad.column),
                cells.masked(bad.value),
                bad.cause.code,
                bad.cause.params,
            )
        )
