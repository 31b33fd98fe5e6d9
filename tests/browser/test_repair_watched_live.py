"""A broken lift, from a resident's phone to the technician's and back, on the served demo community."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import deeds
from tests.browser.community import (
    DESK,
    LAPTOP,
    NOBODY,
    RESIDENT,
    TECHNICIAN,
    TENANT,
    Community,
    alive,
    milliseconds_until,
)

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
Visit = Callable[..., BrowserContext]
REAL_NAME, NICKNAME, FLAT = "王秀兰", "3号楼王阿姨", "3-2-701"
LISTEN = """async (topic) => {
  window.heard = []
  const socket = window.io({ transports: ['websocket'], forceNew: true, reconnection: false })
  socket.onAny((name, news) => window.heard.push([name, news]))
  const connected = await new Promise(done => {
    socket.on('connect', () => done(true))
    socket.on('connect_error', () => done(false))
    socket.on('disconnect', () => done(false))
  })
  if (!connected) return 'refused'
  return await new Promise(done => socket.emit('watch', { topics: [topic, 'repair:1', topic] }, done))
}"""


def pressed(page: Page, words: str) -> float:
    """Press it; the moment at which the server's answer to the POST was here (time.monotonic())."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        deeds.button(page, words).click()
    assert answered.value.status < 400
    return time.monotonic()


def test_a_broken_lift_is_reported_and_watched_until_it_is_fixed(visit: Visit, tmp_path: Path) -> None:
    mine, theirs = visit(RESIDENT).new_page(), visit(TECHNICIAN).new_page()
    office = visit(DESK, viewport=LAPTOP).new_page()

    deeds.fill_lift(mine, "电梯停在 7 楼不动，按了没有反应", photos=deeds.photo(tmp_path), door="3号楼2单元")
    number = deeds.sent(mine)
    card = f"#repair-{number}"
    expect(mine.locator("h1")).to_contain_text("电梯")
    no_trace_of_where(mine)
    alive(mine)
    mine.evaluate("window.stillTheSamePage = true")

    office.goto(f"/repairs/{number}")
    expect(office.locator("main")).to_contain_text(NICKNAME)
    deeds.press(office, "受理")
    expect(mine.locator(card)).to_contain_text("已受理")
    deeds.give_to_zhang(office, number)
    expect(mine.locator(card)).to_contain_text("张师傅")

    theirs.goto("/repairs/mine-now")
    theirs.locator(f"a[href='/repairs/{number}']").first.click()
    theirs.wait_for_url(f"**/repairs/{number}")
    began = pressed(theirs, "出发")
    took = milliseconds_until(mine, card, "正在赶来", began, most=1000)
    print(f"\n“正在赶来” on the resident's phone {took:.0f} ms after the technician's answer")
    assert mine.evaluate("window.stillTheSamePage"), "without a reload"

    beside = visit(TENANT).new_page()
    beside.goto(f"/repairs/{number}")
    for secret in (REAL_NAME, NICKNAME, FLAT):
        assert secret not in beside.content()
    alive(beside)

    deeds.press(theirs, "开始维修")
    expect(theirs.locator(card)).to_contain_text("维修中")
    deeds.press(theirs, "修好了")
    theirs.locator("[name=note]").fill("门机皮带松了，已调紧")
    deeds.submit(theirs)
    expect(mine.locator(card)).to_contain_text("门机皮带松了")
    assert mine.evaluate("window.stillTheSamePage")
    deeds.press(mine, "确认修好并评价")
    mine.locator("[name=score][value='5']").check(force=True)
    mine.locator("[name=comment]").fill("来得很快，谢谢张师傅")
    deeds.submit(mine)
    expect(mine.locator(card)).to_contain_text("已确认修好")
    expect(mine.locator("main")).to_contain_text("5 星")
    expect(beside.locator(card)).to_contain_text("已确认修好")
    for secret in (REAL_NAME, NICKNAME, FLAT):
        assert secret not in beside.content(), "nor in what was sent to the open page"


def no_trace_of_where(page: Page) -> None:
    """The photo on the page stands upright and does not say where it was taken."""
    picture = page.locator("main .photos a[data-photo]").first
    expect(picture.locator("img")).to_be_visible()
    stored = page.request.get(picture.get_attribute("href") or "")
    assert stored.ok
    with Image.open(io.BytesIO(stored.body())) as image:
        assert not image.getexif()
        assert image.height > image.width, "turned upright"


def test_what_others_reported_is_shown_first_and_can_be_joined(visit: Visit) -> None:
    mine, beside = visit(RESIDENT).new_page(), visit(TENANT).new_page()
    deeds.fill_lift(mine, "轿厢里有异响", door="6号楼1单元")
    number = deeds.sent(mine)

    deeds.fill_lift(beside, "电梯上升时咣当响", door="6号楼1单元")
    expect(beside.locator("#similar")).to_contain_text("附近已经有人报修")
    beside.locator("#similar").get_by_role("link").first.click()
    beside.wait_for_url(re.compile(r"/repairs/\d+$"))
    beside.goto(f"/repairs/{number}")
    deeds.button(beside, "我家也受影响").click()
    expect(deeds.button(beside, "我家不受影响了")).to_be_visible()
    expect(mine.locator(f"#repair-{number}")).to_contain_text("还有 1 户也受影响")


def test_a_strangers_socket_hears_nothing_of_what_happens_in_a_flat(visit: Visit, community: Community) -> None:
    mine, stranger, nobody = visit(RESIDENT).new_page(), visit(TENANT).new_page(), visit(NOBODY).new_page()
    number = deeds.report_flat(mine, "厨房下水堵了")
    alive(mine)
    stranger.goto("/me")
    assert stranger.evaluate(LISTEN, f"repair:{number}")["allowed"] in ([], ["repair:1"])
    assert stranger.request.get(f"/repairs/{number}").status == 404
    nobody.goto("/login")
    nobody.add_script_tag(url=stranger.locator("script[src*='socket.io']").get_attribute("src"))
    assert nobody.evaluate(LISTEN, f"repair:{number}") == "refused"

    office = visit(DESK, viewport=LAPTOP).new_page()
    office.goto(f"/repairs/{number}")
    deeds.press(office, "受理")
    expect(mine.locator(f"#repair-{number}")).to_contain_text("已受理")
    mine.wait_for_timeout(300)
    heard = [*stranger.evaluate("window.heard"), *nobody.evaluate("window.heard")]
    assert not [news for name, news in heard if name in ("patch", "nudge")], heard
