"""Rhythms: deadlines, reminders and nightly work.

A job is a function that looks for what is due in the database and does it through commands, so it may run late, twice
or after a crash without harm. A lease row lets one process of several answer the bell.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.jobs import rules
from hub.core.jobs.models import JobLease

log = structlog.get_logger(__name__)
Job = Callable[[Actor], None]


@dataclass(frozen=True)
class Entry:
    """A job and its rhythm in seconds."""

    name: str
    seconds: int
    job: Job
    title: object = ""


JOBS: dict[str, Entry] = {}


def every(*, seconds: int, name: str, title: object = "") -> Callable[[Job], Job]:
    """Run `job(SYSTEM)` about every `seconds` in one of the serving processes; `title` names it for the admin."""

    def register(job: Job) -> Job:
        JOBS[name] = Entry(name, seconds, job, title or name)
        return job

    return register


def run(app: Flask, name: str) -> None:
    """Run one job now, whoever holds its lease; for operators and tests."""
    with app.app_context():
        JOBS[name].job(SYSTEM)


def ring(app: Flask, entry: Entry) -> None:
    with app.app_context():
        try:
            if not _take(SYSTEM, entry.name, entry.seconds):
                return
            entry.job(SYSTEM)
            _note(SYSTEM, entry.name, None)
        except Exception as error:
            log.exception("job_failed", job=entry.name)
            db.session.rollback()
            try:
                _note(SYSTEM, entry.name, rules.readable(error))
            except Exception:
                log.exception("job_note_failed", job=entry.name)


@command
def _take(_actor: Actor, name: str, seconds: int) -> bool:
    """True if it is this process' turn: nobody started the job within its rhythm."""
    lease = db.session.scalar(select(JobLease).where(JobLease.name == name).with_for_update())
    holder = f"{socket.gethostname()}:{os.getpid()}"
    if lease is None:
        try:
            with db.session.begin_nested():
                db.session.add(JobLease(name=name, started_at=clock.now(), holder=holder))
        except IntegrityError:  # there was no row to lock, and another process has just made it
            return False
        return True
    if lease.started_at > clock.now() - timedelta(seconds=seconds * 0.9):
        return False
    lease.started_at, lease.holder = clock.now(), holder
    return True


@command
def _note(_actor: Actor, name: str, failed: str | None) -> None:
    lease = db.session.get(JobLease, name)
    if lease is not None:
        lease.failed = failed


@dataclass(frozen=True)
class State:
    """A job: how it did last, and about when it is next."""

    name: str
    title: str
    seconds: int
    started_at: datetime | None
    failed: str

    @property
    def next_at(self) -> datetime | None:
        return self.started_at + timedelta(seconds=self.seconds) if self.started_at and self.seconds else None


def states() -> tuple[State, ...]:
    """All jobs by name, those included that have not run yet."""
    rows = {row.name: row for row in db.session.scalars(select(JobLease))}
    found = []
    for name in sorted(JOBS.keys() | rows.keys()):
        row, entry = rows.get(name), JOBS.get(name)
        seconds = entry.seconds if entry else 0
        title = str(entry.title) if entry else name
        found.append(State(name, title, seconds, row.started_at if row else None, (row.failed or "") if row else ""))
    return tuple(found)
