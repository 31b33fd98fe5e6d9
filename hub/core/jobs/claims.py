"""Who does an errand: taking it for a while, keeping it, and saying how it went.

Every word about a running errand names the claim under which it was taken. Whoever lost the errand in the meantime (a
machine that slept, a lease that ran out) is not heard any more.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import Fact, command, record
from hub.core.i18n import lazy as _l
from hub.core.jobs import rules
from hub.core.jobs.models import DONE, DROPPED, GIVEN_UP, RUNNING, WAITING, Task

DONE_KEPT = timedelta(days=3)
FAILED_KEPT = timedelta(days=90)
CUT_SHORT = "The process ended in the middle of it"
OVERTAKEN = "A newer one with the same key waits"

_chance = SystemRandom().random


@dataclass(frozen=True, kw_only=True)
class TaskGivenUp(Fact):
    """An errand failed for the last time; whoever wanted it may listen."""

    said = _l("放弃了一项后台任务")

    task_id: int
    job: str


@dataclass(frozen=True)
class Claim:
    """An errand that is ours for now."""

    id: int
    kind: str
    payload: dict[str, Any]
    token: str
    tries: int


def due(now: datetime, kinds: Iterable[str]) -> ColumnElement[bool]:
    """Waiting and due, or taken by somebody whose lease ran out."""
    waiting = and_(Task.state == WAITING, Task.due_at <= now)
    lost = and_(Task.state == RUNNING, Task.claimed_until < now)
    return and_(Task.kind.in_(list(kinds)), or_(waiting, lost))


def any_due(kinds: Iterable[str]) -> bool:
    """A look without writing, so that an idle hub does not open a write transaction every few seconds."""
    found = db.session.scalar(select(Task.id).where(due(clock.now(), kinds)).limit(1)) is not None
    db.session.rollback()
    return found


@command
def take(actor: Actor, room: Mapping[str, int], most: int, attempts: Mapping[str, int], lease_s: float) -> list[Claim]:
    """Take up to `most` errands that are due, of each kind no more than there is `room` for."""
    now = clock.now()
    rows = db.session.scalars(
        select(Task)
        .where(due(now, [kind for kind, left in room.items() if left > 0]))
        .order_by(Task.due_at, Task.id)
        .limit(most * 4)
        .with_for_update(skip_locked=True)
    )
    left = dict(room)
    taken: list[Claim] = []
    for row in rows:
        if len(taken) == most:
            break
        if row.tries >= attempts[row.kind]:
            _give_up(actor, row, CUT_SHORT)
        elif left[row.kind] > 0:
            left[row.kind] -= 1
            taken.append(_taken(row, now, lease_s))
    return taken


def _taken(row: Task, now: datetime, lease_s: float) -> Claim:
    row.state, row.claim, row.claimed_until = RUNNING, secrets.token_hex(16), now + timedelta(seconds=lease_s)
    row.holder, row.started_at = f"{socket.gethostname()}:{os.getpid()}"[:120], now
    row.tries += 1
    return Claim(row.id, row.kind, dict(row.payload), row.claim, row.tries)


@command
def keep(_actor: Actor, tokens: Iterable[str], lease_s: float) -> None:
    """These still run here."""
    until = clock.now() + timedelta(seconds=lease_s)
    db.session.execute(update(Task).where(Task.claim.in_(list(tokens))).values(claimed_until=until))


@command
def done(_actor: Actor, claim: Claim) -> bool:
    """It is done. False if it is no longer ours."""
    row = _ours(claim)
    if row is None:
        return False
    _leave(row, DONE)
    row.error = None
    return True


@command
def failed(actor: Actor, claim: Claim, why: str, attempts: int) -> bool:
    """It failed: once more after a while, or given up. False if it is no longer ours."""
    row = _ours(claim)
    if row is None:
        return False
    if row.tries >= attempts:
        _give_up(actor, row, why)
    elif _overtaken(row):
        _leave(row, DROPPED)
        row.error = OVERTAKEN
    else:
        row.state, row.claim, row.claimed_until, row.error = WAITING, None, None, why
        row.due_at = clock.now() + rules.wait(row.tries, _chance())
    return True


def _overtaken(row: Task) -> bool:
    if row.key is None:
        return False
    twin = select(Task.id).where(Task.kind == row.kind, Task.key == row.key, Task.state == WAITING).with_for_update()
    return db.session.scalar(twin) is not None


def _ours(claim: Claim) -> Task | None:
    return db.session.scalar(select(Task).where(Task.id == claim.id, Task.claim == claim.token).with_for_update())


def _give_up(actor: Actor, row: Task, why: str) -> None:
    _leave(row, GIVEN_UP)
    row.error = why[: rules.LONGEST_ERROR]
    record(TaskGivenUp(task_id=row.id, job=row.kind), actor)


def _leave(row: Task, state: str) -> None:
    row.state, row.claim, row.claimed_until, row.finished_at = state, None, None, clock.now()


@command
def sweep(_actor: Actor) -> None:
    """Forget what was done days ago, and what failed months ago."""
    now = clock.now()
    db.session.execute(delete(Task).where(Task.state == DONE, Task.finished_at < now - DONE_KEPT))
    ended = Task.state.in_((GIVEN_UP, DROPPED))
    db.session.execute(delete(Task).where(ended, Task.finished_at < now - FAILED_KEPT))
