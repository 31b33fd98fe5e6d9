"""Ugly registers: a true one, and the ways people write it into a spreadsheet.

`python -m tests.people.sheets FILE UNITS` writes one of any size.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook

FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志远"
WIDE = str.maketrans("0123456789-.", "０１２３４５６７８９－．")


@dataclass(frozen=True)
class TrueUnit:
    """What the file means: `owners` are (name, phone or None)."""

    building: str
    entrance: str
    room: str
    area: int
    owners: tuple[tuple[str, str | None], ...]

    @property
    def code(self) -> str:
        return f"{self.building}-{self.entrance}-{self.room}"


@dataclass(frozen=True)
class Layout:
    """How it is written. `place`: columns, code or sheets."""

    place: str = "columns"
    header_at: int = 1
    two_lines: bool = False
    merged: bool = False
    wide: bool = False
    phones: str = "text"  # text, float, spaced, wide
    areas: str = "number"  # number, text, unit, noise
    between: str = "、"
    sums: bool = False
    blanks: bool = False
    repeat_header: bool = False
    names: dict[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ("building", "entrance", "room", "owner", "phone", "area")


TITLES = {
    "building": "楼栋",
    "entrance": "单元",
    "room": "房号",
    "owner": "业主姓名",
    "phone": "联系电话",
    "area": "建筑面积(㎡)",
}
SYNONYMS = {
    "building": ("楼栋", "楼 号", "幢号", "栋", "楼栋号*"),
    "entrance": ("单元", "单元号", "单　元"),
    "room": ("房号", "室号", "房间号", "房屋编号", "房 号"),
    "owner": ("业主", "产权人", "姓名", "业主姓名", "权利人"),
    "phone": ("电话", "手机", "联系方式", "联系电话", "手机号码\n（必填）"),
    "area": ("建筑面积", "专有面积", "面积（㎡）", "建筑面积(平方米)", "产权面积\n㎡"),
}


def random_units(rng: random.Random, count: int) -> list[TrueUnit]:
    """Units of several buildings in the order people count; some co-owners, some without a number."""
    units: list[TrueUnit] = []
    building = 0
    while len(units) < count:
        building += 1
        for entrance in range(1, rng.randint(1, 3) + 1):
            for floor in range(1, rng.randint(3, 18) + 1):
                for door in (1, 2):
                    if len(units) < count:
                        units.append(_unit(rng, str(building), str(entrance), f"{floor}{door:02d}"))
    return units


def _unit(rng: random.Random, building: str, entrance: str, room: str) -> TrueUnit:
    owners: dict[str, str | None] = {}
    for _ in range(rng.choice((1, 1, 1, 1, 2, 2, 3))):
        name = rng.choice(FAMILY) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2))))
        owners[name] = f"1{rng.choice('35789')}{rng.randrange(10**9):09d}"
    return TrueUnit(building, entrance, room, rng.randint(3000, 18000), tuple(owners.items()))


def phone_cell(phones: list[str], layout: Layout) -> Any:
    if not phones:
        return None
    if len(phones) == 1 and layout.phones == "float":
        return float(phones[0])
    if layout.phones == "spaced":
        return layout.between.join(f"{p[:3]} {p[3:7]} {p[7:]}" for p in phones)
    joined = layout.between.join(phones)
    return joined.translate(WIDE) if layout.phones == "wide" else joined


def area_cell(area: int, layout: Layout) -> Any:
    exact = f"{area // 100}.{area % 100:02d}"
    if layout.areas == "text":
        return exact.translate(WIDE) if layout.wide else exact
    if layout.areas == "unit":
        return exact + " ㎡"
    if layout.areas == "noise":
        return float(exact) + 1e-11
    return float(exact)


def row_cells(unit: TrueUnit, layout: Layout) -> dict[str, Any]:
    wide = (lambda text: text.translate(WIDE)) if layout.wide else (lambda text: text)
    cells = {
        "building": wide(f"{unit.building}号楼"),
        "entrance": wide(f"{unit.entrance}单元"),
        "room": wide(unit.room),
        "owner": layout.between.join(name for name, _ in unit.owners),
        "phone": phone_cell([phone for _, phone in unit.owners if phone], layout),
        "area": area_cell(unit.area, layout),
    }
    if layout.place == "code":
        cells["room"] = wide(unit.code)
    if layout.place == "sheets":
        cells["room"] = wide(f"{unit.entrance}-{unit.room}")
    return cells


def write(path: Path, units: list[TrueUnit], layout: Layout) -> None:
    """Write the ugly workbook."""
    book = Workbook()
    book.remove(book.active)
    groups: dict[str, list[TrueUnit]] = {}
    for unit in units:
        groups.setdefault(f"{unit.building}号楼" if layout.place == "sheets" else "业主清册", []).append(unit)
    for name, members in groups.items():
        _sheet(book.create_sheet(name), members, layout)
    book.save(path)


def _sheet(sheet: Any, units: list[TrueUnit], layout: Layout) -> None:
    order = [c for c in layout.order if layout.place == "columns" or c not in ("building", "entrance")]
    row = layout.header_at
    if row > 2:
        sheet.cell(1, 1, "明强小区业主清册")
        sheet.cell(2, 1, "制表日期：2026年3月8日")
    titles = [layout.names.get(name, TITLES[name]) for name in order]
    if layout.two_lines:
        row = _two_lines(sheet, row, order, titles)
    else:
        for column, title in enumerate(titles, 1):
            sheet.cell(row, column, title)
    top: dict[str, int] = {}
    last = ""
    for number, unit in enumerate(units):
        row += 1
        if layout.blanks and number % 7 == 3:
            row += 1
        if layout.repeat_header and number % 40 == 39:
            for column, title in enumerate(titles, 1):
                sheet.cell(row, column, title)
            row += 1
        if layout.sums and last and unit.building != last:
            sheet.cell(row, 1, "小计")
            sheet.cell(row, len(order), 12345.67)
            row += 1
        fresh = unit.building != last
        last = unit.building
        for column, name in enumerate(order, 1):
            value = row_cells(unit, layout)[name]
            if layout.merged and name == "building" and not fresh:
                continue
            if name == "building":
                top[unit.building] = row
            sheet.cell(row, column, value)
        if layout.merged and "building" in order:
            top[unit.building + "/end"] = row
    if layout.sums:
        sheet.cell(row + 1, 1, "合计")
        sheet.cell(row + 1, len(order), 99999.99)
    if layout.merged and "building" in order:
        column = order.index("building") + 1
        for building in {u.building for u in units}:
            if top[building + "/end"] > top[building]:
                sheet.merge_cells(
                    start_row=top[building], end_row=top[building + "/end"], start_column=column, end_column=column
                )


def _two_lines(sheet: Any, row: int, order: list[str], titles: list[str]) -> int:
    for column, (name, title) in enumerate(zip(order, titles, strict=True), 1):
        if name in ("owner", "phone"):
            sheet.cell(row, column, "业主信息")
            sheet.cell(row + 1, column, title)
        else:
            sheet.cell(row, column, title)
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    return row + 1


UGLY = Layout(
    header_at=4, two_lines=True, merged=True, wide=True, phones="float", areas="noise", sums=True, blanks=True
)


if __name__ == "__main__":
    write(Path(sys.argv[1]), random_units(random.Random(7), int(sys.argv[2])), UGLY)
