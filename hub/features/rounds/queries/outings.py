"""Outings: to write, to walk, to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.files import PhotoCard, photos_by_part, photos_of
from hub.core.problems import NotFound
from hub.features.rounds.models import Outing, Round, RoundPoint, Stop
from hub.features.rounds.queries.plans import label, manners, nicknames
from hub.features.rounds.queries.sight import visible_to
from hub.features.rounds.rules.outings import EXCUSABLE, KINDS, LOOKS, OPEN, STATES, Kind, State


@dataclass(frozen=True)
class StopCard:
    """A point of an outing. `by` is empty once it is forgotten."""

    id: int
    position: int
    name: str
    place: str
    checks: str
    visited_at: datetime | None
    by: str
    late: bool
    too_fast: bool
    out_of_order: bool
    note: str
    repair_id: int | None
    photos: tuple[PhotoCard, ...]


@dataclass(frozen=True)
class OutingCard:
    """An outing with its stops in order."""

    id: int
    round_id: int
    name: str
    kind_name: Any
    begins_at: datetime
    ends_at: datetime
    state: State
    excuse: str
    version: int
    photos: bool
    stops: tuple[StopCard, ...]

    @property
    def state_name(self) -> Any:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return LOOKS[self.state][0]

    @property
    def glyph(self) -> str:
        return LOOKS[self.state][1]

    @property
    def visited(self) -> int:
        return sum(1 for stop in self.stops if stop.visited_at)

    @property
    def next(self) -> StopCard | None:
        """The first point that has not been visited."""
        return next((stop for stop in self.stops if stop.visited_at is None), None)

    @property
    def may_excuse(self) -> bool:
        return self.state in EXCUSABLE

    @property
    def open(self) -> bool:
        return self.state in OPEN


def stop_rows(outing_id: int) -> list[Stop]:
    """The stops of an outing, in order."""
    return list(db.session.scalars(select(Stop).where(Stop.outing_id == outing_id).order_by(Stop.position, Stop.id)))


def begun(round_id: int, since: datetime) -> set[datetime]:
    """When the windows opened for which there is an outing already."""
    return set(
        db.session.scalars(select(Outing.begins_at).where(Outing.round_id == round_id, Outing.begins_at >= since))
    )


def under_way(round_id: int) -> Outing | None:
    """The outing whose time it is, stragglers' minutes included, locked; however it stands."""
    now, late = clock.now(), timedelta(minutes=manners().grace_minutes)
    return db.session.scalar(
        select(Outing)
        .where(Outing.round_id == round_id, Outing.begins_at <= now, Outing.ends_at > now - late)
        .order_by(Outing.begins_at.desc())
        .limit(1)
        .with_for_update()
    )


def overdue() -> list[int]:
    """Open outings whose time is over."""
    before = clock.now() - timedelta(minutes=manners().grace_minutes)
    query = select(Outing.id).where(Outing.state.in_(OPEN), Outing.ends_at <= before).order_by(Outing.id)
    return list(db.session.scalars(query))


def outing_card(actor: Actor, outing_id: int) -> OutingCard:
    """One outing with everything; NotFound when there is none for this actor."""
    outing = db.session.scalar(select(Outing).where(Outing.id == outing_id, visible_to(actor)))
    if outing is None:
        raise NotFound
    return cards([outing], with_photos=True)[0]


def cards(outings: Iterable[Outing], with_photos: bool = False) -> list[OutingCard]:
    """Several at once."""
    outings = list(outings)
    walks = {
        row.id: row for row in db.session.scalars(select(Round).where(Round.id.in_({o.round_id for o in outings})))
    }
    query = select(Stop).where(Stop.outing_id.in_([o.id for o in outings])).order_by(Stop.position, Stop.id)
    stops = list(db.session.scalars(query))
    names = nicknames({stop.by_id for stop in stops if stop.by_id})
    photos = photos_by_part("outing", [stop.id for stop in stops]) if with_photos else {}
    made: dict[int, list[StopCard]] = {outing.id: [] for outing in outings}
    for stop in stops:
        pictures = photos.get(stop.id, ())
        if with_photos and stop.repair_id and not pictures:
            pictures = photos_of(f"repair:{stop.repair_id}")
        made[stop.outing_id].append(_stop(stop, names.get(stop.by_id or 0, ""), pictures))
    return [_card(outing, walks[outing.round_id], tuple(made[outing.id])) for outing in outings]


def _stop(stop: Stop, by: str, photos: tuple[PhotoCard, ...]) -> StopCard:
    return StopCard(
        stop.id,
        stop.position,
        stop.name,
        stop.place,
        stop.checks,
        stop.visited_at,
        by,
        stop.late,
        stop.too_fast,
        stop.out_of_order,
        stop.note,
        stop.repair_id,
        photos,
    )


def _card(outing: Outing, walk: Round, stops: tuple[StopCard, ...]) -> OutingCard:
    return OutingCard(
        outing.id,
        outing.round_id,
        walk.name,
        KINDS[Kind(walk.kind)],
        outing.begins_at,
        outing.ends_at,
        State(outing.state),
        outing.excuse,
        outing.version,
        outing.photos,
        stops,
    )


@dataclass(frozen=True)
class Problem:
    """What a walker saw at a point, and where that is."""

    kind: str
    note: str
    name: str
    place_note: str
    building_id: int | None
    entrance_id: int | None
    repair_id: int | None


def problem(actor: Actor, stop_id: int) -> Problem:
    """For flows; NotFound when there is none for this actor."""
    query = (
        select(Stop, RoundPoint, Round.kind)
        .join(RoundPoint, RoundPoint.id == Stop.point_id)
        .join(Round, Round.id == RoundPoint.round_id)
        .join(Outing, Outing.id == Stop.outing_id)
        .where(Stop.id == stop_id, visible_to(actor))
    )
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound
    stop, point, kind = found
    return Problem(kind, stop.note, stop.name, point.place_note, point.building_id, point.entrance_id, stop.repair_id)


@dataclass(frozen=True)
class Place:
    """What the page of a scanned label shows. `done` of `total`: the outing whose time it is."""

    code: str
    round_name: str
    name: str
    place: str
    checks: str
    photos: bool
    visited_at: datetime | None
    done: int
    total: int


def scanned(code: str) -> Place:
    """NotFound for a code that was never printed. What stands in the way of a visit is said when one is made."""
    found = label(code)
    point, walk = db.session.get_one(RoundPoint, found.point_id), db.session.get_one(Round, found.round_id)
    now = clock.now()
    outing = db.session.scalar(
        select(Outing)
        .where(Outing.round_id == walk.id, Outing.begins_at <= now, Outing.ends_at > now)
        .order_by(Outing.begins_at.desc())
        .limit(1)
    )
    stops = stop_rows(outing.id) if outing else []
    here = next((stop for stop in stops if stop.point_id == point.id), None)
    return Place(
        code,
        walk.name,
        point.name,
        here.place if here else point.place_note,
        point.checks,
        walk.photos,
        here.visited_at if here else None,
        sum(1 for stop in stops if stop.visited_at),
        len(stops),
    )


def told_by(actor: Actor) -> list[dict[str, Any]]:
    """Where the hub knows this account to have been on rounds, oldest first, for the copy one may take along."""
    query = select(Stop).where(Stop.by_id == actor.user_id).order_by(Stop.visited_at)
    return [
        {"at": stop.visited_at.isoformat() if stop.visited_at else None, "place": stop.name, "note": stop.note}
        for stop in db.session.scalars(query)
    ]
