"""The staff's board and the duty pages, empty and crowded, by those who may and those who may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs import commands, queries
from hub.features.repairs.queries.board import Asked
from hub.features.repairs.rules.places import Kind, Spot, Urgency
from hub.features.repairs.rules.plan import Settings
from hub.features.repairs.rules.stages import Stage
from hub.people.models import User

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
STAFF_PAGES = (
    "/repairs/board",
    "/repairs/mine-now",
    "/repairs/duty",
    "/repairs/duty/settings",
    "/repairs/mine-now/away",
)


def numbers(actor, **asked: str) -> dict[str, list[int]]:
    found = queries.board(actor, Asked.of(asked))
    return {stack.column.value: [tile.line.id for tile in stack.tiles] for stack in found.stacks if stack.tiles}


@pytest.fixture
def busy(crew):
    """A day at noon: one late, one urgent, one being repaired, one done."""
    with clock.frozen(NOON - timedelta(hours=5)):
        crew.late = crew.lift("等了很久的电梯")
    with clock.frozen(NOON):
        crew.fresh = crew.lift("刚报的电梯")
        crew.urgent = crew.tap()
        crew.working = crew.lift("正在修的电梯")
        commands.take(crew.actor(crew.zhang), crew.working)
        commands.advance(crew.actor(crew.zhang), crew.working, Stage.WORKING)
        crew.finished = crew.done(crew.lift("修好的电梯"))
    return crew


def test_columns_follow_whose_turn_it_is_and_what_is_late_comes_first(busy) -> None:
    with clock.frozen(NOON):
        assert numbers(busy.actor(busy.desk)) == {
            "new": [busy.late, busy.fresh],
            "finding": [busy.urgent],
            "work": [busy.working],
            "done": [busy.finished],
        }


def test_filters_narrow_it_down(busy) -> None:
    with clock.frozen(NOON):
        desk = busy.actor(busy.desk)
        assert numbers(desk, overdue="1") == {"new": [busy.late]}
        assert numbers(desk, urgency="urgent") == {"finding": [busy.urgent]}
        assert numbers(desk, kind="plumbing") == {"finding": [busy.urgent]}
        assert numbers(desk, person=str(busy.wang)) == {"finding": [busy.urgent]}
        assert numbers(desk, person="nobody") == {"new": [busy.late, busy.fresh]}
        assert numbers(desk, building="999") == {}
        assert len(numbers(desk, building="x", kind="x", urgency="x", person="x")) == 4


def test_a_technician_sees_only_flats_that_are_free_or_theirs(busy) -> None:
    with clock.frozen(NOON):
        assert "finding" not in numbers(busy.actor(busy.zhang))
        assert numbers(busy.actor(busy.wang))["finding"] == [busy.urgent]


def test_a_bad_verdict_stays_until_the_office_has_answered(crew) -> None:
    repair_id = crew.done(crew.lift())
    commands.rate(crew.actor(crew.lin), repair_id, 1, "弄得一地水")
    desk = crew.actor(crew.desk)
    assert numbers(desk) == {"done": [repair_id]}
    assert queries.board(desk, Asked()).stacks[-1].tiles[0].low_score == 1
    commands.answer(desk, repair_id, "今天下午来打扫")
    assert numbers(desk) == {}


def test_the_board_says_how_late_and_what_is_missing(busy) -> None:
    client = busy.world.client(busy.desk)
    with clock.frozen(NOON):
        client.get("/repairs/board")
    assert "超时 2 小时" in client.text()  # made at 7, the office opens at 8, two hours are promised
    assert "共 5 单没有结束，其中 1 单超时。" in client.text()
    assert "已问，等答复" in client.text()
    assert client.page.find(id="board")["data-live"] == "repairs:0"


def test_accepting_and_assigning_on_the_board_comes_back_to_the_same_filter(busy) -> None:
    client = busy.world.client(busy.desk)
    here = "/repairs/board?kind=lift"
    client.get(here)
    assert client.page.find("input", attrs={"name": "next"})["value"] == here
    answer = client.post(f"/repairs/{busy.fresh}/acceptance", {"next": here})
    assert answer.headers["Location"] == here
    client.post(f"/repairs/{busy.fresh}/assignee/quick", {"user_id": busy.zhang, "reason": "顺路", "next": here})
    assert busy.repair(busy.fresh).assignee_id == busy.zhang
    client.post(f"/repairs/{busy.late}/assignee/quick", {"user_id": "auto", "next": "https://evil.example/"})
    assert busy.repair(busy.late).assignee_id is not None
    client.post(f"/repairs/{busy.fresh}/assignee/quick", {"user_id": "x"}, status=422)


def test_to_htmx_the_board_is_one_element(busy) -> None:
    answer = busy.world.client(busy.desk).htmx("get", "/repairs/board?kind=lift")
    assert answer.text.strip().startswith('<div id="board"')
    assert "/repairs/board?kind=lift" in answer.text
    assert "<h1" not in answer.text


def test_who_only_looks_gets_no_buttons(busy) -> None:
    client = busy.world.client(busy.world.user("committee"))
    client.get("/repairs/board")
    assert not client.page.find_all("form", method="post")
    client.post(f"/repairs/{busy.fresh}/acceptance", status=422)
    client.post(f"/repairs/{busy.fresh}/assignee/quick", {"user_id": busy.zhang}, status=403)


def test_an_empty_board_is_said_to_be_empty(crew) -> None:
    client = crew.world.client(crew.desk)
    client.get("/repairs/board")
    assert "共 0 单没有结束，没有超时的。" in client.text()


def test_strangers_are_sent_away(crew) -> None:
    client = crew.world.client(crew.lin)
    for path in (*STAFF_PAGES, f"/repairs/duty/{crew.zhang}", f"/repairs/duty/{crew.zhang}/away"):
        client.get(path, status=403)
    client.post(f"/repairs/duty/{crew.zhang}/back", status=403)
    client.post("/repairs/mine-now/back", status=403)
    for deed in ("offer/yes", "offer/no"):
        client.post(f"/repairs/{crew.lift()}/{deed}", status=403)
    other = crew.world.client(crew.stranger)
    other.post(f"/repairs/{crew.tap()}/acceptance", status=404)
    desk = crew.world.client(crew.desk)
    desk.get(f"/repairs/duty/{crew.lin}", status=404)
    desk.get("/repairs/duty/settings", status=403)
    desk.get("/repairs/mine-now", status=403)
    zhang = crew.world.client(crew.zhang)
    zhang.get("/repairs/duty", status=403)
    zhang.get(f"/repairs/duty/{crew.wang}", status=403)


def test_the_office_plans_a_technicians_week(crew) -> None:
    client = crew.world.client(crew.desk)
    client.get(f"/repairs/duty/{crew.wang}")
    checked = [box["value"] for box in client.page.find_all("input", checked=True)]
    assert checked == ["lift", "plumbing", str(crew.building)]
    week = {"day0": "8:00-12:00、13:00-17:30", "day4": "20:00-8:00"}
    client.follow(client.post(f"/repairs/duty/{crew.wang}", {"skills": ["lift"], **week}))
    assert "周一 08:00-12:00 13:00-17:30" in client.text()
    assert "周五 20:00-08:00" in client.text()
    client.get(f"/repairs/duty/{crew.wang}")
    assert client.page.find(id="day0")["value"] == "08:00-12:00、13:00-17:30"


def test_hours_that_cannot_be_read_are_refused_beside_their_field(crew) -> None:
    client = crew.world.client(crew.desk)
    client.post(f"/repairs/duty/{crew.wang}", {"day2": "上班", "day3": "8-12,11-15"}, status=422)
    assert "请写成 8:00-18:00 这样" in client.page.find(id="day2-error").get_text()
    assert "两段时间重叠了。" in client.page.find(id="day3-error").get_text()
    assert client.page.find(id="day2")["value"] == "上班"
    client.post(f"/repairs/duty/{crew.wang}", {"skills": ["dancing"]}, status=422)


def test_the_manager_says_how_dispatch_works(crew) -> None:
    client = crew.world.client(crew.manager)
    client.get("/repairs/duty/settings")
    sent = {"automatic": "y", "offer_minutes": 15, "urgent_offer_minutes": 4, "supervisor_id": crew.desk}
    client.follow(client.post("/repairs/duty/settings", sent))
    assert "一般的 15 分钟不接、紧急的 4 分钟不接" in client.text()
    assert "没有人接单时负责： 客服小陈" in client.text()
    assert "紧急报修不等受理" not in client.text()
    client.post("/repairs/duty/settings", {**sent, "offer_minutes": 0}, status=422)


def test_kinds_nobody_repairs_are_named(crew) -> None:
    client = crew.world.client(crew.desk)
    client.get("/repairs/duty")
    assert "没有师傅会修：渗漏水 · 电路 · " in client.text()


def test_the_office_writes_down_that_somebody_is_away(crew) -> None:
    client = crew.world.client(crew.desk)
    client.follow(client.post(f"/repairs/duty/{crew.zhang}/away", {"until": "today", "reason": "看病"}))
    assert "看病" in client.text()
    client.follow(client.post(f"/repairs/duty/{crew.zhang}/back"))
    assert "看病" not in client.text()


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_page_in_both_languages(busy, locale: str) -> None:
    long = "电" * 400
    with clock.frozen(NOON + timedelta(hours=1)):
        busy.lift(long, urgency=Urgency.URGENT)
        commands.go_away(busy.actor(busy.wang), busy.wang, None, "去取配件")
        busy.lift("没有人会修的", kind=Kind.PEST, spot=Spot.GARAGE, building_id=None, entrance_id=None)
        for user in (busy.desk, busy.manager, busy.zhang, busy.lin):
            _speak(SYSTEM, user, locale)
        client = busy.world.client(busy.manager)
        for path in (
            "/repairs/board",
            "/repairs/board?overdue=1&kind=lift&person=nobody",
            "/repairs/duty",
            "/repairs/duty/settings",
            f"/repairs/duty/{busy.wang}",
            f"/repairs/duty/{busy.zhang}/away",
        ):
            client.get(path)
        zhang = busy.world.client(busy.zhang)
        for path in ("/repairs/board", "/repairs/mine-now", "/repairs/mine-now/away"):
            zhang.get(path)
        busy.world.client(busy.lin).get("/repairs/record")


def test_a_hundred_on_the_board_are_cut_and_counted(crew) -> None:
    commands.set_dispatch(SYSTEM, Settings(automatic=False))
    for number in range(100):
        crew.lift(f"第{number}单")
    client = crew.world.client(crew.desk)
    client.get("/repairs/board")
    assert "还有 60 单没有列出" in client.text()


@command
def _speak(_actor, user_id: int, locale: str) -> None:
    db.session.get_one(User, user_id).locale = locale
