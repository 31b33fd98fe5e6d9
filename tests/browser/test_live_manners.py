"""Manners of an open page on the served community: typing, sleep, the end of a session, a server that is gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import deeds
from tests.browser.community import (
    DESK,
    GUARD,
    LAPTOP,
    RESIDENT,
    TECHNICIAN,
    Community,
    alive,
    milliseconds_until,
)

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
Visit = Callable[..., BrowserContext]
STATE = """() => { const a = document.activeElement
  return [a.id || a.name, a.value, a.selectionStart, a.selectionEnd, Math.round(window.scrollY)] }"""
TYPED = "门口还有水，小心地滑"
# a field inside the pushed block itself: as a feature would have it that lets people answer in a card
FIELD = """card => { const label = document.createElement('label')
  label.textContent = '留言'
  const box = document.createElement('textarea')
  box.id = 'words'
  label.append(box)
  document.querySelector(card + ' section:last-of-type').append(label) }"""


def type_and_mark(page: Page, selector: str) -> list[Any]:
    """Type, put the caret into the middle of it, scroll; answers what must stay as it is."""
    page.locator(selector).click()
    page.keyboard.type(TYPED)
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.evaluate("window.scrollTo(0, 120)")
    page.wait_for_timeout(50)
    return list(page.evaluate(STATE))


def test_what_is_typed_beside_news_stays_with_focus_caret_and_scroll(visit: Visit) -> None:
    mine, office = visit(RESIDENT).new_page(), visit(DESK, viewport=LAPTOP).new_page()
    number = deeds.report_flat(mine, "水龙头滴水" * 60)
    alive(mine)
    # beside the block: the form stands after the buttons, which are asked again, and the card, which is pushed
    mine.evaluate(
        """() => { const form = document.createElement('form')
        form.innerHTML = '<label>说明<textarea id="note"></textarea></label>'
        document.querySelector('main').append(form) }"""
    )
    before = type_and_mark(mine, "#note")
    assert before[0] == "note"
    assert before[2] == len(TYPED) - 4
    office.goto(f"/repairs/{number}")
    deeds.press(office, "受理")
    expect(mine.locator(f"#repair-{number}")).to_contain_text("已受理")
    expect(mine.locator(f"#repair-{number}-actions")).to_have_attribute(
        "data-version", mine.locator(f"#repair-{number}").get_attribute("data-version") or ""
    )
    assert mine.evaluate(STATE) == before


def test_a_block_that_is_typed_in_waits_and_is_fresh_once_left(visit: Visit) -> None:
    mine, office = visit(RESIDENT).new_page(), visit(DESK, viewport=LAPTOP).new_page()
    number = deeds.report_flat(mine, "马桶漏水" * 40)
    card = f"#repair-{number}"
    alive(mine)
    mine.evaluate(FIELD, card)
    before = type_and_mark(mine, "#words")
    office.goto(f"/repairs/{number}")
    deeds.press(office, "受理")
    expect(office.locator(card)).to_contain_text("已受理")
    mine.wait_for_timeout(500)
    assert mine.evaluate(STATE) == before, "not replaced under the fingers"
    expect(mine.locator(card)).not_to_contain_text("已受理")
    mine.locator("#words").fill("")
    mine.locator("#words").blur()
    expect(mine.locator(card)).to_contain_text("已受理", timeout=1000)


def test_the_page_for_words_and_the_boards_filters_are_left_alone(visit: Visit) -> None:
    mine, office = visit(RESIDENT).new_page(), visit(DESK, viewport=LAPTOP).new_page()
    worker = visit(TECHNICIAN).new_page()
    number = deeds.report_flat(mine, "灯不亮")
    deeds.press(mine, "补充照片或说明")
    alive(mine)
    office.goto("/repairs/board")
    alive(office)
    office.locator("main details summary").first.click()
    office.locator("[name=building]").select_option(index=2)
    chosen = office.locator("[name=building]").input_value()
    before = type_and_mark(mine, "[name=note]")
    worker.goto(f"/repairs/{number}")
    deeds.button(worker, "接单").click()
    expect(deeds.button(worker, "出发")).to_be_visible()
    office.wait_for_timeout(900)  # the board asks again within 400 ms
    assert mine.evaluate(STATE) == before
    assert office.locator("[name=building]").input_value() == chosen
    assert office.locator("[name=building]").is_visible(), "what was opened stays open"


@pytest.mark.parametrize("how", ["frozen", "offline"])
def test_a_phone_that_slept_is_right_within_a_second(visit: Visit, how: str) -> None:
    context, office = visit(RESIDENT), visit(DESK, viewport=LAPTOP).new_page()
    mine = context.new_page()
    number = deeds.report_flat(mine, f"插座没电 {how}")
    alive(mine)
    office.goto(f"/repairs/{number}")
    page: Any = context.new_cdp_session(mine)
    if how == "frozen":
        page.send("Page.setWebLifecycleState", {"state": "frozen"})
    else:
        context.set_offline(True)
        expect(mine.locator("#live-dot")).to_have_attribute("data-state", "off")
    deeds.press(office, "受理")
    expect(office.locator(f"#repair-{number}")).to_contain_text("已受理")
    began = time.monotonic()
    if how == "frozen":
        page.send("Page.setWebLifecycleState", {"state": "active"})
        mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    else:
        context.set_offline(False)
    took = milliseconds_until(mine, f"#repair-{number}", "已受理", began, most=1000)
    print(f"\nright {took:.0f} ms after waking ({how})")
    alive(mine)


def test_signing_out_everywhere_ends_every_open_page(visit: Visit) -> None:
    # somebody whose other phones no other test needs
    left, here = visit(GUARD, afresh=True).new_page(), visit(GUARD, afresh=True).new_page()
    left.goto("/me")
    alive(left)
    here.goto("/me/sessions")
    here.get_by_role("button", name="退出所有设备").click()
    expect(left.locator("#problem")).not_to_be_empty(timeout=1000)
    left.wait_for_url("**/login**", timeout=5000)


def test_a_server_that_is_gone_turns_the_dot_grey_until_it_is_back(chromium: Browser, own_community: Community) -> None:
    context = own_community.phone(chromium, RESIDENT)
    page = context.new_page()
    page.goto("/repairs/1")
    alive(page)
    own_community.stop()
    expect(page.locator("#live-dot")).to_have_attribute("data-state", "off")
    expect(page.locator("#live-dot")).to_contain_text("断线")
    own_community.start()
    alive_within_its_patience = 20_000
    expect(page.locator("#live-dot")).to_have_attribute("data-state", "on", timeout=alive_within_its_patience)
    context.close()


def test_the_bell_counts_by_itself(visit: Visit) -> None:
    mine, office = visit(RESIDENT).new_page(), visit(DESK, viewport=LAPTOP).new_page()
    number = deeds.report_flat(mine, "门禁卡刷不开")
    mine.goto("/inbox")
    if mine.get_by_role("button", name="全部看过了").count():
        deeds.press(mine, "全部看过了")
    mine.goto("/me")
    alive(mine)
    before = mine.locator("#bell").inner_text()
    office.goto(f"/repairs/{number}")
    with office.expect_response(lambda answer: answer.request.method == "POST"):
        deeds.button(office, "受理").click()
    expect(mine.locator("#bell")).not_to_have_text(before, timeout=1500)
    expect(mine.locator("#bell .badge-count")).to_be_visible()
