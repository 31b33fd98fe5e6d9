"""What the admin sees of the errands, and may do with those that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hub.core import clock
from hub.core.authz import LARGEST_ID, Actor, Permission, require, require_permission
from hub.core.db import db
from hub.core.events import Fact, command, on_commit, record
from hub.core.i18n import lazy as _l
from hub.core.jobs import periodic
from hub.core.jobs.models import DROPPED, GIVEN_UP, STATES, WAITING, Task
from hub.core.jobs.tasks import TASKS, wake
from hub.core.problems import NotFound, RuleBroken

PAGE = 30


@dataclass(frozen=True, kw_only=True)
class TaskRetried(Fact):
    """An admin had a task tried once more."""

    said = _l("让一项后台任务再试一次")

    task_id: int
    job: str


@dataclass(frozen=True, kw_only=True)
class TaskDropped(Fact):
    """An admin took a task off the list."""

    said = _l("取消了一项后台任务")

    task_id: int
    job: str


@dataclass(frozen=True)
class Line:
    """One errand for the admin."""

    id: int
    kind: str
    title: str
    payload: str
    state: str
    tries: int
    attempts: int
    created_at: datetime
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str
    may_retry: bool
    may_drop: bool


@dataclass(frozen=True)
class Page:
    """Some of them, newest first, and where the next page begins."""

    lines: tuple[Line, ...]
    older: int | None


def may_look(actor: Actor) -> bool:
    return actor.can(Permission.SETTINGS_MANAGE) or actor.can(Permission.OUTBOX_SEE)


def _look(actor: Actor) -> None:
    if not may_look(actor):
        require_permission(actor, Permission.SETTINGS_MANAGE)


def ailing(actor: Actor) -> int:
    """How many errands were given up, and how many rhythms failed last time; 0 for those whom it does not concern."""
    if not may_look(actor):
        return 0
    given_up = db.session.scalar(select(func.count()).where(Task.state == GIVEN_UP)) or 0
    return given_up + sum(1 for state in periodic.states() if state.failed)


def counts(actor: Actor) -> dict[str, int]:
    """How many errands are in each state."""
    _look(actor)
    found = dict(db.session.execute(select(Task.state, func.count()).group_by(Task.state)).all())
    return {state: found.get(state, 0) for state in STATES}


def tasks(actor: Actor, *, state: str = "", kind: str = "", before: int | None = None) -> Page:
    """Errands for the admin, newest first."""
    _look(actor)
    query = select(Task).order_by(Task.id.desc()).limit(PAGE + 1)
    if state in STATES:
        query = query.where(Task.state == state)
    if kind:
        query = query.where(Task.kind == kind)
    if before is not None:
        query = query.where(Task.id < before)
    rows = list(db.session.scalars(query))
    may = actor.can(Permission.SETTINGS_MANAGE)
    lines = tuple(_line(row, may) for row in rows[:PAGE])
    return Page(lines, lines[-1].id if len(rows) > PAGE else None)


def _line(row: Task, may: bool) -> Line:
    kind = TASKS.get(row.kind)
    return Line(
        id=row.id,
        kind=row.kind,
        title=str(kind.title) if kind else row.kind,
        payload=", ".join(f"{name}={value}" for name, value in row.payload.items())[:200],
        state=row.state,
        tries=row.tries,
        attempts=kind.attempts if kind else 0,
        created_at=row.created_at,
        due_at=row.due_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        error=row.error or "",
        may_retry=may and row.state in (GIVEN_UP, DROPPED, WAITING),
        may_drop=may and row.state == WAITING,
    )


@command
def retry(actor: Actor, task_id: int) -> None:
    """Try it again now, with all its tries before it."""
    row = _row(actor, task_id)
    if row.state not in (GIVEN_UP, DROPPED, WAITING):
        raise RuleBroken(_l("它正在进行，或者已经做完了。"))
    if row.state != WAITING and row.key is not None and _waiting_twin(row):
        raise RuleBroken(_l("同样的任务已经在排队，不用再试这一项。"))
    row.state, row.tries, row.due_at, row.finished_at = WAITING, 0, clock.now(), None
    record(TaskRetried(task_id=row.id, job=row.kind))
    on_commit(wake)


@command
def drop(actor: Actor, task_id: int) -> None:
    """Do not do it. What runs already cannot be called back."""
    row = _row(actor, task_id)
    if row.state != WAITING:
        raise RuleBroken(_l("只有还在排队的任务可以取消。"))
    row.state, row.finished_at = DROPPED, clock.now()
    record(TaskDropped(task_id=row.id, job=row.kind))


def _row(actor: Actor, task_id: int) -> Task:
    require_permission(actor, Permission.SETTINGS_MANAGE)
    require(task_id <= LARGEST_ID)
    row = db.session.scalar(select(Task).where(Task.id == task_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def _waiting_twin(row: Task) -> bool:
    twin = select(Task.id).where(Task.kind == row.kind, Task.key == row.key, Task.state == WAITING)
    return db.session.scalar(twin) is not None
