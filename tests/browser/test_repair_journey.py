"""A broken lift, from a resident's phone to the technician's and back, in real browsers."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from hub.core import files
from hub.core.db import db
from tests.core.test_images import with_gps
from tests.factories import World

pytestmark = pytest.mark.needs("browser")
Phone = Callable[[int], BrowserContext]
SOON_S = 1.0


def photo(folder: Path) -> Path:
    path = folder / "IMG_0001.jpg"
    path.write_bytes(with_gps(6))
    return path


def report_lift(page: Page, picture: Path) -> int:
    """Fill the form as a person does; answers the repair's number."""
    page.goto("/repairs/new")
    page.get_by_label("公共部位").check(force=True)
    page.locator("[name=spot]").select_option("lift")
    page.locator("[name=kind]").select_option("lift")
    page.locator("[name=description]").fill("电梯停在 7 楼不动，按了没有反应")
    page.locator("[name=photos]").set_input_files(str(picture))
    page.get_by_role("button", name="提交报修").click()
    page.wait_for_url(re.compile(r"/repairs/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


def step(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).or_(page.get_by_role("link", name=words)).first.click()


def test_a_broken_lift_is_reported_and_watched_until_it_is_fixed(
    app: Flask, world: World, phone: Phone, tmp_path: Path
) -> None:
    world.building()
    me, neighbour = world.user(owns="3-1-101", name="王阿姨"), world.user(owns="3-1-201")
    desk, worker = world.user("desk", name="客服小陈"), world.user("technician", name="张师傅")
    mine = phone(me).new_page()
    number = report_lift(mine, photo(tmp_path))
    expect(mine.locator("h1")).to_contain_text("电梯")
    picture = mine.locator(".photos img").first
    expect(picture).to_be_visible()
    source = picture.get_attribute("src")
    assert source is not None
    stored = mine.request.get(source.replace("/thumb", ""))
    with Image.open(io.BytesIO(stored.body())) as image:
        assert not image.getexif(), "where the phone was is gone"
    expect(mine.locator("#live-dot[data-state=on]")).to_be_visible()

    office = phone(desk).new_page()
    office.goto(f"/repairs/{number}")
    step(office, "受理")
    expect(mine.locator(f"#repair-{number}")).to_contain_text("受理")

    theirs = phone(worker).new_page()
    theirs.goto(f"/repairs/{number}")
    take = theirs.get_by_role("button", name="接单")
    if take.count():
        take.first.click()
    expect(theirs.get_by_role("button", name="出发")).to_be_visible()
    marker = mine.evaluate("window.stillTheSamePage = Math.random()")
    with theirs.expect_response(lambda answer: answer.request.method == "POST") as answered:
        theirs.get_by_role("button", name="出发").first.click()
    assert answered.value.ok
    began = time.monotonic()
    expect(mine.locator(f"#repair-{number}")).to_contain_text("正在赶来", timeout=SOON_S * 1000)
    heard = time.monotonic() - began
    print(f"on the way after {heard * 1000:.0f} ms")
    assert heard <= SOON_S
    assert mine.evaluate("window.stillTheSamePage") == marker, "without a reload"

    beside = phone(neighbour).new_page()
    beside.goto(f"/repairs/{number}")
    assert "王阿姨" not in beside.content()
    assert "3-1-101" not in beside.locator("main").inner_text()
    beside.get_by_role("button", name="我家也受影响").click()
    expect(beside.get_by_role("button", name="我家不受影响了")).to_be_visible()

    step(theirs, "开始维修")
    expect(theirs.locator(f"#repair-{number}")).to_contain_text("维修中")
    step(theirs, "修好了")
    theirs.locator("[name=note]").fill("门机皮带松了，已调紧")
    theirs.locator("main form button.btn-primary").first.click()
    expect(mine.get_by_role("link", name="确认修好并评价")).to_be_visible()
    mine.get_by_role("link", name="确认修好并评价").click()
    mine.locator("[name=score][value='5']").check(force=True)
    mine.locator("main form button.btn-primary").first.click()
    expect(mine.locator(f"#repair-{number}")).to_contain_text("已确认修好")
    expect(beside.locator(f"#repair-{number}")).to_contain_text("已确认修好", timeout=SOON_S * 3000)
    db.session.rollback()
    assert len(list(files.folder().rglob("*.jpg"))) == 2


def test_everything_works_without_javascript(
    chromium: object, address: str, world: World, phone: Phone, tmp_path: Path
) -> None:
    world.building()
    me, worker = world.user(owns="3-1-101"), world.user("technician")
    plain = []
    for user in (me, worker):
        cookie = world.client(user).raw.get_cookie("hub")
        assert cookie is not None
        context = chromium.new_context(java_script_enabled=False, base_url=address)  # type: ignore[attr-defined]
        context.add_cookies([{"name": "hub", "value": cookie.value, "url": address}])
        plain.append(context)
    mine, theirs = plain[0].new_page(), plain[1].new_page()
    number = report_lift(mine, photo(tmp_path))
    theirs.goto(f"/repairs/{number}")
    theirs.get_by_role("button", name="接单").first.click()
    theirs.goto(f"/repairs/{number}")
    theirs.get_by_role("button", name="出发").first.click()
    mine.reload()
    expect(mine.locator(f"#repair-{number}")).to_contain_text("正在赶来")
    mine.goto("/me")
    mine.get_by_role("button", name="换成长辈版（大字）").click()
    assert mine.locator("html").get_attribute("data-view") == "elder"
    for context in plain:
        context.close()


def test_the_bell_counts_by_itself(world: World, phone: Phone, tmp_path: Path) -> None:
    from hub.core.authz import SYSTEM
    from hub.features.inbox.commands import deliver

    me = world.user()
    page = phone(me).new_page()
    page.goto("/me")
    expect(page.locator("#live-dot[data-state=on]")).to_be_visible()
    deliver(SYSTEM, [me], "repair_done", {"what": "电梯"}, "/me", "one")
    expect(page.locator("#bell")).to_contain_text("1", timeout=SOON_S * 1000)
