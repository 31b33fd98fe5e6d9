"""The pages of checklists: the office writes, technicians tick, residents read."""

from __future__ import annotations

import pytest

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs import queries
from hub.people.models import User
from tests.features.repairs.test_checklists import FIRST, SECOND, begin, points, write
from tests.features.repairs.test_merging_pages import links, photos_in, picture


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_the_office_writes_publishes_and_compares(cast, locale: str) -> None:
    _speak(SYSTEM, cast.manager, locale)
    manager = cast.world.client(cast.manager)
    manager.get("/repairs/sop")
    manager.post("/repairs/sop", {"kind": ""}, status=422)
    manager.follow(manager.post("/repairs/sop", {"kind": "lift", "urgency": "urgent"}))
    (sop,) = queries.sops(cast.actor(cast.manager))
    manager.get(f"/repairs/sop/{sop.id}")
    manager.get(f"/repairs/sop/{sop.id}/publication", status=404)
    manager.post(f"/repairs/sop/{sop.id}/draft", {"draft": "甲\n甲"}, status=422)
    assert "甲 甲" in manager.text()
    manager.follow(manager.post(f"/repairs/sop/{sop.id}/draft", {"draft": FIRST}))
    manager.post(f"/repairs/sop/{sop.id}/publication", {"change": ""}, status=422)
    manager.follow(manager.post(f"/repairs/sop/{sop.id}/publication", {"change": "第一次写"}))
    for text, why in ((SECOND, "要试运行"), (FIRST, "改回来")):
        manager.get(f"/repairs/sop/{sop.id}/draft")
        manager.post(f"/repairs/sop/{sop.id}/draft", {"draft": text})
        manager.get("/repairs/sop")
        manager.get(f"/repairs/sop/{sop.id}")
        manager.post(f"/repairs/sop/{sop.id}/publication", {"change": why})
    manager.get(f"/repairs/sop/{sop.id}/versions/2")
    assert [tag.get_text() for tag in manager.page.select(".sop-changes del span[lang]")] == ["检查层门"]
    manager.get(f"/repairs/sop/{sop.id}/versions/3?beside=1")
    assert not manager.page.select(".sop-changes ins, .sop-changes del")
    manager.get(f"/repairs/sop/{sop.id}/versions/4", status=404)
    manager.get(f"/repairs/sop/{sop.id}/versions/3?beside=9", status=404)
    manager.follow(manager.post(f"/repairs/sop/{sop.id}/retirement"))
    manager.follow(manager.post(f"/repairs/sop/{sop.id}/retirement/end"))
    manager.get("/repairs/sop/999", status=404)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_technician_ticks_with_one_tap_and_explains_what_was_left_out(cast, locale: str) -> None:
    for user in (cast.zhang, cast.lin, cast.stranger):
        _speak(SYSTEM, user, locale)
    write(cast)
    zhang = cast.world.client(cast.zhang)
    lift = cast.lift()
    zhang.get(f"/repairs/{lift}")
    assert not zhang.page.select(".checklist li")
    begin(cast, lift)
    calm, power, door = (point.id for point in points(cast, lift))
    zhang.get("/repairs/mine-now")
    assert len(zhang.page.select(".checklist li")) == 3
    answer = zhang.htmx("post", f"/repairs/{lift}/checklist/{calm}")
    assert f'id="repair-{lift}-checklist"' in answer.text
    assert "1/3" in answer.text or "1 of 3" in answer.text
    zhang.follow(zhang.post(f"/repairs/{lift}/checklist/{door}"))
    zhang.follow(zhang.post(f"/repairs/{lift}/checklist/{door}/end"))
    assert f"/repairs/{lift}/checklist/{power}" in links(zhang)
    zhang.get(f"/repairs/{lift}/checklist/{power}")
    zhang.post(f"/repairs/{lift}/checklist/{power}", {"note": "power is off"}, status=422)
    assert "power is off" in zhang.text()
    zhang.get(f"/repairs/{lift}/steps?to=done")
    assert "切断主电源" in zhang.text()
    zhang.post(f"/repairs/{lift}/steps", {"to": "done", "note": "door repaired"}, status=422)
    assert zhang.page.select(f"#reason_{power}-error")
    assert "door repaired" in zhang.text()
    zhang.follow(zhang.post(f"/repairs/{lift}/steps", {"to": "done", f"reason_{power}": "维保已断电"}))
    for user in (cast.lin, cast.stranger):
        client = cast.world.client(user)
        client.get(f"/repairs/{lift}")
        assert "维保已断电" in client.text()
        assert not client.page.select(".checklist details[open], .checklist form")


def test_a_photo_step_shows_its_photo_to_the_resident(cast) -> None:
    write(cast)
    lift = begin(cast, cast.lift())
    power = points(cast, lift)[1].id
    zhang, lin = cast.world.client(cast.zhang), cast.world.client(cast.lin)
    zhang.get(f"/repairs/{lift}/checklist/{power}")
    zhang.post(
        f"/repairs/{lift}/checklist/{power}",
        {"photos": (picture(), "电闸.jpg")},
        content_type="multipart/form-data",
    )
    lin.get(f"/repairs/{lift}")
    assert len(photos_in(lin)) == 1
    assert lin.page.select(".checklist li.done a[data-photo]")


def test_strangers_open_none_of_these_pages(cast) -> None:
    sop_id = write(cast)
    lift, tap = begin(cast, cast.lift()), cast.tap()
    first = points(cast, lift)[0].id
    neighbour = cast.world.client(cast.neighbour)
    for path in ("", f"/{sop_id}", f"/{sop_id}/versions/1", f"/{sop_id}/draft", f"/{sop_id}/publication"):
        neighbour.get(f"/repairs/sop{path}", status=403)
    for path in (f"/{sop_id}/retirement", f"/{sop_id}/retirement/end"):
        neighbour.post(f"/repairs/sop{path}", status=403)
    neighbour.get(f"/repairs/{lift}/checklist/{first}", status=403)
    neighbour.post(f"/repairs/{lift}/checklist/{first}", status=403)
    neighbour.post(f"/repairs/{lift}/checklist/{first}/end", status=403)
    neighbour.get(f"/repairs/{tap}/checklist", status=404)
    neighbour.get(f"/repairs/{lift}/checklist/999", status=404)
    zhang = cast.world.client(cast.zhang)
    zhang.get(f"/repairs/sop/{sop_id}")
    assert f"/repairs/sop/{sop_id}/draft" not in links(zhang)
    zhang.get(f"/repairs/sop/{sop_id}/draft", status=403)


def test_a_manager_without_the_second_factor_is_asked_for_it(cast) -> None:
    sop_id = write(cast)
    answer = cast.world.client(cast.manager, second_factor=False).get(f"/repairs/sop/{sop_id}/draft", status=303)
    assert "second-factor" in answer.headers["Location"] or "next=" in answer.headers["Location"]


@command
def _speak(_actor, user_id: int, locale: str) -> None:
    db.session.get_one(User, user_id).locale = locale
