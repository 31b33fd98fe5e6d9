"""The register on the command line: what scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from hub.core.audit import AuditRow
from hub.core.db import db
from hub.people.models import Unit

ROWS: list[list[Any]] = [
    ["房号", "业主", "电话", "建筑面积(㎡)", "身份证号"],
    ["3-2-701", "张三、李四", "13800000001/13900000002", 98.76, "310101199001011234"],
    ["3-2-702", "王五", 13700000003.0, "８８．５０", None],
    ["3-2-801", "王五", "137 0000 0003", 120, None],
    ["合计", None, None, 307.26, None],
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return save(tmp_path / "清册.xlsx", ROWS)


def save(path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    book.active.title = "清册"
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def run(app: Flask, *args: object) -> Any:
    return app.test_cli_runner().invoke(args=["register", *map(str, args)])


def units() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Unit)) or 0


def test_json_prints_exactly_the_promised_object(app: Flask, file: Path) -> None:
    promised = {
        "units": {"created": 3, "updated": 0, "unchanged": 0},
        "owners": {"created": 4, "updated": 0, "unchanged": 0},
        "total_area": "307.26",
        "errors": [],
    }
    dry = run(app, "import", file, "--dry-run", "--json")
    assert (dry.exit_code, json.loads(dry.stdout), units()) == (0, promised, 0)
    real = run(app, "import", file, "--json")
    assert (real.exit_code, json.loads(real.stdout), units()) == (0, promised, 3)
    again = run(app, "import", file, "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["units"] == {"created": 0, "updated": 0, "unchanged": 3}
    assert json.loads(again.stdout)["owners"] == {"created": 0, "updated": 0, "unchanged": 4}


def test_errors_exit_with_one_and_write_nothing(app: Flask, tmp_path: Path) -> None:
    bad = save(tmp_path / "bad.xlsx", [*ROWS[:3], ["3-2-901", "赵六", "1380000000", 98.765, None]])
    answer = run(app, "import", bad, "--json")
    assert (answer.exit_code, units()) == (1, 0)
    (error,) = json.loads(answer.stdout)["errors"]
    assert set(error) == {"sheet", "row", "column", "value", "reason"}
    assert (error["sheet"], error["row"], error["column"], error["value"]) == ("清册", 4, "D", "98.765")
    assert "两位小数" in error["reason"]
    assert run(app, "import", bad, "--skip-bad-rows").exit_code == 1
    assert units() == 2


def test_a_file_that_cannot_be_read_exits_with_two_and_one_line(app: Flask, tmp_path: Path) -> None:
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    for path in (old, tmp_path / "missing.xlsx", tmp_path):
        answer = run(app, "import", path, "--json")
        assert answer.exit_code == 2
        assert answer.stdout == ""
        assert len(answer.stderr.strip().splitlines()) == 1
    assert ".xlsx" in run(app, "import", old).stderr


def test_an_unknown_sheet_cannot_be_read(app: Flask, file: Path) -> None:
    assert run(app, "import", file, "--sheet", "没有").exit_code == 2
    assert run(app, "import", file, "--sheet", "清册").exit_code == 0


def test_people_are_told_in_words(app: Flask, file: Path) -> None:
    answer = run(app, "import", file)
    assert "房屋：新增 3，更改 0，不变 0" in answer.stdout
    assert "307.26" in answer.stdout
    assert "身份证号一列" in answer.stdout
    assert "310101" not in answer.stdout


def test_an_import_is_undone_once(app: Flask, file: Path) -> None:
    run(app, "import", file)
    assert run(app, "undo", 1).exit_code == 0
    assert units() == 0
    assert run(app, "undo", 1).exit_code == 1
    assert run(app, "undo", 99).exit_code == 1


def test_what_is_exported_can_be_imported_and_changes_nothing(app: Flask, file: Path, tmp_path: Path) -> None:
    run(app, "import", file)
    out = tmp_path / "out.xlsx"
    for extra in ((), ("--phones", "换系统")):
        assert run(app, "export", out, *extra).exit_code == 0
        again = run(app, "import", out, "--json")
        assert again.exit_code == 0, again.output
        assert json.loads(again.stdout)["units"] == {"created": 0, "updated": 0, "unchanged": 3}
        assert json.loads(again.stdout)["owners"] == {"created": 0, "updated": 0, "unchanged": 4}
    text = str(list(load_workbook(out).active.values))
    assert "13800000001（张三）" in text
    assert db.session.scalars(select(AuditRow.data).where(AuditRow.fact == "RegisterExported")).one() == {
        "units": 3,
        "reason": "换系统",
    }
    run(app, "export", out)
    assert "138" not in str(list(load_workbook(out).active.values))


def test_every_kind_of_unit_and_name_survives_export_and_import(app: Flask, tmp_path: Path) -> None:
    rows = [
        ["分期", "楼栋", "单元", "房号", "业主", "电话", "面积", "用途", "份额", "交付日期"],
        [
            "一期",
            "3号楼",
            "2单元",
            "701",
            "曹和平、胡雅琴",
            "13800000001、13900000002",
            90.5,
            "住宅",
            "1/3、2/3",
            "2012-06-01",
        ],
        ["一期", "3号楼", None, "商铺1", "上海甲、乙物业有限公司", "021-54321234", 40, None, None, None],
        ["二期", "A座", None, "1203A", "阿不都·热合曼", None, 60, None, None, None],
        ["二期", "A座", None, "跃？", "John Smith", None, 60, None, None, None],
        [None, None, None, "车位B1-023", "欧阳娜娜", None, 12.5, None, None, None],
        [None, None, None, "储藏室5", "未售", None, 5, None, None, None],
    ]
    first = run(app, "import", save(tmp_path / "in.xlsx", rows), "--json", "--skip-bad-rows")
    made = json.loads(first.stdout)["units"]["created"]
    assert [error["value"] for error in json.loads(first.stdout)["errors"]] == ["跃?"]
    out = tmp_path / "out.xlsx"
    for extra in ((), ("--phones", "换系统")):
        run(app, "export", out, *extra)
        again = json.loads(run(app, "import", out, "--json").stdout)
        assert again["errors"] == []
        assert again["units"] == {"created": 0, "updated": 0, "unchanged": made}
        assert again["owners"] == {"created": 0, "updated": 0, "unchanged": 5}


def test_nothing_exported_can_become_a_formula(app: Flask, tmp_path: Path) -> None:
    evil = save(tmp_path / "evil.xlsx", [["房号", "业主", "面积"], ["3-2-701", '\'=HYPERLINK("x")', 90]])
    run(app, "import", evil)
    out = tmp_path / "out.xlsx"
    run(app, "export", out)
    cells = [cell for row in load_workbook(out).active.iter_rows() for cell in row if "HYPER" in str(cell.value)]
    assert [cell.data_type for cell in cells] == ["s"]
    assert cells[0].quotePrefix
