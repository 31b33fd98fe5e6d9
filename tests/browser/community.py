"""The demo community, served by `python wsgi.py` in a process of its own, on a free loopback port."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import system  # deploy/system.py: what the machine has
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from hub.config import ROOT
from tests.services import free_port, stop, until

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
LAPTOP = {"width": 1280, "height": 800}
PASSWORD = "mingqiang-demo"
RESIDENT, TENANT, CHAIR, DESK, TECHNICIAN, GUARD, ADMIN = (
    f"138000000{last}" for last in ("01", "02", "03", "05", "06", "07", "99")
)
NOBODY = ""


def launched(playwright: Playwright) -> Browser:
    """The system's Chromium."""
    return playwright.chromium.launch(executable_path=system.browser(), args=FLAGS)


def environ(folder: Path, port: int, **more: str) -> dict[str, str]:
    """A demo hub's environment, and nothing of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return {
        **kept,
        "HUB_INSTANCE": str(folder),
        "HUB_PORT": str(port),
        "HUB_DEMO": "1",
        "HUB_ENV": "development",
        **more,
    }


def loaded(folder: Path) -> Path:
    """`folder` with the demo community in it; takes some ten seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    for words in (("db", "upgrade"), ("demo", "load")):
        command = [sys.executable, "-m", "flask", "--app", "hub", *words]
        done = subprocess.run(command, cwd=ROOT, env=environ(folder, 1), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    with closing(sqlite3.connect(folder / "hub.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@dataclass
class Community:
    """A served demo community. People sign in once by the form; their cookie is kept for further phones."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    cookies: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def copied(cls, template: Path, folder: Path) -> Community:
        """A community of its own, from one that was loaded before."""
        shutil.copytree(template, folder, dirs_exist_ok=True)
        return cls(folder)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Answers once it serves."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "wsgi.py"], cwd=ROOT, env=environ(self.folder, self.port), stdout=log, stderr=log
            )
        until(self._serves, "the server answers")

    def stop(self) -> None:
        """End it by its own id."""
        if self.process:
            stop(self.process)

    def _serves(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "log").read_text(errors="replace")[-3000:]
        try:
            urllib.request.urlopen(self.url + "/healthz", timeout=2).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def phone(self, browser: Browser, number: str = NOBODY, *, afresh: bool = False, **look: Any) -> BrowserContext:
        """Somebody's phone, signed in; `afresh`: a sign-in of its own, which may be ended without harm to others."""
        options = {"viewport": PHONE, "locale": "zh-CN", **look}
        if number and not afresh and number not in self.cookies:
            door = self.phone(browser, number, afresh=True)
            self.cookies[number] = door.cookies()
            door.close()
        context = browser.new_context(base_url=self.url, **options)
        if afresh:
            page = context.new_page()
            sign_in(page, number)
            page.close()
        elif number:
            context.add_cookies(self.cookies[number])
        return context


def sign_in(page: Page, number: str) -> None:
    """As a person does it, with or without scripts."""
    page.goto("/login")
    page.locator("[name=phone]").fill(number)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form:has([name=password]) button.btn-primary").click()
    expect(page).not_to_have_url("/login")


def alive(page: Page) -> None:
    """Wait until the page hears its news."""
    expect(page.locator("#live-dot")).to_have_attribute("data-state", "on")
    page.wait_for_timeout(150)  # its topics are asked for in the same moment


def milliseconds_until(page: Page, selector: str, words: str, began: float, most: float = 1000) -> float:
    """Fails when `selector` does not show `words` within `most` ms from `began` (time.monotonic())."""
    left = max(1.0, most - (time.monotonic() - began) * 1000)
    expect(page.locator(selector).first).to_contain_text(words, timeout=left)
    took = (time.monotonic() - began) * 1000
    assert took <= most, f"{took:.0f} ms"
    return took
