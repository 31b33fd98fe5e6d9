"""Axe finds nothing serious on any page, and no page is wider than a phone: normal, in the elder view, in the dark.

The whole of axe runs on every page as it comes. For the other looks the same page is turned (what changes is colour and
size, so the rules about those run again), and the pages that are put together differently for elders are fetched anew.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from hub.config import ROOT
from tests.browser.community import PHONE, RESIDENT
from tests.browser.pages import Visit

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
AXE = ROOT / "deploy" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (options) => (await axe.run(document, {resultTypes: ['violations'], ...options})).violations
  .filter(v => ['serious', 'critical'].includes(v.impact))
  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))"""
EVERYTHING: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
COLOUR_AND_SIZE: dict[str, Any] = {
    "runOnly": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
    **EVERYTHING,
}


def test_nothing_serious_on_any_page(visits: list[Visit], visit: Callable[..., BrowserContext]) -> None:
    found: list[str] = []
    script = AXE.read_text()
    for number, pages in groupby(visits, key=lambda one: one.number):
        # CSP is bypassed for axe alone
        page = visit(number, bypass_csp=True, color_scheme="light", reduced_motion="reduce").new_page()
        for path in (one.path for one in pages):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            page.evaluate(script)
            found += judged(page, path, "normal", EVERYTHING)
            page.emulate_media(color_scheme="dark")
            found += judged(page, path, "dark", COLOUR_AND_SIZE)
            page.emulate_media(color_scheme="light")
            page.evaluate("document.documentElement.dataset.view = 'elder'")
            found += judged(page, path, "elder", COLOUR_AND_SIZE)
        page.close()
    print(f"\n{len(visits)} pages judged in three looks")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_elder_view_as_it_is_served(visit: Callable[..., BrowserContext], scheme: str) -> None:
    found: list[str] = []
    script = AXE.read_text()
    for number in ("", RESIDENT):
        page = visit(number, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce").new_page()
        page.goto("/")
        page.locator("form:has(input[name=view][value=elder]) button").first.click()
        try:
            for path in ("/", "/services", "/me", "/repairs", "/repairs/new", "/phones") if number else ("/", "/login"):
                page.goto(path)
                assert page.locator("html").get_attribute("data-view") == "elder"
                page.evaluate(script)
                found += judged(page, path, f"elder, {scheme}", EVERYTHING)
        finally:
            page.goto("/me" if number else "/")
            page.locator("form:has(input[name=view]):not(:has([value=elder])) button").first.click()
    assert not found, "\n".join(found)


def judged(page: Page, path: str, look: str, options: dict[str, Any]) -> list[str]:
    """What is wrong here, one line each."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    faults = [f"{path} ({look}): {wide} px wide"] if wide > PHONE["width"] else []
    return faults + [f"{path} ({look}): {violation}" for violation in page.evaluate(RUN, options)]
