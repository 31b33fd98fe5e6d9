"""An open page stays right: news, typing, sleep, lost connections, the end of a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, render_template_string, request
from playwright.sync_api import BrowserContext, Page, expect

from hub.core import authz, live
from hub.core.authz import public
from tests.factories import World

pytestmark = pytest.mark.needs("browser")

SOON = 1000  # ms: "within a second"
BLOCK = """<div id="diary-1" data-live="diary:1" data-live-url="/diary" data-version="{{ n }}"
 data-live-say="第 {{ n }} 次">
<p id="count">{{ n }}</p><label>写<input id="typed"></label></div>"""
PAGE = (
    """{% extends "base.html" %}{% block title %}日记{% endblock %}
{% block main %}<h1>日记</h1>"""
    + BLOCK
    + "{% endblock %}"
)


class Diary:
    """A block on a page, and its server's side."""

    def __init__(self, app: Flask) -> None:
        self.app, self.n = app, 1

    def turn(self) -> None:
        """Something happened, but nobody was told."""
        self.n += 1

    def nudge(self) -> None:
        self.turn()
        live.nudge("diary:1", self.n)

    def patch(self) -> None:
        self.turn()
        html = self.app.jinja_env.from_string(BLOCK).render(n=self.n)
        news = {"topic": "diary:1", "id": "diary-1", "html": html, "version": self.n}
        live.socketio.emit("patch", news, to="diary:1|zh_CN")


@pytest.fixture
def diary(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Diary:
    monkeypatch.setitem(authz._sights, "diary", lambda actor, number: True)
    diary = Diary(app)

    @public
    def block() -> str:
        return render_template_string(BLOCK, n=diary.n)

    @public
    def page() -> str:
        html = render_template_string(PAGE, n=diary.n)
        if "meanwhile" in request.args:
            diary.nudge()
        return html

    app.add_url_rule("/diary", "diary_block", block)
    app.add_url_rule("/diary/page", "diary_page", page)
    return diary


@pytest.fixture
def page(diary: Diary, world: World, phone: Callable[[int], BrowserContext]) -> Iterator[Page]:
    faults: list[str] = []
    page = phone(world.user()).new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    open_diary(page)
    yield page
    assert faults == []


def open_diary(page: Page, path: str = "/diary/page") -> None:
    page.goto(path)
    expect(page.locator("#live-dot")).to_have_text("实时")
    page.wait_for_timeout(200)  # the answer to "watch"


def shows(page: Page, n: int, within: float = SOON) -> None:
    expect(page.locator("#count")).to_have_text(str(n), timeout=within)


def test_news_arrives_and_is_announced(page: Page, diary: Diary) -> None:
    diary.nudge()
    shows(page, diary.n)
    diary.patch()
    shows(page, diary.n)
    expect(page.locator("#news")).to_have_text(f"第 {diary.n} 次")


def test_what_is_being_typed_survives_and_the_news_comes_afterwards(page: Page, diary: Diary) -> None:
    seen = diary.n
    page.fill("#typed", "写到一半")
    diary.patch()
    diary.nudge()
    page.wait_for_timeout(400)
    shows(page, seen)
    assert page.input_value("#typed") == "写到一半"
    page.fill("#typed", "")
    page.evaluate("document.activeElement.blur()")
    shows(page, diary.n)


def test_news_while_the_page_was_on_its_way_is_not_lost(page: Page, diary: Diary) -> None:
    open_diary(page, "/diary/page?meanwhile=1")
    shows(page, diary.n)


def test_a_phone_that_slept_is_right_within_a_second(page: Page, diary: Diary) -> None:
    sleep: Any = page.context.new_cdp_session(page)
    sleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    diary.turn()
    sleep.send("Page.setWebLifecycleState", {"state": "active"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shows(page, diary.n)


def test_a_lost_connection_is_said_and_made_good(page: Page, diary: Diary) -> None:
    page.context.set_offline(True)
    expect(page.locator("#live-dot")).to_contain_text("断线")
    diary.turn()
    page.context.set_offline(False)
    shows(page, diary.n)
    expect(page.locator("#live-dot")).to_have_text("实时")


def test_the_end_of_a_session_ends_the_page(page: Page, world: World) -> None:
    for actor in list(live.sockets().actors.values()):
        assert actor.user_id is not None
        live.evict_user(actor.user_id)
    expect(page.locator("#problem")).not_to_be_empty(timeout=SOON)
