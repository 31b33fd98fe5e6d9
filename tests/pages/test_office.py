"""The office's doors, and the record."""

from __future__ import annotations

import pytest

from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.people.commands import privacy
from hub.people.commands.compound import rename
from hub.people.commands.signin import fail
from hub.people.models import Person, User
from hub.people.queries.audit import words
from tests.factories import World


def test_only_doors_that_open_are_shown(world: World) -> None:
    world.client(world.user()).get("/admin", 403)
    desk = world.client(world.user("desk"))
    desk.get("/admin")
    assert "/admin/register" in str(desk.page)
    assert "/admin/audit" not in str(desk.page)
    admin = world.client(world.user("admin"))
    admin.get("/admin")
    assert "/admin/audit" in str(admin.page)


@pytest.mark.parametrize("role", ["", "desk", "technician", "manager"])
def test_the_record_is_for_oversight_only(world: World, role: str) -> None:
    world.client(world.user(*([role] if role else []))).get("/admin/audit", 403)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_record_says_who_did_what(world: World, lang: str) -> None:
    me, other = world.user("chair", name="周主任"), world.user(name="小陈")
    rename(world.actor(other), "<b>小陈</b>")
    fail(SYSTEM, other, "password")
    browser = world.client(me)
    browser.post("/looks", {"lang": lang})
    answer = browser.get("/admin/audit")
    assert "<b>小陈</b>" not in answer.get_data(as_text=True)
    assert ("改了昵称" if lang == "zh_CN" else "nickname") in browser.text()
    browser.get("/admin/audit?fact=SignInFailed")
    assert len(browser.page.select("main .list .item")) == 1  # type: ignore[union-attr]
    browser.get(f"/admin/audit?user={other}&since=2020-01-01&until=2020-01-02")
    assert not browser.page.select("main .list .item")  # type: ignore[union-attr]
    browser.get("/admin/audit?looks=1&since=nonsense&before=-1&user=abc")


@pytest.mark.parametrize(("role", "shown"), [("committee", "热心邻居"), ("chair", "名册上的名字")])
def test_the_record_names_people_as_far_as_the_reader_knows_them(world: World, role: str, shown: str) -> None:
    world.building()
    neighbour, desk = world.user(owns="3-1-101", name="热心邻居"), world.user("desk", name="前台小李")
    person = db.session.get_one(User, neighbour).person_id
    _name(SYSTEM, person, "名册上的名字")
    privacy.reveal_phone(world.actor(desk), person, "水管漏了")
    browser = world.client(world.user(role))
    for lang in ("zh_CN", "en"):
        browser.post("/looks", {"lang": lang})
        browser.get("/admin/audit?looks=1")
        assert shown in browser.text()
        assert "水管漏了" in browser.text()
        assert "person_id" not in browser.text()


@command
def _name(_actor: Actor, person_id: int, name: str) -> None:
    db.session.get_one(Person, person_id).name = name


def test_the_record_is_paged(world: World) -> None:
    me = world.user("chair")
    for _ in range(120):
        fail(SYSTEM, None, "password")
    browser = world.client(me)
    browser.get("/admin/audit?fact=SignInFailed&endpoint=x&_external=1")
    seen = 0
    while True:
        assert browser.page is not None
        seen += len(browser.page.select("main .list .item"))
        older = browser.page.select_one("a[rel=next]")
        if older is None:
            break
        browser.get(str(older["href"]))
    assert seen == 120


def test_every_fact_has_its_words() -> None:
    nameless = [name for name, said in words().items() if not said]
    assert len(words()) > 50
    assert not nameless
