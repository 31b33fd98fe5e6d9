"""What a phone must fetch: compressed bytes of the first visit and of the pages after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.community import RESIDENT

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
Visit = Callable[..., BrowserContext]
FIRST, LATER = 100_000, 15_000  # bytes
TEXT = ("text/html", "text/css", "text/javascript", "application/javascript")


class Scale:
    """Weighs HTML, style sheets and scripts as they come over the network, heads included."""

    def __init__(self, page: Page) -> None:
        self.network: Any = page.context.new_cdp_session(page)
        self.network.send("Network.enable")
        self.kinds: dict[str, tuple[str, str]] = {}
        self.sizes: dict[str, int] = {}
        self.network.on("Network.responseReceived", self._head)
        self.network.on("Network.loadingFinished", self._body)

    def _head(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        cached = answer.get("fromDiskCache") or answer.get("fromServiceWorker") or answer.get("fromPrefetchCache")
        self.kinds[event["requestId"]] = ("" if cached else answer["mimeType"], answer["url"])

    def _body(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def empty(self) -> None:
        self.kinds.clear()
        self.sizes.clear()

    def parts(self) -> list[tuple[int, str]]:
        """Sizes and addresses, the heaviest first."""
        return sorted(
            ((self.sizes.get(i, 0), url) for i, (kind, url) in self.kinds.items() if kind in TEXT), reverse=True
        )

    def text(self) -> int:
        return sum(size for size, _url in self.parts())


@pytest.mark.parametrize("number", ["", RESIDENT], ids=["guest", "resident"])
def test_the_first_visit_and_the_pages_after_it(visit: Visit, number: str) -> None:
    page = visit(number, service_workers="block").new_page()
    scale = Scale(page)
    page.goto("/")
    page.wait_for_timeout(500)
    first = scale.text()
    print(f"\nfirst visit ({'resident' if number else 'guest'}): {first / 1000:.1f} kB")
    for size, url in scale.parts():
        print(f"  {size / 1000:6.1f} kB  /{url.partition('?')[0].split('/', 3)[3]}")
    assert 20_000 < first <= FIRST
    paths = ("/", "/me", "/repairs", "/repairs/new", "/repairs/1", "/services", "/phones", "/inbox")
    later = {}
    for path in paths if number else ("/login", "/phones", "/enter"):
        scale.empty()
        page.goto(path)
        page.wait_for_timeout(150)
        later[path] = scale.text()
    print("  later: " + ", ".join(f"{path} {size / 1000:.1f} kB" for path, size in later.items()))
    assert max(later.values()) <= LATER, later
