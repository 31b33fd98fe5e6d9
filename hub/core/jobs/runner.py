"""The runner of a serving process: takes errands that are due and does each in a thread of its own.

Under eventlet and gevent these threads are green, so an errand may wait on a network and holds up nobody. What computes
for long goes through `hub.core.offload` as everywhere.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

import structlog
from flask import Flask

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.jobs import claims, rules
from hub.core.jobs import tasks as kinds
from hub.core.jobs.claims import Claim
from hub.core.problems import Busy

AT_ONCE = 4
LEASE_S = 60.0
MOST_HANGING = 32  # threads cannot be ended from outside; with so many lost this process takes nothing more

log = structlog.get_logger(__name__)


class Runner:
    """What this process runs just now: claim → (kind, since when)."""

    def __init__(self, app: Flask, *, at_once: int = AT_ONCE, lease_s: float = LEASE_S) -> None:
        self.app, self.at_once, self.lease_s = app, at_once, lease_s
        self.running: dict[str, tuple[str, float]] = {}
        self.hanging: set[str] = set()
        self.stopped = False
        self._wanted = False
        self._looking = threading.Lock()

    def wake(self) -> None:
        """Look soon, without keeping the caller; many calls in one moment are one look."""
        if not self._wanted and not self.stopped:
            self._wanted = True
            threading.Thread(target=self.look, daemon=True, name="tasks.look").start()

    def look(self) -> None:
        """Take what is due as far as there is room. Whoever comes while another looks has that one look again."""
        self._wanted = True
        while self._wanted and self._looking.acquire(blocking=False):
            try:
                self._wanted = False
                self._take()
            except Busy:
                log.warning("tasks_busy")  # the next bell comes in seconds
            except Exception:
                log.exception("tasks_look_failed")
            finally:
                self._looking.release()

    def _take(self) -> None:
        with self.app.app_context():
            while True:
                room, most = self._room()
                if most <= 0 or not claims.any_due(kind for kind, left in room.items() if left > 0):
                    return
                attempts = {kind.name: kind.attempts for kind in kinds.TASKS.values()}
                taken = claims.take(SYSTEM, room, most, attempts, self.lease_s)
                if not taken:
                    return
                for claim in taken:
                    self.running[claim.token] = (claim.kind, time.monotonic())
                    name = f"task.{claim.kind}"
                    threading.Thread(target=self._run, args=[claim], daemon=True, name=name).start()

    def _room(self) -> tuple[dict[str, int], int]:
        if self.stopped or len(self.hanging) >= MOST_HANGING:
            return {}, 0
        busy = Counter(kind for kind, _ in list(self.running.values()))
        room = {kind.name: kind.at_once - busy[kind.name] for kind in kinds.TASKS.values()}
        return room, self.at_once - len(self.running)

    def _run(self, claim: Claim) -> None:
        try:
            perform(self.app, claim)
        except Exception:
            log.exception("task_lost", task=claim.id)  # its lease runs out and it is taken again
        finally:
            self.running.pop(claim.token, None)
            self.hanging.discard(claim.token)
            self.wake()

    def beat(self) -> None:
        """Keep what runs here; what takes longer than it may loses its place, and is tried anew."""
        now = time.monotonic()
        for token, (kind, since) in list(self.running.items()):
            if now - since > kinds.TASKS[kind].longest:
                log.error("task_hangs", job=kind)
                self.hanging.add(token)
                self.running.pop(token, None)
        tokens = list(self.running)
        if tokens and not self.stopped:
            with self.app.app_context():
                claims.keep(SYSTEM, tokens, self.lease_s)

    def stop(self) -> None:
        """Take nothing more; what still runs is cut short with the process, and taken again when its lease ends."""
        self.stopped = True


def perform(app: Flask, claim: Claim) -> None:
    """Do one errand and say how it went. A failure of the database is tried a few times before the claim is let go."""
    kind = kinds.TASKS[claim.kind]
    with app.app_context():
        try:
            kind.work(SYSTEM, **claim.payload)
        except Exception as error:
            final = isinstance(error, kinds.GiveUp)
            why = str(error) if final else rules.readable(error)
            log.warning("task_failed", job=claim.kind, task=claim.id, tries=claim.tries, why=why, final=final)
            db.session.rollback()
            heard = _say(lambda: claims.failed(SYSTEM, claim, why, 0 if final else kind.attempts))
        else:
            db.session.rollback()
            heard = _say(lambda: claims.done(SYSTEM, claim))
        if not heard:
            log.warning("task_was_lost_meanwhile", job=claim.kind, task=claim.id)


def _say(word: Callable[[], bool]) -> bool:
    for pause in (0.5, 2.0, 5.0):
        try:
            return word()
        except Exception:
            log.exception("task_note_failed")
            db.session.rollback()
            time.sleep(pause)
    return word()


def run_due(app: Flask) -> int:
    """Do all that is due, here and now, one after the other; for operators and tests. Answers how many were run."""
    count = 0
    while True:
        with app.app_context():
            room = {kind.name: 1 for kind in kinds.TASKS.values()}
            attempts = {kind.name: kind.attempts for kind in kinds.TASKS.values()}
            taken = claims.take(SYSTEM, room, 1, attempts, LEASE_S)
        if not taken:
            return count
        for claim in taken:
            perform(app, claim)
            count += 1
