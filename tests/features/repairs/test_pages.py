"""The pages, empty and crowded, in both languages, by everyone."""

from __future__ import annotations

import pytest

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs import commands, queries
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.stages import Stage
from hub.people.models import User


def test_an_empty_list_says_what_to_do_next(cast) -> None:
    client = cast.world.client(cast.lin)
    client.get("/repairs")
    assert "您还没有报修过" in client.text()
    client.get("/repairs?scope=around")
    assert "一切正常" in client.text()
    client.get("/repairs?stage=open&kind=lift")
    assert "没有符合条件的报修" in client.text()


def test_a_neighbour_reports_and_lands_on_the_page(cast) -> None:
    client = cast.world.client(cast.lin)
    client.get("/repairs/new")
    answer = client.post("/repairs/new", report(cast))
    client.follow(answer)
    assert client.page.h1.get_text() == "3号楼2单元7楼电梯：停着不动"
    assert "已提交" in client.text()
    assert "客服小陈" in client.text()


def test_what_was_typed_stays_when_something_is_missing(cast) -> None:
    client = cast.world.client(cast.lin)
    client.post("/repairs/new", {**report(cast), "spot": "", "kind": ""}, status=422)
    assert "请选公共部位的位置。" in client.text()
    assert client.page.find("textarea", attrs={"name": "description"}).get_text().strip() == "停着不动"


def test_similar_reports_are_shown_first_and_nothing_is_lost(cast) -> None:
    cast.lift(by=cast.neighbour)
    client = cast.world.client(cast.lin)
    client.post("/repairs/new", report(cast), status=409)
    assert "是这件，我家也受影响" in client.text()
    hidden = {i["name"]: i["value"] for i in client.page.find_all("form")[-1].find_all("input")}
    assert (hidden["description"], hidden["anyway"], hidden["floor"]) == ("停着不动", "1", "7")
    client.post("/repairs/new", {name: value for name, value in hidden.items() if name != "csrf_token"})
    assert len(queries.page(cast.actor(cast.lin), mine(cast)).lines) == 1


def test_joining_instead_of_reporting_again(cast) -> None:
    lift = cast.lift(by=cast.neighbour)
    client = cast.world.client(cast.lin)
    client.follow(client.post(f"/repairs/{lift}/affected"))
    assert "还有 1 户也受影响" in client.text()
    assert "我家不受影响了" in client.text()
    client.follow(client.post(f"/repairs/{lift}/affected/end"))
    assert "户也受影响" not in client.text()


def test_similar_reports_appear_while_the_form_is_filled_in(cast) -> None:
    cast.lift(by=cast.neighbour)
    client = cast.world.client(cast.lin)
    where = f"place=public&spot=lift&door=e{cast.entrance()}"
    assert 'name="anyway"' in client.htmx("get", f"/repairs/similar?{where}&kind=lift").text
    assert client.htmx("get", f"/repairs/similar?{where}").text.strip() == ""


def test_from_the_desk_to_the_rating_by_hand(cast) -> None:
    tap = cast.tap()
    desk, zhang, lin = (cast.world.client(user) for user in (cast.desk, cast.zhang, cast.lin))
    desk.post(f"/repairs/{tap}/steps", {"to": "accepted"})
    desk.get(f"/repairs/{tap}/assignee")
    desk.post(f"/repairs/{tap}/assignee", {"user_id": cast.zhang, "reason": "会修水管"})
    zhang.get(f"/repairs/{tap}")
    assert "林阿姨" in zhang.text()
    zhang.post(f"/repairs/{tap}/steps", {"to": "on_the_way"})
    zhang.post(f"/repairs/{tap}/steps", {"to": "working"})
    zhang.get(f"/repairs/{tap}/steps?to=done")
    zhang.post(f"/repairs/{tap}/steps", {"to": "done", "note": "换了垫圈"})
    lin.get(f"/repairs/{tap}")
    assert "换了垫圈" in lin.text()
    lin.get(f"/repairs/{tap}/rating")
    lin.post(f"/repairs/{tap}/rating", {"comment": "好"}, status=422)
    lin.post(f"/repairs/{tap}/rating", {"score": "2", "comment": "来晚了"})
    desk.get(f"/repairs/{tap}/rating/answer")
    desk.post(f"/repairs/{tap}/rating/answer", {"answer": "对不起"})
    lin.get(f"/repairs/{tap}")
    assert "对不起" in lin.text()


def test_one_tap_answers_htmx_with_fresh_buttons(cast) -> None:
    lift = cast.lift()
    commands.take(cast.actor(cast.zhang), lift)
    zhang = cast.world.client(cast.zhang)
    answer = zhang.htmx("post", f"/repairs/{lift}/steps", {"to": "on_the_way"})
    assert f'id="repair-{lift}-actions"' in answer.text
    assert "开始维修" in answer.text


def test_a_refused_step_says_why(cast) -> None:
    lift = cast.lift()
    client = cast.world.client(cast.lin)
    client.get(f"/repairs/{lift}/steps?to=done")
    client.post(f"/repairs/{lift}/steps", {"to": "done"}, status=422)
    assert "现在是“已提交”，不能改为“已完工”" in client.text()
    client.get(f"/repairs/{lift}/steps?to=nonsense", status=404)


def test_only_the_office_opens_the_office_s_pages(cast) -> None:
    lift = cast.lift()
    paths = [f"/repairs/{lift}/{page}" for page in ("assignee", "merger", "rating/answer", "phone")]
    for user in (cast.lin, cast.zhang):
        client = cast.world.client(user)
        for path in [*paths, "/repairs/new/caller", "/repairs/labels", "/repairs/labels/sheet"]:
            client.get(path, status=403)


def test_the_desk_s_own_pages(cast) -> None:
    lift, other = cast.lift(), cast.lift(by=cast.neighbour)
    client = cast.world.client(cast.desk)
    client.get("/repairs/new/caller")
    caller = {"place": "unit", "unit_code": "9-9-999", "kind": "leak", "description": "漏水", "urgency": "urgent"}
    client.post("/repairs/new/caller", caller, status=422)
    assert "没有这个房号" in client.text()
    client.post("/repairs/new/caller", {**caller, "unit_code": "3-2-301", "visit_part": "any"})
    client.get(f"/repairs/{other}/merger")
    client.post(f"/repairs/{other}/merger", {"into": "0", "number": "什么"}, status=422)
    client.follow(client.post(f"/repairs/{other}/merger", {"into": "0", "number": f"R-{lift:04d}"}))
    assert "这件事已经有人报过了" in client.text()
    client.get(f"/repairs/{lift}/phone")
    client.post(f"/repairs/{lift}/phone", {"reason": "约时间"}, status=200)
    assert "139" in client.text()


def test_a_long_list_is_paged_by_cursor(cast) -> None:
    for n in range(45):
        cast.lift(f"第{n}次", kind=Kind.OTHER)
    client, seen, path = cast.world.client(cast.lin), [], "/repairs"
    for _ in range(3):
        client.get(path)
        seen += [a["href"] for a in client.page.select("a.item")]
        more = client.page.find("a", rel="next")
        path = more["href"] if more else ""
    assert len(seen) == len(set(seen)) == 45
    assert path == ""
    assert client.htmx("get", "/repairs?before=30").text.count('class="item"') == 20


def test_the_filters_live_in_the_address(cast) -> None:
    lift, tap = cast.lift(), cast.tap()
    commands.advance(cast.actor(cast.lin), lift, Stage.CANCELLED)
    client = cast.world.client(cast.desk)
    client.get("/repairs?stage=open")
    assert [a["href"] for a in client.page.select("a.item")] == [f"/repairs/{tap}"]
    client.get("/repairs?scope=all&stage=over&kind=lift")
    assert [a["href"] for a in client.page.select("a.item")] == [f"/repairs/{lift}"]
    client.get("/repairs?scope=nonsense&stage=nonsense&kind=nonsense&before=nonsense")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_page_in_both_languages(cast, locale: str) -> None:
    for user in (cast.lin, cast.neighbour, cast.desk, cast.zhang):
        _speak(SYSTEM, user, locale)
    lift, tap = cast.lift("电" * 300, floor=7, place_note="东侧" * 20), cast.tap()
    commands.join(cast.actor(cast.neighbour), lift)
    commands.advance(cast.actor(cast.desk), tap, Stage.DECLINED, "不归物业管")
    commands.rate(cast.actor(cast.lin), cast.done(lift), 2, "慢")
    for user in (cast.lin, cast.neighbour, cast.desk, cast.zhang):
        client = cast.world.client(user)
        for path in ("/repairs", "/repairs?scope=around&stage=over", "/repairs/new", f"/repairs/{lift}"):
            client.get(path)
        client.get(f"/repairs/{lift}/steps?to=reopened")
        client.get(f"/repairs/{lift}/additions")
    lin, desk = cast.world.client(cast.lin), cast.world.client(cast.desk)
    lin.get(f"/repairs/{tap}")
    lin.get(f"/repairs/{lift}/rating")
    also = cast.lift(by=cast.neighbour)
    lin.post("/repairs/new", report(cast), status=409)
    desk.get(f"/repairs/{also}/merger")
    desk.post(f"/repairs/{also}/merger", {"into": "7777"}, status=422)
    lin.post("/repairs/new", {}, status=422)
    for page in ("assignee", "merger", "rating/answer", "phone"):
        desk.get(f"/repairs/{lift}/{page}")
    desk.get("/repairs/new/caller")
    desk.get("/repairs/labels")


def report(cast) -> dict[str, str]:
    """The form as a browser sends it."""
    return {
        "place": "public",
        "spot": "lift",
        "door": f"e{cast.entrance()}",
        "floor": "7",
        "kind": "lift",
        "description": "停着不动",
        "urgency": "ordinary",
        "visit_part": "any",
    }


def mine(cast) -> queries.Filter:
    return queries.Filter.of(cast.actor(cast.lin), "mine", "", "")


@command
def _speak(_actor, user_id: int, locale: str) -> None:
    db.session.get_one(User, user_id).locale = locale
