"""Everything works by plain HTTP: a browser whose scripts are off."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import deeds
from tests.browser.community import DESK, LAPTOP, RESIDENT, TECHNICIAN, TENANT, sign_in

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
Visit = Callable[..., BrowserContext]


@pytest.fixture
def plain(visit: Visit) -> Callable[..., Page]:
    """`plain(number)`: that person's browser without scripts."""
    return lambda number="", **look: visit(number, java_script_enabled=False, **look).new_page()


def test_signing_in_and_out(plain: Callable[..., Page]) -> None:
    page = plain()
    page.goto("/me")
    assert "/login" in page.url, "first the door"
    page.locator("[name=phone]").fill(TENANT)
    page.locator("[name=password]").fill("wrong")
    page.locator("main form:has([name=password]) button.btn-primary").click()
    expect(page.locator("main")).to_contain_text(re.compile("密码|不对"))
    assert page.locator("[name=phone]").input_value() == TENANT, "what was typed is kept"
    sign_in(page, TENANT)
    page.goto("/me")
    expect(page.locator("main")).to_contain_text("租客小陈")
    page.get_by_role("button", name="退出").click()
    page.goto("/me")
    assert "/login" in page.url


def test_a_repair_from_the_report_to_the_stars(plain: Callable[..., Page], tmp_path: Path) -> None:
    mine, beside, theirs = plain(RESIDENT), plain(TENANT), plain(TECHNICIAN)
    office = plain(DESK, viewport=LAPTOP)
    mine.goto("/repairs/new")
    mine.get_by_role("button", name="提交报修").click()
    expect(mine.locator(".invalid-feedback").first).to_be_visible()
    deeds.fill_lift(mine, "门关不上", photos=deeds.photo(tmp_path), door="9号楼1单元")
    number = deeds.sent(mine)
    expect(mine.locator("main .photos img").first).to_be_visible()

    deeds.fill_lift(beside, "电梯门夹人", door="9号楼1单元")
    beside.get_by_role("button", name="提交报修").click()
    joined = beside.locator(f"section:has(a[href='/repairs/{number}']) form button")
    joined.click()
    beside.wait_for_url(f"**/repairs/{number}")
    expect(deeds.button(beside, "我家不受影响了")).to_be_visible()

    office.goto(f"/repairs/{number}")
    deeds.press(office, "受理")
    deeds.give_to_zhang(office, number)
    theirs.goto(f"/repairs/{number}")
    for words, shown in (("出发", "正在赶来"), ("开始维修", "维修中")):
        deeds.press(theirs, words)
        expect(theirs.locator(f"#repair-{number}")).to_contain_text(shown)
    deeds.press(theirs, "修好了")
    theirs.locator("[name=note]").fill("换了门轨")
    deeds.submit(theirs)
    mine.goto(f"/repairs/{number}")
    deeds.press(mine, "确认修好并评价")
    mine.locator("[name=score][value='5']").check(force=True)
    deeds.submit(mine)
    expect(mine.locator(f"#repair-{number}")).to_contain_text("已确认修好")
    expect(mine.locator("main")).to_contain_text("5 星")


def test_how_it_looks(plain: Callable[..., Page]) -> None:
    page = plain(TENANT)
    html = page.locator("html")
    page.goto("/me")
    for name, value, mark, seen in (
        ("view", "elder", "data-view", "elder"),
        ("theme", "dark", "data-theme", "dark"),
        ("lang", "en", "lang", "en"),
        ("lang", "zh_CN", "lang", "zh-CN"),
    ):
        page.locator(f"main form:has(input[name={name}][value='{value}']) button").first.click()
        expect(html).to_have_attribute(mark, seen)
    page.goto("/")
    expect(html).to_have_attribute("data-view", "elder")
    page.goto("/me")
    page.locator("main form:has(input[name=view]) button").first.click()
    page.locator("main form:has(input[name=theme][value='auto']) button").first.click()


def test_filters_lists_and_the_inbox(plain: Callable[..., Page]) -> None:
    page = plain(DESK, viewport=LAPTOP)
    page.goto("/repairs/board")
    page.locator("main details summary").first.click()
    page.locator("[name=kind]").select_option("lift")
    page.locator("form.filters-form button[type=submit]").click()
    assert "kind=lift" in page.url
    page = plain(RESIDENT)
    page.goto("/inbox")
    if page.locator("main ul.list form button").count():
        page.locator("main ul.list form button").first.click()
        assert "/inbox" not in page.url, "it leads to what it speaks of"
