"""Printing letters: WeasyPrint computes for long, so it works in a process of its own and holds up nobody."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import or_, select

from hub.config import ROOT
from hub.core import clock, events, live
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.people.models import LetterBatch
from hub.people.queries import letters as questions

log = structlog.get_logger(__name__)

KEPT = timedelta(days=1)  # a file full of codes is not left lying about
GIVEN_UP = timedelta(minutes=15)
PRESS = Path(__file__).resolve().parent.parent / "letterpress.py"


def begin_soon() -> None:
    """Inside a command: start printing once it is committed; the job finds what this misses."""
    if current_app.testing:
        return
    app: Any = current_app
    events.on_commit(lambda: live.socketio.start_background_task(_in_background, app._get_current_object()))


def _in_background(app: Flask) -> None:
    with app.app_context():
        print_waiting(SYSTEM)


def print_waiting(actor: Actor) -> None:
    """Print every batch that waits, one after the other."""
    late = clock.now() - GIVEN_UP
    waiting = db.session.scalars(
        select(LetterBatch.id)
        .where(LetterBatch.finished_at.is_(None), LetterBatch.failed.is_(None))
        .where(or_(LetterBatch.started_at.is_(None), LetterBatch.started_at < late))
        .order_by(LetterBatch.id)
    ).all()
    db.session.rollback()
    for batch_id in waiting:
        if not _take(actor, batch_id):
            continue
        failed = None
        try:
            _press(batch_id)
        except Exception as error:
            failed = type(error).__name__
            log.exception("letters_failed", batch_id=batch_id)
        _note(actor, batch_id, failed)


def _press(batch_id: int) -> None:
    folder = questions.folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in range(1, questions.parts(batch_id) + 1):
        data = questions.sheet(batch_id, part)
        db.session.rollback()
        if data["letters"]:
            _volume(folder / f"{batch_id}-{part}.json", data, questions.file_of(batch_id, part), batch_id)
    questions.progress_file(batch_id).unlink(missing_ok=True)


def _volume(work: Path, data: dict[str, Any], out: Path, batch_id: int) -> None:
    """One PDF by one press: the memory it took goes with it."""
    _write_private(work, json.dumps(data, ensure_ascii=False))
    try:
        # -I: no module of ours may shadow one of the libraries'
        press = subprocess.Popen(  # noqa: S603 - our own script, numbers as arguments
            [sys.executable, "-I", str(PRESS), str(work), str(out), str(questions.progress_file(batch_id)), str(ROOT)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + GIVEN_UP.total_seconds()
        while press.poll() is None:
            if time.monotonic() > deadline:
                press.kill()
            time.sleep(0.1)
        if press.returncode != 0:
            raise RuntimeError(f"the press ended with {press.returncode}")
    finally:
        work.unlink(missing_ok=True)


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


@command
def _take(_actor: Actor, batch_id: int) -> bool:
    batch = db.session.get(LetterBatch, batch_id, with_for_update=True)
    late = clock.now() - GIVEN_UP
    if batch is None or batch.finished_at or (batch.started_at and batch.started_at >= late):
        return False
    batch.started_at = clock.now()
    return True


@command
def _note(_actor: Actor, batch_id: int, failed: str | None) -> None:
    batch = db.session.get_one(LetterBatch, batch_id)
    batch.failed = failed
    batch.finished_at = None if failed else clock.now()


def sweep_files(_actor: Actor) -> None:
    """Remove printed files after a day; a letter can be printed again."""
    old = (clock.now() - KEPT).timestamp()
    for path in questions.folder().glob("*.*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < old:
                path.unlink()
