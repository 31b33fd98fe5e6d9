"""`make bench`: how quick pages are on this machine, served as they are in production. It judges nothing.

A data folder of its own with the demo community, one server process, loopback; the clients share the machine with it.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tests.services import ROOT, free_port, stop

PHONE, PASSWORD = "13800000001", "mingqiang-demo"
PAGES = ("/healthz", "/", "/repairs", "/me")
SECONDS, CLIENTS = 3.0, 8


def measure(url: str, cookies: dict[str, str], seconds: float) -> list[float]:
    """One phone that asks again as soon as it is answered; seconds for each answer."""
    times = []
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.update(cookies)
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            session.get(url, allow_redirects=False, timeout=30).raise_for_status()
            times.append(time.perf_counter() - began)
    return times


def sign_in(base: str) -> dict[str, str]:
    """The cookies of the demo's resident."""
    from bs4 import BeautifulSoup

    with requests.Session() as session:
        form = BeautifulSoup(session.get(base + "/login", timeout=30).text, "html.parser")
        fields = {str(i["name"]): str(i.get("value", "")) for i in form.select("main form input[type=hidden]")}
        fields |= {"phone": PHONE, "password": PASSWORD}
        session.post(base + "/login", data=fields, allow_redirects=False, timeout=30)
        return dict(session.cookies)


def first_repair(base: str, cookies: dict[str, str]) -> str:
    """The address of a repair that this resident sees."""
    page = requests.get(base + "/repairs", cookies=cookies, timeout=30).text
    found = re.search(r'href="(/repairs/\d+)"', page)
    assert found, "no repair is listed"
    return found.group(1)


def main() -> None:
    """Print one line a page: alone, and with several phones at once."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        own = {"HUB_INSTANCE": folder, "HUB_PORT": str(port), "HUB_DEMO": "1"}
        environ = {**{k: v for k, v in os.environ.items() if k not in ("HUB_DATABASE_URL", "HUB_ENV")}, **own}
        for words in (("db", "upgrade"), ("demo", "load")):
            call = [sys.executable, "-m", "flask", "--app", "hub", *words]
            subprocess.run(call, cwd=ROOT, env=environ, check=True, capture_output=True)
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen([sys.executable, "wsgi.py"], cwd=ROOT, env=environ, stderr=log)
        base = f"http://127.0.0.1:{port}"
        try:
            wait(base)
            cookies = sign_in(base)
            print(f"{'page':14} {'alone p50':>10} {'p95':>8}   {CLIENTS} phones: {'per s':>7} {'p50':>8} {'p95':>8}")
            for page in (*PAGES, first_repair(base, cookies)):
                alone = measure(base + page, cookies, SECONDS)
                with ThreadPoolExecutor(CLIENTS) as pool:
                    each = pool.map(lambda _, p=page: measure(base + p, cookies, SECONDS), range(CLIENTS))
                    together = [taken for times in each for taken in times]
                print(f"{page:14} {cells(alone)}   {'':9} {len(together) / SECONDS:7.0f} {cells(together)}", flush=True)
        finally:
            stop(server)


def cells(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:7.1f} ms {statistics.quantiles(times, n=20)[-1] * 1000:5.1f} ms"


def wait(base: str) -> None:
    for _ in range(200):
        try:
            requests.get(base + "/healthz", timeout=2)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not answer.")


if __name__ == "__main__":
    main()
