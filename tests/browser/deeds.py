"""What people do on their screens, step by step; works with and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.core.test_images import picture, with_gps

ZHANG = "张师傅"


def photo(folder: Path) -> Path:
    """A picture as a phone takes it: lying on its side, with the place where it was taken in it."""
    path = folder / "IMG_0001.jpg"
    path.write_bytes(with_gps(6, picture(1200, 900)))
    return path


def fill_lift(page: Page, what: str, *, photos: Path | None = None, door: str | None = None) -> None:
    """The form for a broken lift."""
    page.goto("/repairs/new")
    page.get_by_label("公共部位").check(force=True)
    page.locator("[name=spot]").select_option("lift")
    if door:
        page.locator("[name=door]").select_option(label=door)
    page.locator("[name=kind]").select_option("lift")
    page.locator("[name=description]").fill(what)
    if photos:
        page.locator("[name=photos]").set_input_files(str(photos))


def sent(page: Page) -> int:
    """Send the form; say, if asked, that it is not the same as what others reported. Answers the repair's number."""
    page.get_by_role("button", name="提交报修").click()
    other = page.get_by_role("button", name="都不是，继续提交")
    expect(other.or_(page.locator("article[id^=repair-]"))).to_be_visible()
    if other.count():
        other.click()
    page.wait_for_url(re.compile(r"/repairs/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


def report_flat(page: Page, what: str) -> int:
    """Something in one's own flat: nobody else's business."""
    page.goto("/repairs/new")
    page.locator("[name=place][value^=u]").first.check(force=True)
    page.locator("[name=kind]").select_option("plumbing")
    page.locator("[name=description]").fill(what)
    return sent(page)


def button(page: Page, words: str) -> Locator:
    """A deed offered on the page: a button, or the link to the page that asks for words."""
    return page.locator("main").get_by_role("button", name=words).or_(page.get_by_role("link", name=words)).first


def press(page: Page, words: str) -> None:
    """Do it."""
    button(page, words).click()
    page.wait_for_load_state()


def submit(page: Page) -> None:
    """The one primary button of a form's page."""
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_load_state()


def give_to_zhang(page: Page, number: int) -> None:
    """The desk says who repairs it, whomever the hub would have asked."""
    page.goto(f"/repairs/{number}/assignee")
    page.get_by_label(ZHANG).check(force=True)
    submit(page)
    page.wait_for_url(re.compile(rf"/repairs/{number}$"))
