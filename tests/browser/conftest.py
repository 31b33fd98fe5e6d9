"""A real browser: on the demo community served as in production, or on the app of one test."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from hub import create_app
from tests.browser.community import PHONE, Community, launched, loaded
from tests.browser.pages import WHO, Visit, all_visits
from tests.conftest import config_for
from tests.factories import World


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


# --- the demo community, as it is served in production ----------------------------------------------------------------


@pytest.fixture(scope="session")
def template_community(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Loaded once, however many processes share the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder, ready = shared / "community", shared / "community-ready"
    with (shared / "community-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            loaded(folder)
            ready.touch()
    return folder


@pytest.fixture(scope="session")
def community(template_community: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    """One for all tests; each makes what it needs and leaves what others made."""
    yield from served(template_community, tmp_path_factory.mktemp("community"))


@pytest.fixture
def own_community(template_community: Path, tmp_path: Path) -> Iterator[Community]:
    """One that this test may stop."""
    yield from served(template_community, tmp_path)


def served(template: Path, folder: Path) -> Iterator[Community]:
    community = Community.copied(template, folder)
    try:
        community.start()
        yield community
    finally:
        community.stop()


@pytest.fixture
def visit(chromium: Browser, community: Community) -> Iterator[Callable[..., BrowserContext]]:
    """`visit(number, **look)` is that person's phone in the community."""
    opened: list[BrowserContext] = []

    def of(number: str = "", **look: Any) -> BrowserContext:
        opened.append(community.phone(chromium, number, **look))
        return opened[-1]

    yield of
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def visits(chromium: Browser, community: Community, tmp_path_factory: pytest.TempPathFactory) -> list[Visit]:
    """Every page that people can reach, with its HTML."""
    for number in WHO:
        community.phone(chromium, number).close()  # signs in by the form
    return all_visits(create_app(config_for(tmp_path_factory.mktemp("routes"))), community)


# --- the app of this test, in this process ----------------------------------------------------------------------------


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, *_args: object) -> None:
        return


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    serving.join(5)
    server.server_close()


@pytest.fixture
def phone(chromium: Browser, address: str, world: World) -> Iterator[Callable[[int], BrowserContext]]:
    """`phone(user_id)` is that person's phone, signed in."""
    opened: list[BrowserContext] = []

    def of(user_id: int) -> BrowserContext:
        cookie = world.client(user_id).raw.get_cookie("hub")
        assert cookie is not None
        context = chromium.new_context(viewport=PHONE, base_url=address, locale="zh-CN")
        context.add_cookies([{"name": "hub", "value": cookie.value, "url": address}])
        opened.append(context)
        return context

    yield of
    for context in opened:
        context.close()
