"""The write path is safe and never freezes anyone: proved against a running server, in every way it may be served."""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
import requests
from sqlalchemy import func, select, text

from hub.core.audit import AuditRow
from hub.core.db import db
from hub.people.models import LoginSession
from tests.running.conftest import Browser, Running

pytestmark = [pytest.mark.alone, pytest.mark.timeout(180)]

READERS = 4
READS = 200
HELD_S = 3.0
ROUNDS = 3
WRITERS = 200

HOLD_SQLITE = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
c.execute("ROLLBACK")
"""


@contextmanager
def held_by_another(hub: Running) -> Iterator[None]:
    """Another process has the write lock; on PostgreSQL another connection, so that our INSERT becomes a slow query."""
    if hub.config.sqlite:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD_SQLITE, hub.config.database_url.removeprefix("sqlite:///")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdin
        assert holder.stdout
        with holder:
            assert holder.stdout.readline() == "held\n"
            try:
                yield
            finally:
                holder.stdin.write("\n")
                holder.stdin.flush()
        return
    with psycopg.connect(hub.config.database_url.replace("+psycopg", "")) as connection:
        connection.execute("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE")
        yield
        connection.rollback()


def read_pages(readers: list[Browser]) -> list[float]:
    """READS pages, READERS at a time; how long each took, in seconds. Each must answer."""

    def one_reader(browser: Browser) -> list[float]:
        times = []
        for _ in range(READS // READERS):
            began = time.perf_counter()
            answer = browser.get("/login")  # signed in: the page asks the database who this is
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200
        return times

    with ThreadPoolExecutor(READERS) as pool:
        return [taken for times in pool.map(one_reader, readers) for taken in times]


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@pytest.fixture
def readers(hub: Running) -> Iterator[list[Browser]]:
    """Phones that are signed in, their connections open."""
    browsers = [hub.browser() for _ in range(READERS)]
    for browser, phone in zip(browsers, hub.phones, strict=False):
        browser.sign_in(phone)
    read_pages(browsers)  # templates compiled, caches warm
    yield browsers
    for browser in browsers:
        browser.close()


def test_a_held_write_lock_stalls_no_reader_and_the_write_succeeds(hub: Running, readers: list[Browser]) -> None:
    """(a) Idle and held rounds alternate; medians are compared, so that one hiccup decides nothing."""
    idle, held = [], []
    for _ in range(ROUNDS):
        idle.append(p95(read_pages(readers)))
        with hub.browser() as writer, ThreadPoolExecutor(1) as pool:
            form = writer.login_form()
            with held_by_another(hub):
                began = time.monotonic()
                write = pool.submit(writer.submit, form, hub.phones[-1])
                time.sleep(0.3)  # the password is checked first; then the write waits
                held.append(p95(read_pages(readers)))
                assert not write.done(), "the lock was not in the write's way, so nothing was proved"
                time.sleep(max(0.0, HELD_S - (time.monotonic() - began)))
                assert not write.done()
            assert write.result(30), "the write that waited did not succeed"
    assert statistics.median(held) <= 3 * statistics.median(idle), (idle, held)


def test_two_hundred_writers_at_once_all_succeed_and_none_is_lost(hub: Running) -> None:
    """(b) All send at the same moment; every one is answered with success and is there once."""
    before = count(hub)
    gate = threading.Barrier(WRITERS)
    browsers = [hub.browser() for _ in range(WRITERS)]
    forms = [browser.login_form() for browser in browsers]

    def write(number: int) -> bool:
        gate.wait(30)
        return browsers[number].submit(forms[number], hub.phones[number % len(hub.phones)])

    with ThreadPoolExecutor(WRITERS) as pool:
        done = list(pool.map(write, range(WRITERS)))
    tickets = {browser.ticket() for browser in browsers}
    for browser in browsers:
        browser.close()
    assert all(done), f"{done.count(False)} of {WRITERS} failed"
    assert len(tickets) == WRITERS
    assert missing(hub, tickets) == set()
    assert count(hub) == (before[0] + WRITERS, before[1] + WRITERS)
    assert "locked" not in hub.log()


def test_what_was_answered_survives_kill_9(hub: Running) -> None:
    """(c) Three times the server dies in the middle of a stream of writes; nothing that it confirmed is lost."""
    confirmed: set[str] = set()
    for _ in range(3):
        confirmed |= written_until_killed(hub)
        hub.start()
        assert missing(hub, confirmed) == set()
        if hub.config.sqlite:
            with hub.app.app_context(), db.engine.connect() as connection:
                assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
    with hub.browser() as browser:
        browser.sign_in(hub.phones[0])  # and it still works


def written_until_killed(hub: Running, at_least: int = 25) -> set[str]:
    """Eight phones write one after the other until the server is killed under them; what it confirmed."""
    confirmed: set[str] = set()
    lock, enough = threading.Lock(), threading.Event()

    def stream(phone: str) -> None:
        while True:
            with hub.browser() as browser:
                try:
                    if browser.submit(browser.login_form(), phone):
                        with lock:
                            confirmed.add(browser.ticket())
                            if len(confirmed) >= at_least:
                                enough.set()
                except requests.RequestException:
                    return  # the server is gone; this write was never confirmed

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(stream, phone) for phone in hub.phones]
        assert enough.wait(60), "too few writes"
        hub.kill()
        for each in running:
            each.result(30)
    return confirmed


def count(hub: Running) -> tuple[int, int]:
    """Sign-ins and their audit rows."""
    with hub.app.app_context():
        sign_ins = db.session.scalar(select(func.count()).select_from(LoginSession))
        facts = db.session.scalar(select(func.count()).where(AuditRow.fact == "SignedIn"))
        db.session.remove()
        assert sign_ins is not None
        assert facts is not None
        return sign_ins, facts


def missing(hub: Running, tickets: set[str]) -> set[str]:
    """Those of `tickets` that the database does not know."""
    with hub.app.app_context():
        known = set(db.session.scalars(select(LoginSession.token_hash)))
        db.session.remove()
        return tickets - known
