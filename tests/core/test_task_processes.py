"""Errands in several real processes: once, also when one of them is killed in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import jobs
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.jobs.tasks import TASKS
from tests.conftest import SECRET
from tests.services import ROOT, stop, until

SCRIPT = Path(__file__).with_name("errands.py")


@command
def send_out(_actor: Actor, kind: str, numbers: list[int]) -> None:
    for n in numbers:
        jobs.later(kind, {"n": n})


@dataclass
class Office:
    """Starts processes beside this one and reads what they noted."""

    app: Flask
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def diary(self) -> Path:
        return self.folder / "diary"

    def lines(self, word: str) -> list[tuple[str, int]]:
        """(errand, process) of each line that begins with `word`."""
        text = self.diary.read_text() if self.diary.exists() else ""
        found = [line.split(" ") for line in text.splitlines()]
        return [(line[1], int(line[2])) for line in found if line[0] == word]

    def open(self, mode: str, **settings: Any) -> subprocess.Popen[bytes]:
        config = self.app.config["HUB"]
        asked = {"mode": mode, "instance": str(config.instance), "database_url": config.database_url}
        asked |= {"diary": str(self.diary), "secret": SECRET, **self.settings, **settings}
        process = subprocess.Popen([sys.executable, str(SCRIPT), json.dumps(asked)], cwd=ROOT, env=environment())
        self.started.append(process)
        until(lambda: process.pid in [pid for _, pid in self.lines("ready")], "the process is ready", 60)
        return process

    def state(self) -> list[tuple[str, int]]:
        db.session.rollback()
        rows = db.session.scalars(select(jobs.Task).order_by(jobs.Task.id))
        return [(row.state, row.tries) for row in rows]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Iterator[Office]:
    before = dict(TASKS)
    for kind in ("quick", "slow"):
        jobs.task(kind, attempts=3)(lambda _actor, **_payload: None)  # known here, so that it can be asked for
    folder = tmp_path / "office"
    folder.mkdir()
    office = Office(app, folder)
    yield office
    for process in office.started:
        stop(process)
    TASKS.clear()
    TASKS.update(before)


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_two_processes_share_the_work_and_do_each_errand_once(office: Office, mode: str) -> None:
    processes = {office.open(mode).pid for _ in range(2)}
    send_out(SYSTEM, "quick", list(range(40)))
    until(lambda: len(office.lines("did")) >= 40, "all is done", 60)
    until(lambda: office.state() == [("done", 1)] * 40, "and all is marked", 20)
    assert sorted(int(n) for n, _ in office.lines("did")) == list(range(40))
    assert {pid for _, pid in office.lines("did")} == processes


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_killed_in_the_middle_it_is_done_by_another_when_its_lease_ends(office: Office, mode: str) -> None:
    first = office.open(mode, lease_s=3)
    send_out(SYSTEM, "slow", [7])
    until(lambda: office.lines("began"), "the first has begun", 20)
    first.kill()
    first.wait()
    (office.folder / "go").touch()
    second = office.open(mode, lease_s=3)
    until(lambda: office.state() == [("done", 2)], "the second has done it", 30)
    assert office.lines("began") == [("7", first.pid), ("7", second.pid)]
    assert office.lines("did") == [("7", second.pid)], "exactly one success"


def test_a_long_errand_keeps_its_lease_while_its_process_lives(office: Office) -> None:
    for _ in range(2):
        office.open("threading", lease_s=3)
    send_out(SYSTEM, "slow", [1])
    time.sleep(8)  # more than twice the lease
    (office.folder / "go").touch()
    until(lambda: office.state() == [("done", 1)], "done at the first try", 20)
    assert len(office.lines("began")) == len(office.lines("did")) == 1


def test_under_eventlet_errands_that_wait_hold_up_nobody(office: Office) -> None:
    office.open("eventlet")
    send_out(SYSTEM, "slow", [1, 2, 3])
    send_out(SYSTEM, "quick", list(range(10)))
    until(lambda: len(office.lines("did")) == 10, "the quick ones pass", 30)
    assert len(office.lines("began")) == 2
    (office.folder / "end").touch()
    until(lambda: office.lines("worst"), "it says how long the loop stood still", 20)
    [(worst_ms, _)] = office.lines("worst")
    assert int(worst_ms) < 1000


@pytest.mark.needs("redis")
def test_with_redis_another_process_takes_it_at_once(office: Office, redis_url: str) -> None:
    office.open("eventlet", redis_url=redis_url, look_s=3600)
    send_out(SYSTEM, "quick", [1])
    time.sleep(2)
    assert office.lines("did") == [], "without a word from us it would look in an hour"
    object.__setattr__(office.app.config["HUB"], "redis_url", redis_url)
    jobs.ring_all(office.app)
    send_out(SYSTEM, "quick", [2])
    until(lambda: len(office.lines("did")) == 2, "both are taken", 5)


def test_a_redis_that_is_away_delays_nothing(office: Office) -> None:
    office.open("threading", redis_url="redis://127.0.0.1:1/0")
    object.__setattr__(office.app.config["HUB"], "redis_url", "redis://127.0.0.1:1/0")
    jobs.ring_all(office.app)
    begun = time.monotonic()
    send_out(SYSTEM, "quick", [1])
    assert time.monotonic() - begun < 1
    until(lambda: office.lines("did"), "the bell rings anyway", 10)
