"""Deadlines, reminders and nightly work.

A job is a function that looks for what is due in the database and does it through commands, so it may run late, twice
or after a crash without harm. APScheduler only rings the bell; a lease row lets one process of several answer it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import Base, UTCDateTime, db
from hub.core.events import command

log = structlog.get_logger(__name__)
Job = Callable[[Actor], None]


class JobLease(Base):
    """When a job last ran, where, and how it went; the admin reads this."""

    __tablename__ = "job_leases"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    holder: Mapped[str] = mapped_column(String(120))
    failed: Mapped[str | None] = mapped_column(String(300))


@dataclass(frozen=True)
class Entry:
    """A job and its rhythm in seconds."""

    name: str
    seconds: int
    job: Job


JOBS: dict[str, Entry] = {}


def every(*, seconds: int, name: str) -> Callable[[Job], Job]:
    """Run `job(SYSTEM)` about every `seconds` in one of the serving processes."""

    def register(job: Job) -> Job:
        JOBS[name] = Entry(name, seconds, job)
        return job

    return register


def start(app: Flask) -> BackgroundScheduler:
    """Begin ringing; the server calls this once."""
    scheduler = BackgroundScheduler(timezone="Asia/Shanghai", job_defaults={"coalesce": True, "max_instances": 1})
    for entry in JOBS.values():
        scheduler.add_job(_ring, "interval", seconds=entry.seconds, args=[app, entry], id=entry.name)
    scheduler.start()
    return scheduler


def run(app: Flask, name: str) -> None:
    """Run one job now, whoever holds its lease; for operators and tests."""
    with app.app_context():
        JOBS[name].job(SYSTEM)


def _ring(app: Flask, entry: Entry) -> None:
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
                _note(SYSTEM, entry.name, f"{type(error).__name__}: {error}"[:300])
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
    """How a job did last."""

    name: str
    started_at: datetime
    failed: str


def states() -> tuple[State, ...]:
    """All jobs that have run, by name."""
    rows = db.session.scalars(select(JobLease).order_by(JobLease.name))
    return tuple(State(row.name, row.started_at, row.failed or "") for row in rows)
