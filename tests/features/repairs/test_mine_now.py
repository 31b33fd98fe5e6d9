"""我的活儿: a technician's day on the phone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hub.core import clock
from hub.features.repairs import commands, queries
from hub.features.repairs.rules.places import Kind, Spot, Urgency
from hub.features.repairs.rules.stages import Stage

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
PAGE = "/repairs/mine-now"


def offered(crew) -> int:
    repair_id = crew.lift()
    commands.advance(crew.actor(crew.desk), repair_id, Stage.ACCEPTED)
    return repair_id


def buttons(client, repair_id: int) -> list[str]:
    job = client.page.find(id=f"job-{repair_id}")
    return [b.find(string=True).strip() for b in job.find_all(["button", "a"], class_="btn")] if job else []


def test_nothing_to_do_is_said(crew) -> None:
    client = crew.world.client(crew.zhang)
    client.get(PAGE)
    assert "手上没有活儿" in client.text()
    assert "在岗" in client.text()


def test_from_the_offer_to_done_with_one_big_button_each(crew) -> None:
    with clock.frozen(NOON):
        repair_id = offered(crew)
        client = crew.world.client(crew.zhang)
        client.get(PAGE)
        assert "请在 12:10 前答复" in client.text()
        assert buttons(client, repair_id) == ["接单", "转给别人"]
        client.follow(client.post(f"/repairs/{repair_id}/offer/yes"))
        assert buttons(client, repair_id)[0] == "我出发了"
        client.follow(client.post(f"/repairs/{repair_id}/next", {"to": "on_the_way"}))
        assert buttons(client, repair_id)[0] == "到场开工"
        client.follow(client.post(f"/repairs/{repair_id}/next", {"to": "working"}))
        finish = client.page.find(id=f"job-{repair_id}").find("a", class_="btn-primary")
        assert finish.get_text() == "完工"
        client.get(finish["href"])
        client.post(f"/repairs/{repair_id}/steps", {"to": "done"})
        client.get(PAGE)
        assert buttons(client, repair_id) == []


def test_passing_it_on_with_one_tap(crew) -> None:
    repair_id = offered(crew)
    zhang, wang = crew.world.client(crew.zhang), crew.world.client(crew.wang)
    zhang.follow(zhang.post(f"/repairs/{repair_id}/offer/no"))
    assert buttons(zhang, repair_id) == []
    wang.get(PAGE)
    assert buttons(wang, repair_id) == ["接单", "转给别人"]
    zhang.post(f"/repairs/{repair_id}/offer/yes", status=422)
    assert "这一单刚刚被别的师傅接走了" in zhang.text()


def test_the_answer_to_htmx_is_the_fresh_list(crew) -> None:
    repair_id = offered(crew)
    client = crew.world.client(crew.zhang)
    answer = client.htmx("post", f"/repairs/{repair_id}/offer/yes", status=303)
    assert answer.headers["Location"] == PAGE
    assert client.htmx("get", PAGE).text.strip().startswith('<div id="mine-now"')


def test_urgent_first_then_the_earlier_promise_and_what_waits_last(crew) -> None:
    zhang = crew.actor(crew.zhang)
    with clock.frozen(NOON):
        waiting, early = crew.lift(), crew.lift()
    with clock.frozen(NOON + timedelta(hours=1)):
        late, urgent = crew.lift(), crew.lift(urgency=Urgency.URGENT)
    for repair_id in (late, urgent, waiting, early):
        commands.assign(crew.actor(crew.desk), repair_id, crew.wang)
        commands.assign(crew.actor(crew.desk), repair_id, crew.zhang, "麻烦跑一趟")
    commands.advance(zhang, waiting, Stage.WORKING)
    commands.advance(zhang, waiting, Stage.WAITING_PARTS)
    found = queries.workday(zhang)
    assert [task.line.id for task in found.jobs] == [urgent, early, late, waiting]
    client = crew.world.client(crew.zhang)
    client.get(PAGE)
    assert "办公室说： 麻烦跑一趟" in client.text()


def test_free_jobs_are_those_one_can_do(crew) -> None:
    lift = crew.lift()
    crew.lift("草坪", kind=Kind.GREENING, spot=Spot.GARDEN)
    client = crew.world.client(crew.zhang)
    client.get(PAGE)
    assert [job["id"] for job in client.page.find_all("article")] == [f"job-{lift}"]
    client.follow(client.post(f"/repairs/{lift}/offer/yes"))
    assert buttons(client, lift)[0] == "我出发了"


def test_going_away_and_coming_back(crew) -> None:
    client = crew.world.client(crew.zhang)
    client.get(PAGE + "/away")
    client.post(PAGE + "/away", {}, status=422)
    client.follow(client.post(PAGE + "/away", {"until": "1h", "reason": "送孩子"}))
    assert "离开中" in client.text()
    assert "送孩子" not in client.text()
    client.follow(client.post(PAGE + "/back"))
    assert "离开中" not in client.text()


def test_a_step_that_is_no_button_here_is_refused(crew) -> None:
    repair_id = offered(crew)
    client = crew.world.client(crew.zhang)
    for to in ("done", "declined", "nonsense", ""):
        client.post(f"/repairs/{repair_id}/next", {"to": to}, status=404)


def test_another_technicians_job_is_not_moved(crew) -> None:
    repair_id = offered(crew)
    client = crew.world.client(crew.wang)
    client.post(f"/repairs/{repair_id}/next", {"to": "working"}, status=422)
    assert crew.repair(repair_id).stage == "assigned"


def test_a_desk_that_also_repairs_sees_both(crew) -> None:
    both = crew.world.user("desk", "technician")
    client = crew.world.client(both)
    client.get(PAGE)
    assert client.page.find("a", href="/repairs/duty")
