"""The register in the browser: upload, look, accept, undo."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from hub.core import clock, jobs
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.people.models import Unit, User
from tests.factories import World
from tests.judge import JudgingClient

ROWS: list[list[Any]] = [
    ["房号", "业主", "电话", "建筑面积(㎡)"],
    ["3-2-701", "张三、李四", "13800000001/13900000002", 98.76],
    ["3-2-702", "上海明强置业有限公司", None, 88.5],
]


def sheet(rows: list[list[Any]]) -> io.BytesIO:
    book = Workbook()
    book.active.title = "清册"
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


@pytest.fixture
def manager(world: World) -> JudgingClient:
    return world.client(world.user("manager"))


def bring(client: JudgingClient, rows: list[list[Any]], name: str = "清册.xlsx", status: int = 303) -> str:
    client.get("/admin/register/import")
    answer = client.post(
        "/admin/register/import", {"file": (sheet(rows), name)}, status, content_type="multipart/form-data"
    )
    return answer.headers.get("Location", "")


def seen(client: JudgingClient) -> str:
    assert client.page is not None
    return str(client.page.find("input", attrs={"name": "seen"})["value"])  # type: ignore[index]


def units() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Unit)) or 0


def test_upload_look_accept_browse_undo(app: Flask, manager: JudgingClient) -> None:
    manager.get("/admin/register")
    assert "还是空的" in manager.text()
    there = bring(manager, ROWS)
    manager.get(there)
    assert "还没有写入任何内容" in manager.text()
    assert "张三" in manager.text()
    assert units() == 0
    answer = manager.post(there + "/acceptance", {"seen": seen(manager)})
    assert units() == 2
    manager.follow(answer)
    assert "187.26 m²" in manager.text()
    manager.get(there, 404)
    manager.get("/admin/register/units?building=3")
    assert "上海明强置业有限公司" in manager.text()
    manager.get("/admin/register/units?q=13800000001")
    assert "3-2-701" in manager.text()
    assert "3-2-702" not in manager.text()
    unit = db.session.scalar(select(Unit.id).where(Unit.code == "3-2-701"))
    manager.get(f"/admin/register/units/{unit}")
    assert "138****0001" in manager.text()
    assert "13800000001" not in manager.text()
    manager.get(f"/admin/register/units/{unit}?on=2001-01-01")
    assert "没有登记业主" in manager.text()
    manager.get("/admin/register/import")
    manager.post("/admin/register/imports/1/undoing")
    assert units() == 0
    manager.get("/admin/register/import")
    assert "已撤销" in manager.text()


def test_every_page_speaks_english(app: Flask, world: World, manager: JudgingClient) -> None:
    there = bring(manager, ROWS)
    manager.get(there)
    manager.post(there + "/acceptance", {"seen": seen(manager)})
    user = world.user("manager")
    _speak_english(SYSTEM, user)
    client = world.client(user)
    bad = [[*ROWS[0], "身份证号", "备注"], ["3-2-701", "张三、孙八", "1380000000", 99.5, None, None]]
    more = [["3-2-702", "李四", None, 88.5, None, None], ["3-2-702", None, None, 89, None, None]]
    there = bring(client, [*bad, ["3-2-703", "周九", None, 70, None, None], *more])
    for path in ("", "/import", "/units", "/units?building=3", "/units?q=zzz", "/units/1", "/units/1?on=2001-01-01"):
        client.get(f"/admin/register{path}")
        assert client.page is not None
        assert client.page.html["lang"] == "en"  # type: ignore[index]
    client.get(there)
    assert "errors" in client.text()


@command
def _speak_english(_actor: Any, user_id: int) -> None:
    user = db.session.get(User, user_id)
    assert user is not None
    user.locale = "en"


def test_errors_are_shown_and_can_be_taken_home(app: Flask, manager: JudgingClient) -> None:
    there = bring(manager, [*ROWS, ["3-2-801", "=1+1", "1380000000", 98.765]])
    manager.get(there)
    assert "面积最多两位小数" in manager.text()
    report = manager.get(there + "/report.xlsx")
    book = load_workbook(io.BytesIO(report.data))
    assert list(book["错误"].values)[1][:4] == ("清册", 4, "D", "98.765")
    token = seen(manager)
    manager.post(there + "/acceptance", {"seen": token}, 422)
    assert units() == 0
    manager.get(there)
    manager.post(there + "/acceptance", {"seen": token, "skip_bad": "y"})
    assert units() == 2


def test_changes_show_before_and_after_without_numbers_in_full(app: Flask, manager: JudgingClient) -> None:
    manager_there = bring(manager, ROWS)
    manager.get(manager_there)
    manager.post(manager_there + "/acceptance", {"seen": seen(manager)})
    there = bring(manager, [ROWS[0], ["3-2-701", "张三、王五", "13700000009", 99.5]])
    manager.get(there)
    text = manager.text()
    for words in ("98.76", "99.50", "137****0009", "李四", "结束", "王五"):
        assert words in text
    assert "13700000009" not in text


def test_a_file_that_cannot_be_read_says_so_beside_the_field(app: Flask, manager: JudgingClient) -> None:
    for content, words in ((b"\xd0\xcf\x11\xe0" + b"\0" * 99, ".xlsx"), (b"", ""), (b"PK\x03\x04junk", "损坏")):
        manager.get("/admin/register/import")
        data = {"file": (io.BytesIO(content), "old.xls")}
        manager.post("/admin/register/import", data, 422, content_type="multipart/form-data")
        assert words in manager.text()
    folder = Path(app.config["HUB"].instance) / "imports"
    assert list(folder.iterdir()) == []


def test_what_waits_is_encrypted_private_and_gone_after_a_day(app: Flask, world: World, manager: JudgingClient) -> None:
    there = bring(manager, ROWS)
    folder = Path(app.config["HUB"].instance) / "imports"
    (kept,) = folder.iterdir()
    assert b"13800000001" not in kept.read_bytes()
    assert "张三".encode() not in kept.read_bytes()
    other = world.client(world.user("admin"))
    other.get(there, 404)
    other.get("/admin/register/import/" + "a" * 22, 404)
    other.get("/admin/register/import/..%2Fhub.db", 404)
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        manager.get(there, 404)
        jobs.run(app, "forget_imports")
    assert list(folder.iterdir()) == []


def test_who_may_see_and_who_may_manage(app: Flask, world: World, manager: JudgingClient) -> None:
    there = bring(manager, ROWS)
    manager.get(there)
    manager.post(there + "/acceptance", {"seen": seen(manager)})
    desk = world.client(world.user("desk"))
    desk.get("/admin/register")
    desk.get("/admin/register/import", 403)
    desk.post("/admin/register/imports/1/undoing", status=403)
    for stranger in (world.client(world.user("technician")), world.client(world.user(owns="3-2-701"))):
        for path in ("", "/units", "/units/1", "/import", "/export.xlsx", "/template.xlsx"):
            stranger.get(f"/admin/register{path}", 403)
        stranger.post("/admin/register/exports", {"reason": "好奇"}, status=403)


def test_numbers_leave_the_house_only_for_a_reason(app: Flask, manager: JudgingClient) -> None:
    there = bring(manager, ROWS)
    manager.get(there)
    manager.post(there + "/acceptance", {"seen": seen(manager)})
    plain = manager.get("/admin/register/export.xlsx")
    assert "138" not in str(list(load_workbook(io.BytesIO(plain.data)).active.values))
    manager.get("/admin/register")
    manager.post("/admin/register/exports", {"reason": ""}, 422)
    full = manager.post("/admin/register/exports", {"reason": "换物业系统"}, 200)
    assert "13800000001" in str(list(load_workbook(io.BytesIO(full.data)).active.values))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(AuditRow.fact == "RegisterExported")) == 1
    assert load_workbook(io.BytesIO(manager.get("/admin/register/template.xlsx").data)).sheetnames == [
        "业主清册",
        "说明",
    ]


def test_lists_are_paged(app: Flask, manager: JudgingClient) -> None:
    rows = [[f"{b}-1-{floor}0{door}", None, None, 50] for b in (2, 10) for floor in range(1, 13) for door in (1, 2, 3)]
    there = bring(manager, [ROWS[0], *rows])
    manager.get(there)
    manager.post(there + "/acceptance", {"seen": seen(manager)})
    manager.get("/admin/register/units")
    assert manager.page is not None
    first = [a.get_text() for a in manager.page.select(".item .title")]
    manager.get(str(manager.page.select_one("a[rel=next]")["href"]))  # type: ignore[index]
    second = [a.get_text() for a in manager.page.select(".item .title")]
    assert len(first) == 60
    assert first[0] == "2-1-101"
    assert [*first, *second] == [row[0] for row in rows]
