"""The office's pages, in both languages, filled and empty."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hub.core import clock
from hub.features.assets import commands, queries
from hub.features.assets.queries.lists import PAGE
from hub.features.assets.rules.inspection import Inspected, Result
from hub.features.assets.rules.intervals import Counted
from hub.features.assets.rules.kinds import Kind

CARD = {
    "kind": "lift",
    "code": "LIFT-03-1",
    "name": "3号楼1单元电梯",
    "door": "",
    "inspection": "电梯定期检验",
    "inspection_months": "12",
    "inspection_due": "2027-03-01",
}


def filled(crew) -> int:
    lift, desk = crew.lift(inspection_due=clock.today() - timedelta(days=3)), crew.actor(crew.desk)
    with clock.frozen(clock.now() - timedelta(days=40)):
        crew.plan(lift, clock.today() + timedelta(days=1))
        crew.plan(None, clock.today(), kind=Kind.LIFT, title="五方通话试验", counted=Counted.COMPLETED)
        crew.tick()
    crew.tick()
    commands.inspect(desk, lift, Inspected(done_on=clock.today(), body="检验院", result=Result.FAIL, note="限速器失效"))
    return lift


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("who", ["manager", "desk", "zhang", "chair"])
def test_every_page_filled_and_empty(crew, locale: str, who: str) -> None:
    client = crew.world.client(getattr(crew, who), locale=locale)
    for path in ("/assets", "/assets/calendar", "/assets/plans", "/assets/inspections"):
        client.get(path)
    lift = filled(crew)
    for path in ("/assets", "/assets/calendar", "/assets/plans", "/assets/inspections", "/a/LIFT-03-2", "/inbox"):
        client.get(path)
    client.get(f"/assets/{lift}")
    if who in ("manager", "desk"):
        pages = ("edit", "stop", "resume", "retire", "inspections/new")
        for path in (*(f"/assets/{lift}/{page}" for page in pages), f"/assets/plans/new?asset={lift}"):
            client.get(path)
        for path in ("/assets/new", "/assets/new?kind=fire", f"/assets/new?like={lift}", "/assets/plans/new?kind=fire"):
            client.get(path)
        client.get("/assets/labels")


def test_one_is_registered_with_what_is_usual_and_the_next_one_copies_it(crew) -> None:
    client = crew.world.client(crew.desk)
    client.get("/assets/new")
    client.get("/assets/new?kind=lift")
    assert client.page.find(id="code")["value"] == "LIFT-01"
    assert client.page.find(id="inspection")["value"] == "电梯定期检验"
    assert client.page.find(id="inspection_months")["value"] == "12"
    client.follow(client.post("/assets/new?kind=lift", {**CARD, "serial": "S-1", "company": "某某维保"}))
    assert client.page.h1.get_text() == "3号楼1单元电梯"
    number = re.search(r"/assets/new\?like=(\d+)", str(client.page)).group(1)
    client.get(f"/assets/new?like={number}")
    assert client.page.find(id="code")["value"] == "LIFT-03-2"
    assert client.page.find(id="company")["value"] == "某某维保"
    assert not client.page.find(id="serial").get("value")


def test_a_wrong_card_comes_back_with_all_that_was_typed(crew) -> None:
    crew.lift("LIFT-03-1")
    client = crew.world.client(crew.desk)
    client.get("/assets/new?kind=lift")
    client.post("/assets/new?kind=lift", {**CARD, "maker": "某某电梯厂"}, status=422)
    assert "这个编号已经有了" in client.text()
    assert client.page.find(id="maker")["value"] == "某某电梯厂"
    for wrong in ({"code": "电梯"}, {"name": ""}, {"kind": "ship"}, {"inspection_months": "0"}, {"door": "e9999999"}):
        client.post("/assets/new?kind=lift", {**CARD, "code": "LIFT-77", **wrong}, status=422)


def test_a_card_is_corrected(crew) -> None:
    lift = crew.lift()
    client = crew.world.client(crew.desk)
    client.get(f"/assets/{lift}/edit")
    assert client.page.find("option", selected=True, value=f"e{crew.entrance()}")
    client.post(f"/assets/{lift}/edit", {**CARD, "door": f"b{crew.building}", "place_note": "机房"})
    asset = crew.asset(lift)
    assert (asset.code, asset.building_id, asset.entrance_id) == ("LIFT-03-1", crew.building, None)


def test_inspection_and_plan_by_their_forms(crew) -> None:
    lift = crew.lift()
    client = crew.world.client(crew.desk)
    path = f"/assets/{lift}/inspections/new"
    client.get(path)
    day = clock.today().isoformat()
    client.post(path, {"done_on": day, "body": "", "result": "pass"}, status=422)
    client.post(path, {"done_on": day, "body": "检验院", "result": "excellent"}, status=422)
    client.follow(client.post(path, {"done_on": day, "body": "检验院", "result": "pass"}))
    assert "合格" in client.text()
    path = f"/assets/plans/new?asset={lift}"
    client.get(path)
    assert client.page.find(id="n")["value"] == "15"
    plan = {
        "target": f"asset:{lift}",
        "title": "半月保养",
        "n": "15",
        "span": "day",
        "counted": "scheduled",
        "first": day,
        "lead": "3",
        "technician_id": "",
    }
    for wrong in ({"title": ""}, {"n": "0"}, {"span": "year"}, {"lead": "99"}, {"technician_id": str(crew.lin)}):
        client.post(path, {**plan, **wrong}, status=422)
    client.follow(client.post(path, plan))
    assert "每 15 天" in client.text()
    client.get("/assets/plans")
    end = client.page.find("form", action=re.compile("/assets/plans/.*/end"))["action"]
    client.follow(client.post(end))
    assert "还没有保养计划" in client.text()


def test_stop_and_start_by_their_pages(crew) -> None:
    lift = crew.lift()
    client = crew.world.client(crew.desk)
    client.get(f"/assets/{lift}/stop")
    client.post(f"/assets/{lift}/stop", {"reason": ""}, status=422)
    client.follow(client.post(f"/assets/{lift}/stop", {"reason": "门锁故障"}))
    assert "门锁故障" in client.text()
    client.follow(client.post(f"/assets/{lift}/resume", {"reason": "换了门锁"}))
    assert "正常使用" in client.text()


def test_filters_live_in_the_address_and_lists_are_paged(crew) -> None:
    for n in range(PAGE + 3):
        crew.lift(f"LIFT-{n:02d}")
    crew.lift("GATE-1", name="东门道闸", kind=Kind.GATE, inspection="", inspection_months=None, entrance_id=None)
    desk = crew.actor(crew.desk)
    client = crew.world.client(crew.desk)
    client.get("/assets?kind=gate")
    assert "东门道闸" in client.text()
    assert "LIFT-00" not in client.text()
    client.get(f"/assets?building={crew.building}&status=stopped")
    assert "没有符合条件的设备" in client.text()
    client.get("/assets?kind=spaceship&building=x&status=no&after=ZZZ")
    client.get("/assets?kind=lift")
    following = client.page.find("a", rel="next")["href"]
    assert "LIFT-32" not in client.text()
    client.get(following)
    assert "LIFT-32" in client.text()
    more = client.htmx("get", following).get_data(as_text=True)
    assert "LIFT-32" in more
    assert "<html" not in more
    assert queries.page(desk, queries.Asked()).total == PAGE + 4


def test_the_public_record_says_what_was_done_to_which_machine(crew) -> None:
    filled(crew)
    for locale in ("en", "zh_CN"):
        client = crew.world.client(crew.chair, locale=locale)
        client.get("/admin/audit")
        assert client.page.find("a", href=re.compile(r"^/assets/\d+$"))
    assert "登记了检验结果" in client.text()
    assert "不合格" in client.text()
