"""Somebody rings the office, gets a code read out, and follows the complaint on a phone without an account."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import deeds
from tests.browser.community import DESK, LAPTOP, NOBODY

pytestmark = [pytest.mark.needs("browser"), pytest.mark.timeout(300)]
Visit = Callable[..., BrowserContext]
WORDS = "6 号楼楼上半夜拖椅子，说了三次没有用"


def test_a_complaint_by_telephone_is_followed_by_its_code(visit: Visit) -> None:
    office = visit(DESK, viewport=LAPTOP).new_page()
    office.goto("/cases/queue/new")
    office.get_by_label("电话", exact=True).check(force=True)
    office.locator("[name=kind]").select_option("noise")
    office.locator("[name=words]").fill(WORDS)
    office.locator("[name=caller_name]").fill("一位阿姨")
    office.locator("[name=phone]").fill("13912345678")
    deeds.submit(office)
    office.wait_for_url("**/cases/slip")
    code = office.locator(".code-big").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", code)

    phone = visit(NOBODY).new_page()
    phone.goto("/cases/follow")
    phone.locator("[name=code]").fill("ABCD-EFGH-JKLM")
    deeds.submit(phone)
    expect(phone.locator("main")).to_contain_text("没有这个编码")
    phone.locator("[name=code]").fill(code.lower().replace("-", " "))
    deeds.submit(phone)
    phone.wait_for_url("**/cases/follow/case")
    expect(phone.locator("main")).to_contain_text(WORDS)
    expect(phone.locator("main")).to_contain_text("首次答复")

    office.goto("/cases/queue?channel=hotline")
    office.get_by_role("link", name=re.compile("楼上半夜拖椅子")).first.click()
    office.wait_for_url(re.compile(r"/cases/\d+$"))
    deeds.press(office, "我来负责")
    deeds.press(office, "写内部备注")
    office.locator("[name=words]").fill("这户以前也被投诉过")
    deeds.submit(office)
    deeds.press(office, "答复")
    office.locator("[name=words]").fill("今晚上门劝过了，答应铺脚垫")
    office.locator("[name=final][value=yes]").check(force=True)
    deeds.submit(office)
    expect(office.locator("main")).to_contain_text("这户以前也被投诉过")
    expect(office.locator("main")).not_to_contain_text("13912345678")  # only behind its own door, with a reason

    phone.reload()
    expect(phone.locator("main")).to_contain_text("今晚上门劝过了")
    for secret in ("这户以前也被投诉过", "一位阿姨", "13912345678"):
        assert secret not in phone.content()
    deeds.press(phone, "解决了没有？评价一下")
    phone.locator("[name=solved][value=yes]").check(force=True)
    phone.locator("[name=score][value='5']").check(force=True)
    deeds.submit(phone)
    phone.wait_for_url("**/cases/follow/case")
    office.reload()
    expect(office.locator("main")).to_contain_text("5 星")
    deeds.press(phone, "看完了，在这台设备上清掉编码")
    phone.goto("/cases/follow/case")
    phone.wait_for_url("**/cases/follow")
