"""One's own entries, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, func, select

from hub.core import web
from hub.core.authz import Actor, sees
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.inbox.models import InboxEntry
from hub.features.inbox.rules import KINDS, sentence

PAGE = 30


@dataclass(frozen=True)
class Entry:
    """A line of the list."""

    id: int
    text: Markup
    glyph: str
    tone: str
    created_at: datetime
    unread: bool


@dataclass(frozen=True)
class Page:
    """Newest first; `before` is the cursor of the next page."""

    entries: list[Entry]
    before: int | None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """An inbox belongs to one person."""
    return InboxEntry.user_id == actor.user_id


@sees("inbox")
def sees_inbox(actor: Actor, user_id: int) -> bool:
    """The bell's live topic."""
    return actor.user_id == user_id


@web.count_unread_with
def unread(actor: Actor) -> int:
    """How many wait; the bell shows 99+ at most, so counting stops at 100."""
    waiting = select(InboxEntry.id).where(visible_to(actor), InboxEntry.read_at.is_(None)).limit(100)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def page(actor: Actor, before: int | None = None) -> Page:
    """One page of the inbox."""
    query = select(InboxEntry).where(visible_to(actor)).order_by(InboxEntry.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(InboxEntry.id < before)
    rows = list(db.session.scalars(query))
    return Page([_entry(row) for row in rows[:PAGE]], rows[PAGE - 1].id if len(rows) > PAGE else None)


def all_of(actor: Actor) -> list[dict[str, Any]]:
    """Everything in the inbox as plain values, for the copy one may take along."""
    rows = db.session.scalars(select(InboxEntry).where(visible_to(actor)).order_by(InboxEntry.id))
    return [
        {
            "at": row.created_at.isoformat(),
            "text": sentence(row.kind, row.words).striptags(),
            "link": row.link,
            "read_at": row.read_at.isoformat() if row.read_at else None,
        }
        for row in rows
    ]


def row(actor: Actor, entry_id: int) -> InboxEntry:
    """To change; NotFound when it is not theirs."""
    found = db.session.scalar(select(InboxEntry).where(InboxEntry.id == entry_id, visible_to(actor)))
    if found is None:
        raise NotFound
    return found


def _entry(row: InboxEntry) -> Entry:
    kind = KINDS.get(row.kind)
    glyph, tone = (kind.glyph, kind.tone) if kind else ("bell", "")
    return Entry(row.id, sentence(row.kind, row.words), glyph, tone, row.created_at, row.read_at is None)
