"""One walker's day: what waits, what comes, what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.features.rounds.models import Outing, Round
from hub.features.rounds.queries.outings import OutingCard, cards
from hub.features.rounds.queries.plans import starts_of
from hub.features.rounds.queries.sight import visible_to
from hub.features.rounds.rules.outings import KINDS, OPEN, Kind
from hub.features.rounds.rules.timetable import Timetable, Window, unmask, windows


@dataclass(frozen=True)
class Ahead:
    """A window of today that has not opened yet."""

    round_id: int
    name: str
    kind_name: Any
    window: Window


@dataclass(frozen=True)
class Today:
    """What one walker may walk today."""

    now: tuple[OutingCard, ...]
    ahead: tuple[Ahead, ...]
    over: tuple[OutingCard, ...]


def mine_today(actor: Actor) -> Today:
    """Open outings for this walker, those to come today, and those of today this walker went on."""
    now = clock.now()
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(Outing).where(
        or_(Outing.begins_at >= midnight, Outing.state.in_(OPEN), Outing.ends_at >= midnight), visible_to(actor)
    )
    over = [card for card in cards(db.session.scalars(query.order_by(Outing.begins_at))) if not card.open]
    return Today(
        tuple(open_for(actor)),
        tuple(ahead(now, midnight + timedelta(hours=23, minutes=59), actor.user_id)),
        tuple(over),
    )


def open_for(actor: Actor) -> list[OutingCard]:
    """Outings that wait for anybody or for this very person."""
    query = (
        select(Outing)
        .join(Round, Round.id == Outing.round_id)
        .where(Outing.state.in_(OPEN), or_(Round.walker_id.is_(None), Round.walker_id == actor.user_id))
        .order_by(Outing.ends_at)
    )
    return cards(db.session.scalars(query))


def ahead(after: datetime, until: datetime, walker_id: int | None = None) -> list[Ahead]:
    """Windows still to open; with `walker_id` those this person may walk."""
    query = select(Round).where(Round.paused_at.is_(None))
    if walker_id is not None:
        query = query.where(or_(Round.walker_id.is_(None), Round.walker_id == walker_id))
    rows = list(db.session.scalars(query))
    starts = starts_of([row.id for row in rows])
    found = [
        Ahead(row.id, row.name, KINDS[Kind(row.kind)], window)
        for row in rows
        for window in windows(Timetable(unmask(row.weekdays), starts[row.id], row.minutes), after, until)
    ]
    return sorted(found, key=lambda one: (one.window, one.round_id))
