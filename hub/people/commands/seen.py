"""When sign-ins were last used. Reading never writes: stamps are gathered here and written by a job."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import command, record
from hub.people.events import SessionsExpired
from hub.people.models import LoginSession


def note(session_id: int) -> None:
    """Remember that this sign-in was used just now."""
    gathered: dict[int, datetime] = current_app.extensions.setdefault("hub-seen", {})
    gathered[session_id] = clock.now()


def write(actor: Actor) -> None:
    """Write what was gathered; nothing when nobody was here."""
    gathered: dict[int, datetime] = current_app.extensions.get("hub-seen", {})
    stamps = dict(gathered)
    if stamps:
        _write(actor, stamps)
    for session_id, stamp in stamps.items():
        if gathered.get(session_id) == stamp:
            del gathered[session_id]


@command
def _write(_actor: Actor, stamps: dict[int, datetime]) -> None:
    for session_id, stamp in stamps.items():
        db.session.execute(update(LoginSession).where(LoginSession.id == session_id).values(seen_at=stamp))


@command
def sweep(_actor: Actor) -> None:
    """End what has expired."""
    late = (LoginSession.ended_at.is_(None), LoginSession.expires_at <= clock.now())
    ids = tuple(db.session.scalars(select(LoginSession.id).where(*late)))
    if ids:
        db.session.execute(update(LoginSession).where(LoginSession.id.in_(ids)).values(ended_at=clock.now()))
        record(SessionsExpired(session_ids=ids))
