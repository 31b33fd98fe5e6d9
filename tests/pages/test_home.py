"""Home, directory, looks, my page, settings."""

from __future__ import annotations

import pytest
from flask import Flask

from hub.core.authz import SYSTEM
from hub.features.repairs import commands as repairs
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import Stage
from hub.people.commands.compound import About, Number, describe
from tests.factories import World
from tests.judge import JudgingClient, apart

LONG = "非常非常长的小区名字" * 5


@pytest.fixture
def compound(world: World) -> None:
    describe(
        SYSTEM,
        About(name="明强小区", office_name="安居物业", office_hours="每天 8:00–18:00", office_address="3 号楼"),
        [Number("emergency", "急修", "021-5566 1881", "24 小时"), Number("police", "报警", "110")],
    )


def test_a_visitor_learns_what_this_is_and_whom_to_call(world: World, compound: None, client: JudgingClient) -> None:
    world.user()
    client.get("/")
    assert "明强小区" in client.text()
    assert client.page.select_one('a[href="tel:02155661881"]')  # type: ignore[union-attr]


def test_an_empty_instance_leads_to_its_set_up(client: JudgingClient) -> None:
    assert client.get("/", 303).headers["Location"] == "/setup/begin"
    client.get("/setup/begin")


@pytest.mark.parametrize("page", ["/", "/services", "/governance", "/me", "/phones", "/inbox"])
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("view", ["", "elder"])
def test_every_page_empty_in_both_languages_and_views(world: World, page: str, lang: str, view: str) -> None:
    browser = world.client(world.user())
    browser.post("/looks", {"lang": lang, "view": view})
    browser.get(page)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_home_says_what_waits_for_me_and_what_goes_on(world: World, compound: None, lang: str) -> None:
    world.building()
    me, worker = world.user(owns="3-1-101", name="住三楼名字很长很长的王阿姨"), world.user("technician")
    number = repairs.report(world.actor(me), Report(kind=Kind.LIFT, spot=Spot.LIFT, description="停在七楼" * 20))
    repairs.take(world.actor(worker), number)
    browser = world.client(me)
    browser.post("/looks", {"lang": lang})
    browser.get("/")
    assert f"/repairs/{number}" in str(browser.page)
    for stage in (Stage.WORKING, Stage.DONE):
        repairs.advance(world.actor(worker), number, stage)
    browser.get("/")
    assert ("请确认" if lang == "zh_CN" else "Confirm") in browser.text()
    browser.post("/looks", {"view": "elder"})
    browser.get("/")
    assert len(browser.page.select(".six")) == 6  # type: ignore[union-attr]
    assert not browser.page.select(".feeds")  # type: ignore[union-attr]


def test_the_directory_may_be_kept_by_the_phone(world: World, compound: None) -> None:
    browser = world.client(world.user(name="张三丰"))
    answer = browser.get("/phones")
    assert "private, max-age=3600" in answer.headers["Cache-Control"]
    assert browser.page.select_one('a[href="tel:110"]')  # type: ignore[union-attr]
    kept = browser.get("/phones?kept=1").get_data(as_text=True)
    assert 'id="bell"' not in kept, "the copy for times without network says nothing of who asked"


def test_looks_are_kept_before_and_after_sign_in(world: World, client: JudgingClient) -> None:
    me = world.user()
    client.post("/looks", {"view": "elder", "theme": "dark", "size": "26", "next": "/login"})
    client.get("/login")
    html = client.page.html  # type: ignore[union-attr]
    assert html is not None
    assert (html["data-view"], html["data-theme"], html["data-size"]) == ("elder", "dark", "26")
    browser = world.client(me)
    browser.post("/looks", {"view": "elder"})
    world.client(me).get("/me")
    other_phone = world.client(me)
    other_phone.get("/me")
    assert other_phone.page.html["data-view"] == "elder"  # type: ignore[index,union-attr]


@pytest.mark.parametrize("size", ["99", "-1", "x", "24.5", "9" * 30])
def test_nonsense_looks_change_nothing(world: World, size: str) -> None:
    browser = world.client(world.user())
    browser.post("/looks", {"size": size, "lang": "tlh", "theme": "pink", "next": "https://evil.example/"})
    browser.get("/me")
    assert browser.page.html["lang"] == "zh-CN"  # type: ignore[index,union-attr]
    assert not browser.page.html.get("data-size")  # type: ignore[union-attr]


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", ""])
def test_no_form_leads_to_another_site(world: World, target: str) -> None:
    answer = world.client(world.user()).post("/looks", {"next": target})
    assert answer.headers["Location"] == "/me"


def test_a_nickname_is_mine_to_choose(world: World) -> None:
    browser = world.client(world.user(name="旧名"))
    browser.post("/me/nickname", {"nickname": "  新  名 "})
    browser.get("/me")
    assert "新 名" in browser.text()
    browser.post("/me/nickname", {"nickname": "长" * 21}, status=422)
    assert "长" * 21 in str(browser.page), "what was typed stays"


def test_settings_are_the_managers(world: World, compound: None) -> None:
    world.client(world.user()).get("/admin/settings", 403)
    browser = world.client(world.user("admin"))
    browser.get("/admin/settings")
    fields = {
        "name": LONG[:50],
        "telephones-0-kind": "office",
        "telephones-0-label": "办公室",
        "telephones-0-number": "12 34 56 78",
        "telephones-1-kind": "other",
        "telephones-1-number": "",
    }
    browser.post("/admin/settings", fields)
    browser.get("/phones")
    assert browser.page.select_one('a[href="tel:12345678"]')  # type: ignore[union-attr]
    assert not browser.page.select_one('a[href="tel:110"]')  # type: ignore[union-attr]
    browser.post("/admin/settings", {**fields, "telephones-0-number": "打我"}, status=422)
    browser.post("/admin/settings", {**fields, "name": ""}, status=422)


def test_machines_get_their_answers(app: Flask) -> None:
    plain = app.test_client()
    assert apart(lambda: plain.get("/healthz")).get_json() == {"status": "ok"}
    worker = apart(lambda: plain.get("/sw.js", buffered=True))
    assert worker.mimetype == "text/javascript"
    assert b"Disallow: /" in apart(lambda: plain.get("/robots.txt", buffered=True)).data
    assert apart(lambda: plain.get("/offline")).status_code == 200
