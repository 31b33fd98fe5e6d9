"""Pictures of the pages, to be looked at: `make shots` writes them into instance/shots/.

Served from a data folder of their own with the demo community in it, so nobody's data is touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from socket import socket
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "deploy"))

import system  # noqa: E402 - deploy/system.py: where the browser is

from tests.browser.community import FLAGS, PHONE  # noqa: E402

LAPTOP = {"width": 1280, "height": 800}
PASSWORD = "mingqiang-demo"
RESIDENT, DESK, TECHNICIAN, ADMIN = "13800000001", "13800000005", "13800000006", "13800000099"
PAGES: dict[str, tuple[str, ...]] = {
    "": ("/", "/login", "/phones", "/enter"),
    RESIDENT: ("/", "/repairs", "/repairs/279", "/repairs/new", "/repairs/record", "/inbox", "/governance", "/me"),
    DESK: ("/repairs/board", "/repairs/duty", "/admin/letters", "/services"),
    TECHNICIAN: ("/repairs/mine-now",),
    ADMIN: ("/admin", "/admin/register", "/admin/audit", "/admin/roles", "/admin/settings"),
}
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE},
    "elder": {"viewport": PHONE, "view": "elder"},
    "dark": {"viewport": PHONE, "color_scheme": "dark"},
    "laptop": {"viewport": LAPTOP},
    "english": {"viewport": PHONE, "lang": "en"},
}


def main() -> int:
    """Answers 0 when every picture was taken."""
    out = Path(os.environ.get("HUB_INSTANCE") or ROOT / "instance") / "shots"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environ = {
            **os.environ,
            "HUB_INSTANCE": folder,
            "HUB_DEMO": "1",
            "HUB_PORT": str(port),
            "HUB_ENV": "development",
        }
        for words in (("db", "upgrade"), ("demo", "load")):
            command = [sys.executable, "-m", "flask", "--app", "hub", *words]
            subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True)
        server = subprocess.Popen([sys.executable, "wsgi.py"], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=system.browser(), args=FLAGS)
                taken = sum(_take(browser, f"http://127.0.0.1:{port}", name, out) for name in LOOKS)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)
    print(f"{taken} pictures in {out}")
    return 0


def _take(browser: Browser, address: str, name: str, out: Path) -> int:
    look, taken = dict(LOOKS[name]), 0
    view, lang = look.pop("view", ""), look.pop("lang", "")
    for phone, paths in PAGES.items():
        context = browser.new_context(base_url=address, **look)
        cookies = [
            {"name": key, "value": value, "url": address} for key, value in (("view", view), ("lang", lang)) if value
        ]
        context.add_cookies(cookies)
        page = context.new_page()
        if phone:
            page.goto("/login")
            page.locator("[name=phone]").fill(phone)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main form button.btn-primary").first.click()
            page.wait_for_load_state()
            _look(page, view, lang)
        for path in paths:
            page.goto(path)
            page.wait_for_timeout(300)
            title = path.strip("/").replace("/", "-") or ("welcome" if not phone else "home")
            page.screenshot(path=out / f"{name}-{phone[-2:] or 'guest'}-{title}.png")
            taken += 1
        context.close()
    return taken


def _look(page: Page, view: str, lang: str) -> None:
    """Set how this account sees the hub; it may still be as the look before left it."""
    for key, value in (("view", view), ("lang", lang or "zh_CN")):
        page.goto("/me")
        button = page.locator(f"form:has(input[name={key}][value='{value}']) button")
        if button.count():
            button.first.click()
            page.wait_for_load_state()


def _wait(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not answer")


if __name__ == "__main__":
    raise SystemExit(main())
