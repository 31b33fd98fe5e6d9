"""How the hub is served: no stall, no waste, a clean end, and one process on one SQLite file."""

from __future__ import annotations

import base64
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.running.conftest import Running, serving
from tests.services import ROOT, free_port, until


@pytest.fixture(params=["eventlet", "threading"])
def own(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[Running]:
    """A server that this test may end."""
    with serving(request, tmp_path, request.param, "sqlite") as running:  # type: ignore[arg-type]
        yield running


def upgrade(hub: Running, *headers: str) -> str:
    """Open a live socket by hand; the head of the answer."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: 127.0.0.1:{hub.config.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *headers,
    ]
    with socket.create_connection(("127.0.0.1", hub.config.port), timeout=10) as phone:
        phone.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += phone.recv(4096)
    return head.split(b"\r\n\r\n")[0].decode()


@pytest.mark.alone
def test_a_large_answer_does_not_wait_for_the_phones_acknowledgement(hub: Running) -> None:
    """Without TCP_NODELAY every answer of more than 16 KB takes 44 ms on a kept connection, however fast the server."""
    with hub.browser() as browser:
        times = []
        for _ in range(30):
            began = time.perf_counter()
            answer = browser.get("/static/vendor/hub.css", headers={"Accept-Encoding": "identity"})
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200
            assert len(answer.content) > 20_000
    assert statistics.median(times) < 0.035


def test_live_sockets_are_not_compressed_one_by_one(hub: Running) -> None:
    head = upgrade(hub, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
    assert head.startswith("HTTP/1.1 101")
    assert "permessage-deflate" not in head


def test_a_phone_that_never_finishes_its_request_holds_up_nobody(hub: Running) -> None:
    slow = [socket.create_connection(("127.0.0.1", hub.config.port)) for _ in range(30)]
    try:
        for phone in slow:
            phone.sendall(b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nphone=")
        with hub.browser() as browser:
            for _ in range(5):
                assert browser.get("/healthz", timeout=5).status_code == 200
    finally:
        for phone in slow:
            phone.close()


def test_an_endless_request_line_is_refused(hub: Running) -> None:
    with hub.browser() as browser:
        assert browser.get("/login?x=" + "x" * 20_000).status_code in (400, 414)


def test_the_access_log_knows_no_person(hub: Running) -> None:
    with hub.browser() as browser:
        browser.get("/login?phone=13900012345", headers={"User-Agent": "A telling browser"})
    until(lambda: "route=/login" in hub.log(), "the log line is written", 5)
    log = hub.log()
    assert "13900012345" not in log
    assert "telling" not in log
    assert "127.0.0.1 -" not in log


def test_told_to_stop_it_finishes_the_request_in_hand(own: Running) -> None:
    with own.browser() as browser:
        form = browser.login_form()
        body = "&".join(f"{k}={requests.utils.quote(v)}" for k, v in form.items())
        body += f"&phone={own.phones[0]}&password=" + requests.utils.quote("correct horse battery")
        cookies = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
    head = f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{own.config.port}\r\nCookie: {cookies}\r\nConnection: close\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", own.config.port), timeout=20) as phone, ThreadPoolExecutor(1) as pool:
        phone.sendall((head + body[:-4]).encode())
        time.sleep(0.5)
        ended = pool.submit(own.stop)
        time.sleep(0.5)
        phone.sendall(body[-4:].encode())
        assert phone.recv(4096).startswith(b"HTTP/1.1 303")
        assert ended.result(20) == 0


def test_a_second_server_on_the_same_sqlite_file_is_refused(hub: Running) -> None:
    if not hub.config.sqlite:
        return
    environ = {**hub.environ, "HUB_PORT": str(free_port())}
    second = subprocess.run(
        [sys.executable, "wsgi.py"], cwd=ROOT, env=environ, capture_output=True, timeout=30, check=False
    )
    assert second.returncode == 1
    assert b"already running" in second.stderr


def test_a_port_in_use_is_said_in_one_line(own: Running, tmp_path_factory: pytest.TempPathFactory) -> None:
    environ = {**own.environ, "HUB_INSTANCE": str(tmp_path_factory.mktemp("other")), "HUB_DATABASE_URL": ""}
    second = subprocess.run(
        [sys.executable, "wsgi.py"], cwd=ROOT, env=environ, capture_output=True, timeout=30, check=False
    )
    assert second.returncode == 1
    assert b"Cannot listen on" in second.stderr
    assert b"Traceback" not in second.stderr
