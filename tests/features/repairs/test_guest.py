"""Reporting without signing in, by the label on a machine."""

from __future__ import annotations

import re

import pytest

from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound
from hub.features.repairs import commands, queries
from hub.features.repairs.queries.labels import labels
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Caller, Report
from hub.features.repairs.rules.stages import Stage
from hub.people.models import Compound
from tests.judge import JudgingClient


@pytest.fixture
def code(cast) -> str:
    place = Report(
        kind=Kind.LIFT, description="", spot=Spot.LIFT, building_id=cast.building, entrance_id=cast.entrance()
    )
    commands.make_label(cast.actor(cast.desk), "3号楼2单元电梯", place)
    return labels()[0].code


def test_a_guest_reports_and_watches_without_personal_data(app, cast, code: str, client: JudgingClient) -> None:
    client.get(f"/r/{code}")
    answer = client.post(f"/r/{code}", {"description": "门关不上", "name": "送快递的", "phone": "13800001234"})
    follow = answer.headers["Location"]
    client.get(follow)
    assert client.page.h1.get_text() == "3号楼2单元电梯：门关不上"
    assert "送快递" not in client.text()
    assert "13800001234" not in client.text()
    repair_id = queries.page(cast.actor(cast.desk), queries.Filter.of(cast.actor(cast.desk), "all", "", "")).lines[0].id
    commands.take(cast.actor(cast.zhang), repair_id)
    commands.advance(cast.actor(cast.zhang), repair_id, Stage.ON_THE_WAY)
    client.get(follow)
    assert "正在赶来" in client.text()
    assert not client.page.find(attrs={"data-live": re.compile("repair")})
    desk = cast.world.client(cast.desk)
    desk.get(f"/repairs/{repair_id}")
    assert "送快递的" in desk.text()
    assert "138****1234" in desk.text()


def test_the_secret_opens_one_repair_and_a_wrong_one_nothing(cast, code: str, client: JudgingClient) -> None:
    made = commands.report_as_guest(GUEST, code, "门关不上", Caller())
    client.get(f"/r/follow/{made.token}")
    client.get(f"/r/follow/{made.token}x", status=404)
    assert made.token not in str(db.session.connection().exec_driver_sql("select * from repairs").all())


def test_guests_are_asked_to_sign_in_or_ring_where_it_is_not_allowed(cast, code: str, client: JudgingClient) -> None:
    _close(SYSTEM)
    client.get(f"/r/{code}")
    assert "请登录或打电话给物业" in client.text()
    assert client.page.find("a", href="tel:0512-62880000")
    client.post(f"/r/{code}", {"description": "门关不上"}, status=200)
    with pytest.raises(Forbidden):
        commands.report_as_guest(GUEST, code, "门关不上", Caller())


def test_a_neighbour_who_scans_gets_the_usual_form_filled_in(cast, code: str) -> None:
    client = cast.world.client(cast.lin)
    client.follow(client.get(f"/r/{code}", status=303))
    assert client.page.find("option", selected=True, value="lift")
    assert client.page.find("option", selected=True, value=f"e{cast.entrance()}")
    assert client.page.find("input", attrs={"name": "place", "value": "public"}).has_attr("checked")


def test_an_unknown_or_retired_label_opens_nothing(cast, code: str, client: JudgingClient) -> None:
    client.get("/r/nothing", status=404)
    commands.retire_label(cast.actor(cast.desk), labels()[0].id)
    client.get(f"/r/{code}", status=404)
    client.get(f"/r/{code}.svg", status=404)
    with pytest.raises(NotFound):
        commands.retire_label(cast.actor(cast.desk), 1)


def test_labels_are_made_printed_and_drawn_by_the_desk(cast, client: JudgingClient) -> None:
    desk = cast.world.client(cast.desk)
    form = {"title": "南门道闸", "spot": "gate", "kind": "door", "door": "", "floor": "", "place_note": ""}
    desk.post("/repairs/labels", {**form, "spot": ""}, status=422)
    desk.follow(desk.post("/repairs/labels", form))
    assert "南门道闸" in desk.text()
    desk.get("/repairs/labels/sheet")
    picture = client.raw.get(f"/r/{labels()[0].code}.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.data.startswith(b"<svg")
    desk.post(f"/repairs/labels/{labels()[0].id}/retirement")
    assert labels() == []
    with pytest.raises(Forbidden):
        commands.make_label(cast.actor(cast.lin), "x", Report(kind=Kind.LIFT, description="", spot=Spot.LIFT))


@command
def _close(_actor) -> None:
    db.session.get_one(Compound, 1).guest_reports = False
