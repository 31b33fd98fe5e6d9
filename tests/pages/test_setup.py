"""From an empty instance to a community, in five screens that can be left and resumed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import RuleBroken
from hub.people.commands.setup import make_code
from hub.people.models import Building, Entrance, User
from tests.factories import PASSWORD, World
from tests.judge import JudgingClient
from tests.people.test_accounts import switch_on


def first(code: str, **changes: str) -> dict[str, str]:
    fields = {"code": code, "nickname": "管理员", "phone": "13900001111", "password": PASSWORD, "again": PASSWORD}
    return {**fields, **changes}


def test_the_first_admin_walks_through_and_closes_the_door(app: Flask, client: JudgingClient) -> None:
    client.get("/", 303)
    client.get("/setup/begin")
    client.post("/setup/begin", first("AAAA-BBBB-CCCC-DDDD"), status=422)
    old, code = make_code(SYSTEM), make_code(SYSTEM)
    client.post("/setup/begin", first(old), status=422)
    client.post("/setup/begin", first(code, again="other"), status=422)
    client.post("/setup/begin", first(code, password="12345678", again="12345678"), status=422)
    assert "13900001111" in str(client.page), "what was typed stays"
    answer = client.post("/setup/begin", first(code.lower().replace("-", " ")))
    assert "/login/second" in answer.location
    user = db.session.scalars(select(User.id)).one()
    client.get("/setup", 303)  # the second factor comes first
    switch_on(client, user)
    client.get("/setup")
    assert "好了" in client.text()

    client.get("/setup/buildings")
    client.post("/setup/buildings", {"text": "3 2 14\n4号楼\n看 不 懂 吧"}, status=422)
    assert "第 3 行" in client.text()
    client.post("/setup/buildings", {"text": "3 2 14\n3号楼"}, status=422)
    client.post("/setup/buildings", {"text": "3 2 14\n4号楼\n"})
    names = list(db.session.scalars(select(Building.name).order_by(Building.position)))
    assert names == ["3号楼", "4号楼"]
    assert len(list(db.session.scalars(select(Entrance.id)))) == 3
    client.post("/setup/end", status=422)  # not without a name
    client.get("/")
    assert "小区还在筹备" in client.text()

    client.get("/setup/compound")
    client.post("/setup/compound", {"name": "幸福里", "office_hours": "每天"})
    client.get("/setup")
    client.post("/setup/end")
    client.get("/setup", 404)
    client.get("/")
    assert "小区还在筹备" not in client.text()
    assert "幸福里" in client.text()
    JudgingClient(app).get("/setup/begin", 404)


def test_a_code_is_not_to_be_had_for_a_community_in_use(world: World) -> None:
    world.user()
    with pytest.raises(RuleBroken):
        make_code(SYSTEM)


def test_nobody_else_sets_up(world: World, client: JudgingClient) -> None:
    world.client(world.user()).get("/setup", 403)
    client.get("/setup/begin", 404)


def test_the_command_line_prints_a_code_once(app: Flask, world: World) -> None:
    runner = app.test_cli_runner()
    printed = runner.invoke(args=["setup-code"])
    assert printed.exit_code == 0
    assert len(printed.output.strip()) == 19
    world.user()
    assert runner.invoke(args=["setup-code"]).exit_code == 1
