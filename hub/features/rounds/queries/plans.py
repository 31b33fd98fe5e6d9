"""Rounds, points and labels as they are planned now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.rounds import policy
from hub.features.rounds.models import PointLabel, Round, RoundPoint, RoundSettings, RoundStart
from hub.features.rounds.rules.outings import KINDS, Kind
from hub.features.rounds.rules.plans import Manners
from hub.features.rounds.rules.timetable import WEEKDAYS, Timetable, Window, next_window, spoken, unmask
from hub.people.models import Building, Entrance, User
from hub.people.queries.privacy import holders
from hub.people.roles import Role


@dataclass(frozen=True)
class RoundCard:
    """A round for pages."""

    id: int
    name: str
    kind: Kind
    kind_name: Any
    timetable: Timetable
    walker_id: int | None
    walker: str
    photos: bool
    paused_at: datetime | None
    points: int

    @property
    def days(self) -> list[Any]:
        """Names of its weekdays; none when it is every day."""
        return [] if len(self.timetable.weekdays) == 7 else [WEEKDAYS[day] for day in sorted(self.timetable.weekdays)]

    @property
    def times(self) -> str:
        return spoken(self.timetable.starts)


@dataclass(frozen=True)
class PointCard:
    """A point in use, with its label."""

    id: int
    round_id: int
    position: int
    name: str
    door: str  # "b3", "e12" or nothing
    place: str
    place_note: str
    checks: str
    min_seconds: int
    code: str


@dataclass(frozen=True)
class Label:
    """What a scanned code stands for."""

    code: str
    point_id: int
    round_id: int
    in_use: bool


def round_row(actor: Actor, round_id: int) -> Round:
    """The row to change, locked until the command ends; plans are the office's and the system's."""
    if not (actor.kind == "system" or policy.may_manage(actor)):
        raise NotFound
    row = db.session.scalar(select(Round).where(Round.id == round_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def point_row(actor: Actor, point_id: int) -> RoundPoint:
    """A point in use, its round locked; NotFound otherwise."""
    row = db.session.scalar(select(RoundPoint).where(RoundPoint.id == point_id, RoundPoint.retired_at.is_(None)))
    if row is None:
        raise NotFound
    round_row(actor, row.round_id)
    return row


def point_rows(round_id: int) -> list[RoundPoint]:
    """The points in use, in order."""
    query = select(RoundPoint).where(RoundPoint.round_id == round_id, RoundPoint.retired_at.is_(None))
    return list(db.session.scalars(query.order_by(RoundPoint.position, RoundPoint.id)))


def label_row(point_id: int) -> PointLabel | None:
    """The label in use on a point."""
    return db.session.scalar(select(PointLabel).where(PointLabel.point_id == point_id, PointLabel.retired_at.is_(None)))


def label(code: str) -> Label:
    """NotFound for a code that was never printed; a retired one says so."""
    query = (
        select(PointLabel.point_id, PointLabel.retired_at, RoundPoint.round_id)
        .join(RoundPoint, RoundPoint.id == PointLabel.point_id)
        .where(PointLabel.code == code)
    )
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound
    return Label(code, found.point_id, found.round_id, found.retired_at is None)


def manners() -> Manners:
    """How rounds work here."""
    row = db.session.get(RoundSettings, 1)
    return Manners() if row is None else Manners(row.grace_minutes, row.keep_days)


def starts_of(round_ids: list[int]) -> dict[int, tuple[int, ...]]:
    """Times of day of several rounds."""
    found: dict[int, list[int]] = {number: [] for number in round_ids}
    query = select(RoundStart).where(RoundStart.round_id.in_(round_ids)).order_by(RoundStart.minute)
    for row in db.session.scalars(query):
        found[row.round_id].append(row.minute)
    return {number: tuple(minutes) for number, minutes in found.items()}


def timetable_of(row: Round) -> Timetable:
    """When this round is walked."""
    return Timetable(unmask(row.weekdays), starts_of([row.id])[row.id], row.minutes)


def next_time(row: Round) -> Window | None:
    """The next window that opens; None when it is paused."""
    return None if row.paused_at else next_window(timetable_of(row), clock.now())


def active_rounds() -> list[int]:
    """Ids of rounds that are walked at present."""
    return list(db.session.scalars(select(Round.id).where(Round.paused_at.is_(None)).order_by(Round.id)))


def round_cards() -> list[RoundCard]:
    """All rounds, those in use first."""
    rows = list(db.session.scalars(select(Round).order_by(Round.paused_at.is_not(None), Round.id)))
    return _cards(rows)


def round_card(round_id: int) -> RoundCard:
    """One round; NotFound when there is none."""
    row = db.session.get(Round, round_id)
    if row is None:
        raise NotFound
    return _cards([row])[0]


def _cards(rows: list[Round]) -> list[RoundCard]:
    starts = starts_of([row.id for row in rows])
    counted = select(RoundPoint.round_id, func.count()).where(RoundPoint.retired_at.is_(None))
    points: dict[int, int] = dict(db.session.execute(counted.group_by(RoundPoint.round_id)).all())
    names = nicknames({row.walker_id for row in rows if row.walker_id})
    return [
        RoundCard(
            row.id,
            row.name,
            Kind(row.kind),
            KINDS[Kind(row.kind)],
            Timetable(unmask(row.weekdays), starts[row.id], row.minutes),
            row.walker_id,
            names.get(row.walker_id or 0, ""),
            row.photos,
            row.paused_at,
            points.get(row.id, 0),
        )
        for row in rows
    ]


def point_card(point_id: int) -> PointCard:
    """One point in use; NotFound when there is none."""
    row = db.session.get(RoundPoint, point_id)
    if row is None or row.retired_at is not None:
        raise NotFound
    return next(card for card in point_cards(row.round_id) if card.id == point_id)


def point_cards(round_id: int) -> list[PointCard]:
    """The points in use, in order."""
    rows, doors = point_rows(round_id), door_names()
    query = select(PointLabel).where(PointLabel.point_id.in_([row.id for row in rows]), PointLabel.retired_at.is_(None))
    codes = {found.point_id: found.code for found in db.session.scalars(query)}
    cards = []
    for row in rows:
        at = f"e{row.entrance_id}" if row.entrance_id else f"b{row.building_id}" if row.building_id else ""
        place = " ".join(filter(None, (doors.get(at, ""), row.place_note)))
        cards.append(
            PointCard(
                row.id,
                row.round_id,
                row.position,
                row.name,
                at,
                place,
                row.place_note,
                row.checks,
                row.min_seconds,
                codes.get(row.id, ""),
            )
        )
    return cards


def nicknames(user_ids: set[int]) -> dict[int, str]:
    """What people are called."""
    query = select(User.id, User.nickname).where(User.id.in_(user_ids))
    return dict(db.session.execute(query).all())


def walkers() -> list[tuple[int, str]]:
    """(id, name) of everybody who may go on rounds."""
    names = nicknames(set(holders(Role.GUARD, Role.TECHNICIAN)))
    return sorted(names.items(), key=lambda one: (one[1], one[0]))


def door_names() -> dict[str, str]:
    """ "b3" or "e12" → what people call that building or entrance, as they count them."""
    query = (
        select(Building.id, Building.name, Entrance.id, Entrance.name)
        .outerjoin(Entrance, Entrance.building_id == Building.id)
        .order_by(Building.position, Building.id, Entrance.id)
    )
    names: dict[str, str] = {}
    for building_id, building, entrance_id, entrance in db.session.execute(query):
        names.setdefault(f"b{building_id}", building)
        if entrance_id is not None:
            names[f"e{entrance_id}"] = building + entrance
    return names


def door(value: str) -> tuple[int | None, int | None]:
    """(building, entrance) a form's value stands for; neither for the whole compound."""
    if value not in door_names():
        return None, None
    return (int(value[1:]), None) if value[0] == "b" else (None, int(value[1:]))
