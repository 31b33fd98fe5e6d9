"""A process that runs errands and nothing else; tests start several of it, and kill some.

    python tests/core/errands.py '{"mode": "eventlet", "instance": …, "database_url": …, "diary": …}'

What it does is written into the diary, one line each: word, errand, process.
"""

# ruff: noqa: E402

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path

ASKED = json.loads(sys.argv[1])
if ASKED["mode"] == "eventlet":
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()

import time

from hub import create_app
from hub.config import Config
from hub.core import jobs
from hub.core.authz import Actor
from hub.core.jobs import bell, periodic
from hub.core.jobs.tasks import TASKS

DIARY = Path(ASKED["diary"])


def note(word: str, what: object) -> None:
    with DIARY.open("a") as diary:
        diary.write(f"{word} {what} {os.getpid()}\n")


def register() -> None:
    """The kinds of errands that tests ask for."""
    TASKS.clear()

    @jobs.task("quick", attempts=3)
    def quick(_actor: Actor, *, n: int) -> None:
        note("did", n)
        time.sleep(0.1)

    @jobs.task("slow", attempts=3)
    def slow(_actor: Actor, *, n: int) -> None:
        note("began", n)
        while not DIARY.with_name("go").exists():
            time.sleep(0.05)
        note("did", n)


def main() -> None:
    config = Config(
        instance=Path(ASKED["instance"]),
        secret_key=ASKED["secret"],
        database_url=ASKED["database_url"],
        redis_url=ASKED.get("redis_url"),
        async_mode=ASKED["mode"],
        env="test",
    )
    app = create_app(config)
    periodic.JOBS.clear()
    register()
    bell.LOOK_S = ASKED.get("look_s", 1)
    jobs.start(app, jobs.Runner(app, lease_s=ASKED.get("lease_s", 60)))
    note("ready", "")
    worst, last = 0.0, time.monotonic()
    while not DIARY.with_name("end").exists():
        time.sleep(0.02)
        now = time.monotonic()
        worst, last = max(worst, now - last), now
    note("worst", round(worst * 1000))


if __name__ == "__main__":
    main()
