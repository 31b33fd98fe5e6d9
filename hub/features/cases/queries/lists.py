"""Lists: mine, and the office's queue with its filters in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.features.cases.models import Case
from hub.features.cases.queries.cards import Line, lines
from hub.features.cases.queries.sight import not_about, visible_to
from hub.features.cases.rules.kinds import Channel, Kind
from hub.features.cases.rules.stages import OPEN, OVER, Stage

PAGE = 30
SHOWS = ("open", "overdue", "mine", "waiting", "over", "all")


@dataclass(frozen=True)
class Filter:
    """What the queue's address asks for."""

    show: str = "open"
    kind: Kind | None = None
    channel: Channel | None = None

    @staticmethod
    def of(args: Mapping[str, str]) -> Filter:
        """Unknown values are as if not asked for."""
        show, kind, channel = args.get("show", ""), args.get("kind", ""), args.get("channel", "")
        return Filter(
            show if show in SHOWS else "open",
            Kind(kind) if kind in tuple(Kind) else None,
            Channel(channel) if channel in tuple(Channel) else None,
        )

    def address(self, **change: str) -> dict[str, str]:
        """The same filter as an address, with something else chosen."""
        now = {"show": self.show, "kind": self.kind or "", "channel": self.channel or ""}
        return {name: str(value) for name, value in {**now, **change}.items() if value}


@dataclass(frozen=True)
class Page:
    """`before` is the cursor of the next page, None on the last."""

    lines: list[Line]
    before: int | None


def mine(actor: Actor) -> list[Line]:
    """What I told under my name, newest first."""
    query = select(Case).where(Case.reporter_id == actor.user_id, visible_to(actor))
    return lines(query.order_by(Case.received_at.desc(), Case.id).limit(100))


def to_judge(actor: Actor) -> list[Line]:
    """My cases that were answered and wait for my word."""
    query = select(Case).where(Case.reporter_id == actor.user_id, Case.stage == Stage.ANSWERED, visible_to(actor))
    return lines(query.order_by(Case.stage_since).limit(3))


def at_work(actor: Actor) -> ColumnElement[bool]:
    """What stands in this actor's queue: visible, and not their own."""
    return and_(visible_to(actor), or_(Case.reporter_id.is_(None), Case.reporter_id != actor.user_id))


def queue(actor: Actor, asked: Filter, before: int | None = None) -> Page:
    """One page. Open ones by what is due first; the others newest first."""
    query = select(Case).where(at_work(actor), _shown(actor, asked.show))
    if asked.kind:
        query = query.where(Case.kind == asked.kind)
    if asked.channel:
        query = query.where(Case.channel == asked.channel)
    if asked.show in ("open", "overdue", "mine"):
        found = lines(query.order_by(_due(), Case.id).limit(200))
        return Page(found, None)
    if before is not None:
        cursor = select(Case.received_at).where(Case.id == before).scalar_subquery()
        query = query.where(or_(Case.received_at < cursor, and_(Case.received_at == cursor, Case.id < before)))
    found = lines(query.order_by(Case.received_at.desc(), Case.id.desc()).limit(PAGE + 1))
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def _due() -> ColumnElement:
    return case((Case.replied_at.is_(None), Case.reply_due), else_=Case.solve_due)


def _shown(actor: Actor, show: str) -> ColumnElement[bool]:
    return {
        "open": Case.stage.in_(OPEN),
        "overdue": and_(Case.stage.in_(OPEN), _due() <= clock.now()),
        "mine": and_(Case.stage.in_(OPEN), Case.owner_id == actor.user_id),
        "waiting": Case.stage == Stage.ANSWERED,
        "over": Case.stage.in_(OVER),
        "all": true(),
    }[show]


@dataclass(frozen=True)
class Counts:
    """Of what this actor may see in the queue."""

    open: int
    overdue: int
    mine: int
    waiting: int


def counts(actor: Actor) -> Counts:
    """Numbers on the filters."""
    found = [_count(at_work(actor), _shown(actor, show)) for show in ("open", "overdue", "mine", "waiting")]
    return Counts(*found)


@dataclass(frozen=True)
class Overview:
    """What oversight sees of cases it has not been called to: numbers."""

    open: int
    overdue: int
    waiting: int


def overview(actor: Actor) -> Overview:
    """Of all cases but those about the actor."""
    return Overview(*(_count(not_about(actor), _shown(actor, show)) for show in ("open", "overdue", "waiting")))


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Case).where(*conditions)) or 0


def open_ids() -> list[int]:
    """Of all open cases, for the jobs."""
    return list(db.session.scalars(select(Case.id).where(Case.stage.in_(OPEN)).order_by(Case.received_at)))


def answered_ids() -> list[int]:
    """Of all cases that wait for a verdict, for the jobs."""
    return list(db.session.scalars(select(Case.id).where(Case.stage == Stage.ANSWERED).order_by(Case.stage_since)))
