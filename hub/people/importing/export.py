"""Writes spreadsheets that open anywhere and in which nothing typed by a person can become a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

COLUMNS = ("分期", "楼栋", "单元", "房号", "楼层", "用途", "专有面积(㎡)", "业主", "产权份额", "电话", "交付日期")
_WIDTHS = (8, 10, 8, 12, 8, 8, 14, 28, 14, 30, 14)
_KINDS = {"flat": "住宅", "shop": "商铺", "storage": "储藏", "space": "车位"}

HOW_TO = (
    "怎么填",
    "在“业主清册”工作表里一套房一行；共有人写在同一格，用顿号分开，或每人一行。",
    "面积写平方米，最多两位小数。份额写 1/2 或 50%，不写就按人数平分。",
    "电话列请先设为“文本”。不要填身份证号，填了也不会读取。",
    "空着的格子表示“不变”，不会清掉已有的内容。",
    "上传后先看结果再确认，确认之前什么都不会写入。",
)


@dataclass(frozen=True)
class Row:
    """A unit; `owners` are (name, share, phone), `area` in 0.01 m²."""

    phase: str | None
    building: str
    entrance: str | None
    room: str
    floor: int | None
    kind: str
    area: int
    delivered_on: date | None
    owners: tuple[tuple[str, str, str], ...] = ()


def register(rows: Iterable[Row]) -> bytes:
    """The register as .xlsx; importing it again changes nothing."""
    return book([Page("业主清册", COLUMNS, [_cells(row) for row in rows], _WIDTHS)])


def template() -> bytes:
    """An empty form with a page that says how to fill it in."""
    return book([Page("业主清册", COLUMNS, (), _WIDTHS)], HOW_TO)


def _cells(row: Row) -> list[Any]:
    # one owner a line: no company's name contains a line break
    several = len(row.owners) > 1
    numbers = [f"{phone}（{name}）" if several else phone for name, _, phone in row.owners if phone]
    return [
        row.phase and f"{row.phase}期",
        row.building,
        row.entrance,
        row.room,
        row.floor,
        _KINDS[row.kind],
        row.area / 100,
        "\n".join(name for name, _, _ in row.owners),
        "\n".join(share for _, share, _ in row.owners),
        "\n".join(numbers),
        row.delivered_on,
    ]


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def book(pages: Iterable[Page], notes: Sequence[str] = ()) -> bytes:
    """Sheets with a frozen header; texts are marked as texts, whatever they begin with."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    workbook = Workbook(write_only=True)
    for page in pages:
        sheet = workbook.create_sheet(page.title)
        for number, width in enumerate(page.widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, name, bold=True) for name in page.header])
        for row in page.rows:
            sheet.append([_cell(sheet, value) for value in row])
    if notes:
        sheet = workbook.create_sheet("说明")
        sheet.column_dimensions["A"].width = 90
        for line in notes:
            sheet.append([_cell(sheet, line)])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, float):
            cell.number_format = "0.00"
        return cell
    cell = WriteOnlyCell(sheet, "".join(c for c in value if c >= " " or c == "\n"))
    cell.data_type = "s"
    if value:
        cell.number_format = "@"
        cell.quotePrefix = True
    if "\n" in value:
        cell.alignment = Alignment(wrap_text=True)
    if bold:
        cell.font = Font(bold=True)
    return cell
