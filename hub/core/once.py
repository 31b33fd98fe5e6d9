"""One-time keys: a double tap, or a retry on a flaky network, does a thing once.

Every form carries a random `_once`. The key is inserted in the same transaction as the deed, so either both happen or
neither. A second request with the key gets the first one's answer again.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Response, g, has_request_context, redirect, request
from sqlalchemy import String, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from hub.core import clock, events
from hub.core.authz import SYSTEM, Actor
from hub.core.db import Base, Secret, UTCDateTime, db
from hub.core.problems import AlreadyDone

FIELD = "_once"
_WAIT_FOR_FIRST_S = 3.0
_LARGEST_BODY = 64 * 1024
_ANSWERED_WITHIN = timedelta(seconds=30)  # a key this old without an answer gets none any more
KEPT = timedelta(days=2)


class OnceKey(Base):
    """A used key and what was answered."""

    __tablename__ = "once_keys"

    owner: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Secret)  # an answer may show a telephone number or a one-time code


def new_key() -> str:
    """A fresh key for one rendering of a form."""
    return uuid.uuid4().hex


def begin(owner: str) -> Response | None:
    """Before the view of a POST: the stored answer if this key was used, else remember the key for the command."""
    key = request.form.get(FIELD, "")[:64]
    if not key:
        return None
    found = _find(owner, key)
    if found is not None:
        return _answer_of_first(owner, key)
    g.once = (owner, key)
    return None


@events.at_opening
def _claim(session: Session) -> None:
    once = g.get("once") if has_request_context() else None
    if not once:
        return
    owner, key = once
    try:
        session.execute(insert(OnceKey).values(owner=owner, key=key, at=clock.now()))
    except IntegrityError as error:
        raise AlreadyDone from error
    events.on_commit(_claimed)


def _claimed() -> None:
    g.once_done, g.once = g.once, None


@contextmanager
def aside() -> Iterator[None]:
    """Writes in here do not use up the key: they only prepare the deed it stands for."""
    key = g.pop("once", None) if has_request_context() else None
    try:
        yield
    finally:
        if key is not None:
            g.once = key


def nameless() -> None:
    """What this request does is kept under nobody's name: its key, too, lies among the guests'."""
    if has_request_context() and g.get("once"):
        g.once = ("guest", g.once[1])


def finish(response: Response) -> Response:
    """After the view: keep the answer under the key that was used."""
    done = g.pop("once_done", None)
    if done and response.status_code < 400 and not response.is_streamed:
        body = response.get_data(as_text=True) if response.status_code == 200 else None
        if body is None or len(body) <= _LARGEST_BODY:
            _store(SYSTEM, done, response.status_code, response.headers.get("Location"), body)
    return response


def answer_again(_problem: AlreadyDone) -> Response:
    """The key is taken by a request that runs beside this one."""
    return _answer_of_first(*g.once)


def _answer_of_first(owner: str, key: str) -> Response:
    """The deed is committed a moment before its answer is kept: wait for that, and give the same."""
    deadline = time.monotonic() + _WAIT_FOR_FIRST_S
    while True:
        found = _find(owner, key)
        given_up = time.monotonic() > deadline or (found is not None and found.at < clock.now() - _ANSWERED_WITHIN)
        if found is not None and (found.status is not None or given_up):
            return _replay(found)
        if given_up:
            return redirect(_fallback(), 303)  # type: ignore[return-value]
        db.session.rollback()  # neither an old snapshot nor a connection is held while waiting
        time.sleep(0.05)


def sweep(actor: Actor) -> None:
    """Forget keys nobody can still be retrying."""
    _forget(actor)


@events.command
def _forget(_actor: Actor) -> None:
    db.session.execute(delete(OnceKey).where(OnceKey.at < clock.now() - KEPT))


@events.command
def _store(_actor: Actor, once: tuple[str, str], status: int, location: str | None, body: str | None) -> None:
    owner, key = once
    db.session.execute(
        update(OnceKey)
        .where(OnceKey.owner == owner, OnceKey.key == key)
        .values(status=status, location=location, body=body)
    )


def _find(owner: str, key: str) -> OnceKey | None:
    return db.session.scalar(select(OnceKey).where(OnceKey.owner == owner, OnceKey.key == key))


def _replay(found: OnceKey) -> Response:
    if found.location:
        return redirect(found.location, found.status or 303)  # type: ignore[return-value]
    if found.body is not None:
        return Response(found.body, found.status or 200, mimetype="text/html")
    return redirect(_fallback(), 303)  # type: ignore[return-value]


def _fallback() -> str:
    """The first request died before its answer was kept: the deed is done, so show the place it was done from."""
    path = request.path.rsplit("/", 1)[0]
    return path or "/"
