"""Whole files: every ugly way of writing a register gives the register back."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from hub.people.importing import cells, contacts, names, rooms, shares
from hub.people.importing.combine import Parsed, combined
from hub.people.importing.parse import read_rows, rows_of
from hub.people.importing.reasons import BadCell, Unreadable
from hub.people.importing.workbook import Book, Merge, Sheet
from tests.people.sheets import SYNONYMS, UGLY, Layout, TrueUnit, random_units, write

layouts = st.builds(
    Layout,
    place=st.sampled_from(("columns", "code", "sheets")),
    header_at=st.integers(1, 9),
    two_lines=st.booleans(),
    merged=st.booleans(),
    wide=st.booleans(),
    phones=st.sampled_from(("text", "float", "spaced", "wide")),
    areas=st.sampled_from(("number", "text", "unit", "noise")),
    between=st.sampled_from(("、", ",", "，", "/", "；", "\n")),
    sums=st.booleans(),
    blanks=st.booleans(),
    repeat_header=st.booleans(),
    names=st.fixed_dictionaries({name: st.sampled_from(words) for name, words in SYNONYMS.items()}),
    order=st.permutations(("building", "entrance", "room", "owner", "phone", "area")).map(tuple),
)


def parsed(path: Path, *sheets: str) -> Parsed:
    return combined(read_rows(path, sheets))


def meaning(result: Parsed) -> dict[str, tuple[Any, ...]]:
    return {
        entry.unit.code: (
            entry.unit.area,
            tuple((owner.name, owner.phone.removeprefix("+86") if owner.phone else None) for owner in entry.owners),
        )
        for entry in result.units
    }


def truth(units: list[TrueUnit]) -> dict[str, tuple[Any, ...]]:
    return {unit.code: (unit.area, unit.owners) for unit in units}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), count=st.integers(1, 90), layout=layouts)
def test_any_ugly_layout_gives_the_register_back(tmp_path: Path, seed: int, count: int, layout: Layout) -> None:
    units = random_units(random.Random(seed), count)
    path = tmp_path / "register.xlsx"
    write(path, units, layout)
    result = parsed(path)
    assert result.errors == ()
    assert meaning(result) == truth(units)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.text(max_size=30),
    st.text("0123456789.-/%号楼单元室 、,;()和张三李四公司E+期第一二三A商铺车位", max_size=16),
)


@given(value=CELLS)
@settings(max_examples=400, deadline=None)
def test_no_cell_can_break_a_reader(value: Any) -> None:
    readers: tuple[Callable[[Any], Any], ...] = (
        cells.area,
        cells.floor,
        cells.kind,
        cells.day,
        contacts.contacts,
        names.names,
        rooms.place,
        rooms.building,
        rooms.entrance,
        rooms.phase,
        cells.masked,
        lambda v: shares.shares(v, False, 2),
    )
    for reader in readers:
        with suppress(BadCell):
            reader(value)


@given(rows=st.lists(st.lists(CELLS, max_size=8), max_size=14), at=st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_no_sheet_can_break_the_reading(rows: list[list[Any]], at: int) -> None:
    header = ["楼栋", "单元", "房号", "业主", "电话", "建筑面积", "份额", "用途", "交付日期"]
    lines = [*rows[:at], header, *rows[at:]]
    sheet = Sheet("清册", [(n, line) for n, line in enumerate(lines, 1) if line], [Merge(at + 2, 1, at + 6, 2)])
    with suppress(Unreadable):
        combined(rows_of(Book([sheet])))


def book(path: Path, rows: list[list[Any]], *merges: str, name: str = "清册") -> Path:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    workbook.save(path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "清册.xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_tables_in_every_usual_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "清册.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerows(
            [
                ["明强小区业主清册"],
                [],
                ["房号", "业主", "建筑面积（㎡）", "手机"],
                ["3-2-701", "张三、李四", "98.76", "13800000001"],
                ["合计", "", "98.76", ""],
            ]
        )
    result = parsed(path)
    assert meaning(result) == {"3-2-701": (9876, (("张三", "13800000001"), ("李四", None)))}


def test_a_bad_cell_is_named_by_sheet_row_column_value_and_reason(path: Path) -> None:
    book(
        path,
        [
            ["明强小区"],
            ["房号", "业主", "建筑面积", "电话"],
            ["3-2-701", "张三", 98.765, "13800000001"],
            ["3-2-702", "李四", 98.76, "1380000000"],
            ["??", "王五", 98.76, None],
            ["3-2-801", "赵六", 98.76, 13800000001.0],
        ],
    )
    result = parsed(path)
    assert [(e.sheet, e.row, e.column, e.value, e.code) for e in result.errors] == [
        ("清册", 3, "C", "98.765", "area_decimals"),
        ("清册", 4, "D", "138*****00", "phone_unreadable"),
        ("清册", 5, "A", "??", "room_unknown"),
    ]
    assert list(meaning(result)) == ["3-2-801"]


def test_a_merged_room_lists_its_co_owners_line_by_line(path: Path) -> None:
    book(
        path,
        [["房号", "姓名", "产权份额", "建筑面积"], ["3-2-701", "张三", "1/3", 90], [None, "李四", "2/3", None]],
        "A2:A3",
        "D2:D3",
    )
    result = parsed(path)
    assert result.errors == ()
    (entry,) = result.units
    assert [(o.name, str(o.share)) for o in entry.owners] == [("张三", "1/3"), ("李四", "2/3")]


def test_the_same_unit_with_another_area_is_an_error(path: Path) -> None:
    book(path, [["房号", "姓名", "面积"], ["3-2-701", "张三", 90], ["3-2-701", "李四", 91]])
    result = parsed(path)
    assert result.units == ()
    assert [(e.row, e.column, e.value, e.code) for e in result.errors] == [(3, "C", "91.00", "area_differs")]
    assert "90.00" in result.errors[0].reason


def test_half_a_list_of_owners_is_not_taken(path: Path) -> None:
    book(path, [["房号", "姓名", "面积"], ["3-2-701", "张三", 90], ["3-2-701", 17, 90], ["3-2-702", "王五", 80]])
    result = parsed(path)
    assert [e.row for e in result.errors] == [3]
    assert list(meaning(result)) == ["3-2-702"]


def test_an_owner_merged_over_two_units_is_one_person(path: Path) -> None:
    book(path, [["房号", "姓名", "面积"], ["3-2-701", "张三", 90], ["3-2-702", None, 80]], "B2:B3")
    first, second = parsed(path).units
    assert first.owners[0].same_as == second.owners[0].same_as is not None


def test_an_area_merged_over_two_units_cannot_be_divided(path: Path) -> None:
    book(path, [["房号", "姓名", "面积"], ["3-2-701", "张三", 170], ["3-2-702", "李四", None]], "C2:C3")
    assert [e.code for e in parsed(path).errors] == ["area_merged"]


def test_identity_card_numbers_are_left_behind(path: Path) -> None:
    book(path, [["房号", "姓名", "身份证号", "面积"], ["3-2-701", "张三 310101199001011234", "310101199001011234", 90]])
    rows = read_rows(path)
    assert "310101199001011234" not in repr(rows)
    assert [note.code for note in rows.notes] == ["identity"]


def test_each_building_on_its_own_sheet_and_hidden_sheets_left_alone(path: Path) -> None:
    workbook = Workbook()
    workbook.active.title = "说明"
    workbook.active.append(["请填写下面的表"])
    for name in ("10号楼", "2号楼", "旧表"):
        sheet = workbook.create_sheet(name)
        sheet.append(["单元", "室号", "业主", "专有面积"])
        sheet.append(["1", "101", "张三", 90])
    workbook["旧表"].sheet_state = "hidden"
    workbook.save(path)
    result = parsed(path)
    assert list(meaning(result)) == ["10-1-101", "2-1-101"]
    assert {note.code for note in result.notes} == {"no_header", "hidden_sheet"}
    assert list(meaning(parsed(path, "2号楼"))) == ["2-1-101"]


def test_a_formula_nobody_computed_is_named_as_such(path: Path) -> None:
    book(path, [["房号", "姓名", "面积"], ["3-2-701", "张三", "=45*2"]])
    assert [(e.column, e.code) for e in parsed(path).errors] == [("C", "formula")]


def test_a_wrong_dimension_and_formatting_to_the_last_row_cost_nothing(path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["房号", "姓名", "面积"])
    sheet.append(["3-2-701", "张三", 90])
    sheet.cell(1_048_576, 1).number_format = "0.00"
    workbook.save(path)
    assert list(meaning(parsed(path))) == ["3-2-701"]


def test_prefixes_of_rooms_beside_a_building_column(path: Path) -> None:
    book(path, [["楼栋", "房号", "面积"], ["3", "3-701", 90], ["4", "4-701", 90]])
    assert list(meaning(parsed(path))) == ["3-701", "4-701"]
    book(path, [["楼栋", "房号", "面积"], ["3", "1-701", 90], ["3", "3-701", 90]])
    assert list(meaning(parsed(path))) == ["3-1-701", "3-3-701"]


def test_the_building_written_once_goes_on_until_the_next(path: Path) -> None:
    book(path, [["楼栋", "单元", "室号", "面积"], ["3", "1", 101, 90], [None, None, 102, 80], ["4", 1, 101, 70]])
    assert list(meaning(parsed(path))) == ["3-1-101", "3-1-102", "4-1-101"]


def test_only_the_exclusive_area_counts_where_there_are_several(path: Path) -> None:
    book(path, [["房号", "套内面积", "建筑面积", "专有面积", "公摊面积"], ["3-2-701", 70, 90, 80, 20]])
    assert parsed(path).units[0].unit.area == 8000


def test_a_tenant_beside_the_owner_is_nobody_of_the_register(path: Path) -> None:
    book(
        path,
        [
            ["房号", "业主", None, "租户", None, "面积"],
            [None, "姓名", "电话", "姓名", "电话", None],
            ["3-2-701", "张三", 13800000001, "李四", 13900000002, 90],
        ],
        "B1:C1",
        "D1:E1",
        "A1:A2",
        "F1:F2",
    )
    assert meaning(parsed(path)) == {"3-2-701": (9000, (("张三", "13800000001"),))}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_xls"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"PK\x03\x04" + b"\0" * 50, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "encoding"),
        ("姓名,电话\n张三,1".encode(), "no_header"),
        ("房号,面积\n".encode(), "no_rows"),
    ],
)
def test_a_file_that_is_no_register_is_refused_clearly(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        parsed(path)
    assert caught.value.code == code


def test_a_header_below_the_tenth_line_is_not_looked_for(path: Path) -> None:
    rows: list[list[Any]] = [["说明"]] * 10
    book(path, [*rows, ["房号", "面积"], ["3-2-701", 90]])
    with pytest.raises(Unreadable):
        parsed(path)
    book(path, [*rows[:9], ["房号", "面积"], ["3-2-701", 90]])
    assert list(meaning(parsed(path))) == ["3-2-701"]


def test_a_bomb_is_refused_before_it_unfolds(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for _ in range(170):
                file.write(b" " * (1 << 20))
    with pytest.raises(Unreadable) as caught:
        parsed(path)
    assert caught.value.code == "bomb"


def test_the_benchmark_file_is_read_whole(path: Path) -> None:
    units = random_units(random.Random(7), 500)
    write(path, units, UGLY)
    result = parsed(path)
    assert result.errors == ()
    assert meaning(result) == truth(units)


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        (["单元", "业主", "面积"], ["3-2-701", "张三", 90], "3-2-701"),
        (["楼栋/单元/房号", "业主/产权人", "面积"], ["3-2-701", "张三", 90], "3-2-701"),
        (["楼栋-单元-房号", "业主1", "建筑面积（平米）"], ["3-2-701", "张三", 90], "3-2-701"),
        (["房屋坐落", "产权人姓名", "产权面积"], ["明强路88弄3号701室", "张三", 90], "3-701"),
        (["栋 号", "房  号", "姓  名", "面  积"], ["３号楼", "７０１", "张三", 90], "3-701"),
        (["Building", "Unit", "Owner", "Area (m2)"], ["3", "701", "John Smith", 90], "3-701"),
        (["车位号", "业主", "面积"], ["B1-023", "张三", 12], "车位-B1-023"),
        (["序号", "幢", "单元", "室", "权利人", "专有部分面积"], [1, 3, 2, 701, "张三", 90], "3-2-701"),
    ],
)
def test_headers_of_many_hands(path: Path, header: list[str], row: list[Any], code: str) -> None:
    book(path, [header, row])
    assert list(meaning(parsed(path))) == [code]


def test_a_text_table_written_by_a_program(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("楼栋,房号,业主,电话,面积\n3.0,701.0,张三,13800000001.0,98.0\n")
    assert meaning(parsed(path)) == {"3-701": (9800, (("张三", "13800000001"),))}


def test_what_stands_below_the_table_is_no_unit(path: Path) -> None:
    book(
        path,
        [
            ["房号", "业主", "面积"],
            ["3-2-701", "张三", 90],
            ["本栋小计", None, 90],
            ["总 计", None, 90],
            ["制表人：李四", None, "审核：王五"],
            ["注：面积以产权证为准"],
            ["第1页"],
        ],
    )
    result = parsed(path)
    assert (list(meaning(result)), result.errors) == (["3-2-701"], ())


def test_a_room_left_blank_is_reported_not_guessed(path: Path) -> None:
    book(path, [["房号", "业主", "面积"], ["3-2-701", "张三", 90], [None, "李四", 80]])
    assert [(e.row, e.column, e.code) for e in parsed(path).errors] == [(3, "A", "room_missing")]
