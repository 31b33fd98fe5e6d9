"""A real browser on the app of this test, served from this process on a free loopback port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import system  # deploy/system.py: what the machine has
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.factories import World

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, *_args: object) -> None:
        return


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.browser(), args=FLAGS)
        yield browser
        browser.close()


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
