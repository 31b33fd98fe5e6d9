"""Axe finds nothing serious on any page: as everyone sees it, in the elder view, in the dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from hub.config import ROOT
from tests.browser.conftest import PHONE
from tests.browser.pages import furnished
from tests.factories import World

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
AXE = ROOT / "deploy" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(v => ['serious', 'critical'].includes(v.impact))
  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))"""


@pytest.mark.parametrize("look", ["normal", "elder", "dark"])
def test_nothing_serious_anywhere(chromium: Browser, address: str, world: World, look: str) -> None:
    visits = furnished(world)
    script, found, contexts = AXE.read_text(), [], {}
    for visit in visits:
        if visit.user_id not in contexts:
            contexts[visit.user_id] = opened(chromium, address, world, visit.user_id, look)
        page = contexts[visit.user_id]
        answer = page.goto(visit.path)
        assert answer is not None
        assert answer.status == 200, visit.path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], f"{visit.path} is too wide"
        page.evaluate(script)
        found += [f"{visit.path} ({look}): {violation}" for violation in page.evaluate(RUN)]
    for page in contexts.values():
        page.context.close()
    assert not found, "\n".join(found)


def opened(chromium: Browser, address: str, world: World, user_id: int, look: str) -> Any:
    """That person's phone (0: nobody's), looking as asked; CSP is bypassed for axe alone."""
    context = chromium.new_context(
        viewport=PHONE, base_url=address, bypass_csp=True, color_scheme="dark" if look == "dark" else "light"
    )
    if user_id:
        cookie = world.client(user_id).raw.get_cookie("hub")
        assert cookie is not None
        context.add_cookies([{"name": "hub", "value": cookie.value, "url": address}])
    page = context.new_page()
    if look == "elder":
        page.goto("/")
        page.get_by_role("button", name="换成长辈版（大字）").click()
    return page
