"""Telling without a name leaves no trace of who; and the code opens that one case, and nothing personal."""

from __future__ import annotations

import io
import json
import re

from PIL import Image
from sqlalchemy import inspect

from hub.core.db import db
from hub.features.cases import commands, queries
from hub.features.cases.rules.kinds import Kind
from hub.features.cases.rules.stages import Stage
from tests.judge import JudgingClient


def every_row() -> dict[str, set[str]]:
    """All rows of all tables, as text."""
    db.session.rollback()
    found = {}
    with db.engine.connect() as connection:
        for table in inspect(db.engine).get_table_names():
            rows = connection.exec_driver_sql(f'select * from "{table}"').mappings()
            found[table] = {json.dumps(dict(row), default=str, sort_keys=True) for row in rows}
    return found


def traces(before: dict[str, set[str]], user_id: int, person_id: int | None) -> list[str]:
    """New or changed rows in which the account stands, as a number in any column or inside any text."""
    found = []
    for table, rows in every_row().items():
        for row in rows - before[table]:
            if table == "inbox_entries":
                assert json.loads(row)["user_id"] != user_id
                continue
            for column, value in json.loads(row).items():
                if column in ("version", "round", "id", "position", "part", "reply_days", "solve_days"):
                    continue
                text = str(value)
                if value in (user_id, person_id) or re.search(rf"\buser:{user_id}\b|_id\D+{user_id}\b", text):
                    found.append(f"{table}.{column}: {row}")
    return found


def photo() -> tuple[io.BytesIO, str]:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), (90, 120, 60)).save(picture, "JPEG")
    picture.seek(0)
    return picture, "a.jpg"


def raise_number(cast) -> int:
    """Somebody whose account number is none of the small numbers that columns hold anyway."""
    for _ in range(80):
        user_id = cast.world.user(owns="5-1-501", name="不想留名的")
        if user_id > 70:
            return user_id
    raise AssertionError


def tell(client: JudgingClient, **more) -> str:
    """Tell without a name by the form; answers the code."""
    client.get("/cases/new")
    code = client.page.find("input", attrs={"name": "code"})["value"]
    once = client.page.find_all("input", attrs={"name": "_once"})[0]["value"]
    fields = {"kind": "safety", "words": "楼道里停电瓶车", "name": "unnamed", "code": code, "_once": once, **more}
    answer = client.post("/cases/new", fields, content_type="multipart/form-data")
    assert answer.headers["Location"].endswith("/cases/sent")
    client.get("/cases/sent")
    return client.page.find(class_="code-big").get_text(strip=True)


def test_no_table_knows_who_told(cast) -> None:
    teller = raise_number(cast)
    person = cast.actor(teller).person_id
    client = cast.world.client(teller)
    client.get("/cases/new")
    before = every_row()
    code = tell(client, photos=photo())
    assert len(every_row()["cases"]) == 1
    assert len(every_row()["files"] - before["files"]) == 1
    assert traces(before, teller, person) == []
    follower = JudgingClient(cast.world.app)
    follower.post("/cases/follow", {"code": code})
    follower.get("/cases/follow/case")
    assert "楼道里停电瓶车" in follower.text()
    # the very same from the teller's own signed-in browser
    middle = every_row()
    client.post("/cases/follow", {"code": code, "_once": "b" * 32})
    client.post("/cases/follow/additions", {"words": "还在", "_once": "c" * 32}, content_type="multipart/form-data")
    case = json.loads(next(iter(every_row()["cases"])))["id"]
    commands.answer(cast.actor(cast.desk), case, "清走了", True)
    client.post("/cases/follow/verdict", {"solved": "no", "score": "2", "words": "又来了", "_once": "d" * 32})
    client.post("/cases/follow/appeal", {"words": "请业委会看看", "_once": "e" * 32})
    assert cast.stage(case) is Stage.REOPENED
    assert traces(middle, teller, person) == []
    assert not cast.news(teller)


def test_the_search_for_traces_finds_them_where_they_are(cast) -> None:
    teller = raise_number(cast)
    before = every_row()
    cast.told(by=teller)
    assert any(line.startswith("cases.reporter_id") for line in traces(before, teller, None))
    assert any(line.startswith("audit.user_id") for line in traces(before, teller, None))


def test_the_code_is_kept_as_a_hash_only_and_a_retry_makes_no_second_case(cast) -> None:
    client = cast.world.client(cast.lin)
    client.get("/cases/new")
    fields = {
        "kind": "noise",
        "words": "吵",
        "name": "unnamed",
        "code": client.page.find("input", attrs={"name": "code"})["value"],
        "_once": "a" * 32,
    }
    client.post("/cases/new", fields, content_type="multipart/form-data")
    client.get("/cases/sent")
    code = client.page.find(class_="code-big").get_text(strip=True)
    other = cast.world.client(cast.lin)  # the same form again, its first answer lost with the network
    other.post("/cases/new", fields, content_type="multipart/form-data")
    other.get("/cases/sent")
    assert other.page.find(class_="code-big").get_text(strip=True) == code
    rows = every_row()
    assert len(rows["cases"]) == 1
    plain = code.replace("-", "")
    assert not [row for table in rows.values() for row in table if plain in row or code in row]


def test_the_teller_finds_it_nowhere_under_their_name(cast) -> None:
    case, code = cast.unnamed()
    actor = cast.actor(cast.lin)
    assert queries.mine(actor) == []
    assert queries.told_by(actor)["cases"] == []
    client = cast.world.client(cast.lin)
    client.get(f"/cases/{case}", status=404)
    assert code not in str(client.page)


def test_notes_of_the_office_never_reach_a_follower_nor_the_reporter(cast) -> None:
    case, code = cast.unnamed()
    named = cast.told()
    for one in (case, named):
        commands.take(cast.actor(cast.desk), one)
        commands.note(cast.actor(cast.desk), one, "他家去年也这样，别声张")
        commands.give(cast.actor(cast.desk), one, cast.other_desk, "我下周休假")
    follower = JudgingClient(cast.world.app)
    follower.post("/cases/follow", {"code": code})
    lin = cast.world.client(cast.lin)
    for path in ("/cases/follow/case", "/cases/follow/additions", "/cases/follow/verdict", "/cases/follow/appeal"):
        follower.get(path)
        assert not re.search("别声张|休假", str(follower.page)), path
    for path in (f"/cases/{named}", "/inbox", "/cases", "/me/privacy"):
        lin.get(path)
        assert not re.search("别声张|休假", str(lin.page)), path
    for path in (f"/cases/{named}/actions", f"/cases/{named}/card"):
        assert not re.search("别声张|休假", lin.htmx("get", path).text), path
    from hub.pages import my_data

    told = json.dumps(my_data.collect(cast.actor(cast.lin)), ensure_ascii=False)
    assert "半夜拖椅子" in told
    assert "别声张" not in told
    assert "休假" not in told
    desk = cast.world.client(cast.other_desk)
    desk.get(f"/cases/{named}")
    assert "别声张" in desk.text()
    assert "我下周休假" in desk.text()


def test_wrong_codes_are_told_so_and_forgetting_forgets(cast) -> None:
    _, code = cast.unnamed()
    client = JudgingClient(cast.world.app)
    client.post("/cases/follow", {"code": "ABCD-EFGH-JKLM"}, status=422)
    assert "没有这个编码" in client.text()
    client.post("/cases/follow", {"code": ""}, status=422)
    client.get("/cases/follow/case", status=303)
    client.get("/cases/follow/verdict", status=404)
    client.post("/cases/follow", {"code": code.lower()})
    client.get("/cases/follow/case")
    client.post("/cases/follow/end")
    client.get("/cases/follow/case", status=303)


def test_a_code_opens_its_own_case_only(cast) -> None:
    _, code = cast.unnamed("第一件")
    cast.unnamed("第二件", by=cast.chen)
    client = JudgingClient(cast.world.app)
    client.post("/cases/follow", {"code": code})
    client.get("/cases/follow/case")
    assert "第一件" in client.text()
    assert "第二件" not in client.text()


def test_the_database_itself_refuses_a_name_on_an_unnamed_case(cast) -> None:
    import pytest
    from sqlalchemy.exc import IntegrityError

    case, _ = cast.unnamed()
    for change in (
        f"reporter_id = {cast.lin}",
        "caller_name = 'x'",
        "caller_phone = 'x'",
        "stage = 'lost'",
        "kind = 'x'",
        "channel = 'x'",
        "circle = 'x'",
        "round = 3",
        f"about_user_id = {cast.guard}",  # while the whole office handles it
        "escalated_at = received_at",
        "escalated_by = 'somebody'",
    ):
        with db.engine.begin() as connection, pytest.raises(IntegrityError):
            connection.exec_driver_sql(f"update cases set {change} where id = {case}")
    about = cast.about(cast.guard)
    for change in (f"owner_id = {cast.guard}", f"owner_id = {cast.lin}", "circle = 'office'"):
        with db.engine.begin() as connection, pytest.raises(IntegrityError):
            connection.exec_driver_sql(f"update cases set {change} where id = {about}")
    step = cast.steps(about)[0].id
    with db.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql(f"update case_steps set user_id = {cast.lin} where id = {step}")


def test_what_kind_it_is_does_not_matter_for_being_unnamed(cast) -> None:
    case, _ = cast.unnamed(about_user_id=cast.guard)
    assert cast.case(case).reporter_id is None
    assert cast.case(case).about_user_id == cast.guard
    assert Kind(cast.case(case).kind) is Kind.SAFETY
