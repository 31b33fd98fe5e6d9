"""The repairs behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.features.repairs.models import Repair
from hub.features.repairs.queries import history
from hub.features.repairs.queries.cards import Line, lines
from hub.features.repairs.queries.figures import Asked, fits, made_within
from hub.features.repairs.queries.sight import visible_to
from hub.features.repairs.rules import figures as rules
from hub.features.repairs.rules.stages import OPEN, Stage

MOST_LISTED = 100


@dataclass(frozen=True)
class Behind:
    """The repairs behind a figure, as far as this viewer may see them."""

    lines: list[Line]
    all: int
    hidden: int  # in other people's homes


WHICH = ("open", "late", "reopened", "repeat", "closed", "again")


def behind(actor: Actor, which: str, asked: Asked) -> Behind:
    """Newest first, at most MOST_LISTED; what this actor may not see is only counted."""
    since, until = asked.span()
    ids = _ids_of_open(asked) if which == "open" else _ids_of(which, asked, since, until)
    seen = list(
        db.session.scalars(select(Repair.id).where(Repair.id.in_(ids), visible_to(actor)).order_by(Repair.id.desc()))
    )
    shown = lines(select(Repair).where(Repair.id.in_(seen[:MOST_LISTED])).order_by(Repair.id.desc()))
    return Behind(shown, len(ids), len(ids) - len(seen))


def _ids_of(which: str, asked: Asked, since: datetime, until: datetime) -> list[int]:
    known, now = history.known(since), history.seconds(clock.now())
    again = rules.repeats(known.histories)
    tests = {
        "late": lambda one: one.resolve_kept < one.resolve_of,
        "reopened": lambda one: one.reopened_at is not None,
        "repeat": lambda one: one.id in again.pairs,
        "closed": lambda one: one.stage is Stage.CLOSED,
        "again": lambda one: (
            one.first_done_at is not None
            and now - one.first_done_at >= rules.AGAIN_WITHIN.total_seconds()
            and not rules.fixed_at_once(one, again)
        ),
    }
    wanted = tests[which]
    return [one.id for one in made_within(known.histories, since, until) if fits(one, asked) and wanted(one)]


def _ids_of_open(asked: Asked) -> list[int]:
    query = select(Repair.id).where(Repair.stage.in_(OPEN))
    if asked.kind:
        query = query.where(Repair.kind == asked.kind)
    if asked.building:
        query = query.where(Repair.building_id == int(asked.building))
    return list(db.session.scalars(query))
