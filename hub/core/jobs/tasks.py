"""Errands: `@task` says how a kind is done, `later` writes one down."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import and_, case, text
from sqlalchemy.dialects import postgresql, sqlite

from hub.core import clock
from hub.core.db import db
from hub.core.events import on_commit, writing
from hub.core.jobs.models import WAITING, Task

Work = Callable[..., None]


class GiveUp(Exception):
    """Raised by an errand that will not succeed however often it is tried: the reason is shown to the admin."""


@dataclass(frozen=True)
class Kind:
    """How a kind of errand is done: at most `attempts` times, `at_once` beside each other in one process.

    One that takes more than `longest` seconds is held to hang: it loses its place, and is tried anew.
    """

    name: str
    work: Work
    attempts: int
    at_once: int
    longest: int
    title: object


TASKS: dict[str, Kind] = {}


def task(
    name: str, *, attempts: int = 8, at_once: int = 2, longest: int = 600, title: object = ""
) -> Callable[[Work], Work]:
    """Do errands called `name` by this function: `work(SYSTEM, **payload)`, outside any write transaction.

    It may wait on a network, with a time limit of its own. Raising means once more, after a while; raising GiveUp means
    never. It may be run again after a crash, so it first looks whether it is done. `title` names it for the admin.
    """

    def register(work: Work) -> Work:
        TASKS[name] = Kind(name, work, attempts, at_once, longest, title or name)
        return work

    return register


def later(
    name: str, payload: Mapping[str, Any] | None = None, *, not_before: datetime | None = None, key: str | None = None
) -> int:
    """Inside a command: have `name` done once this transaction is committed, not before `not_before`. Answers its id.

    `payload` is what JSON can hold, and should be ids: the admin may see it. While one with the same `key` waits, this
    does nothing but bring it forward, unless it waits after a failure. One that runs already does not count, for it may
    have looked before this deed.
    """
    if not writing():
        raise RuntimeError("errands are written down inside a @command only")
    if name not in TASKS:
        raise LookupError(f"no @task is called {name}")
    values = {
        "kind": name,
        "payload": json.loads(json.dumps(dict(payload or {}))),
        "key": key,
        "state": WAITING,
        "tries": 0,
        "created_at": clock.now(),
        "due_at": not_before or clock.now(),
    }
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    wish = insert(Task).values(values)
    earlier = and_(Task.tries == 0, Task.due_at > wish.excluded.due_at)  # one that failed keeps its distance
    sooner = case((earlier, wish.excluded.due_at), else_=Task.due_at)
    # an update even where nothing changes: it keeps the waiting one from being taken before we commit
    statement = wish.on_conflict_do_update(
        index_elements=["kind", "key"], index_where=text("state = 'waiting'"), set_={"due_at": sooner}
    ).returning(Task.id)
    task_id: int = db.session.execute(statement).scalar_one()
    on_commit(wake)
    return task_id


def wake() -> None:
    """After a commit: the runner of this process looks at once, and other processes are told. Nobody waits for it."""
    for ring in current_app.extensions.get("hub-task-bells", ()):
        ring()
