"""What the service worker does with a push message: shown once, and a copy of it takes its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.community import RESIDENT, Community

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
Visit = Callable[..., BrowserContext]
NOTE = {"title": "梧桐苑", "body": "修好了，请您确认：灯", "url": "/repairs/7", "tag": "hub-1"}


def registration(page: Page, devtools: Any) -> str:
    """The worker's number, as the browser's own tools know it."""
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"] if not one["isDeleted"]),
    )
    devtools.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(300)
    assert found
    return found[-1]


def shown(page: Page) -> list[dict[str, str]]:
    """The notifications that lie on the screen."""
    script = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((notes) =>
        notes.map((note) => ({ title: note.title, body: note.body, tag: note.tag, url: note.data.url })))"""
    found: list[dict[str, str]] = page.evaluate(script)
    return found


def test_a_push_message_is_shown_once(community: Community, visit: Visit) -> None:
    phone = visit(RESIDENT)
    phone.grant_permissions(["notifications"], origin=community.url)
    page = phone.new_page()
    page.goto("/me")
    devtools = phone.new_cdp_session(page)
    number = registration(page, devtools)
    for words in (NOTE, NOTE, {**NOTE, "tag": "hub-2", "body": "门"}):
        sent = {"origin": community.url, "registrationId": number, "data": json.dumps(words)}
        devtools.send("ServiceWorker.deliverPushMessage", sent)
    page.wait_for_timeout(500)
    assert sorted(note["tag"] for note in shown(page)) == ["hub-1", "hub-2"]
    assert next(note for note in shown(page) if note["tag"] == "hub-1") == NOTE


def test_the_button_is_there_where_a_browser_can(visit: Visit) -> None:
    page = visit(RESIDENT).new_page()
    page.goto("/me/news")
    page.locator("[data-push]").wait_for(state="visible")
    assert page.locator("[data-push-none]").is_hidden()
    page = visit(RESIDENT, java_script_enabled=False).new_page()
    page.goto("/me/news")
    assert page.locator("[data-push]").is_hidden()
    assert page.locator("[data-push-none]").is_visible()
