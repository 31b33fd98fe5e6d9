"""The office's day and month, and what everybody may know: counts without names."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from hub.core import clock
from hub.core.db import db
from hub.features.rounds.models import Outing, Round, Stop
from hub.features.rounds.queries.outings import OutingCard, cards
from hub.features.rounds.queries.plans import RoundCard, round_cards
from hub.features.rounds.queries.today import Ahead, ahead
from hub.features.rounds.rules.outings import KINDS, LOOKS, STATES, Kind, State, share

WORST_FIRST = (State.MISSED, State.GOING, State.DUE, State.FINISHED, State.EXCUSED)
PUBLIC_DAYS = 30


@dataclass(frozen=True)
class Day:
    """A cell of the month: the worst that happened, None when nothing was due."""

    date: date
    state: State | None
    outings: int

    @property
    def state_name(self) -> Any:
        return STATES[self.state] if self.state else ""

    @property
    def look(self) -> tuple[str, str]:
        return LOOKS[self.state] if self.state else ("", "")


@dataclass(frozen=True)
class Line:
    """One round on the overview."""

    round: RoundCard
    today: tuple[OutingCard, ...]
    ahead: tuple[Ahead, ...]
    month: tuple[Day, ...]
    on_time: int
    due: int

    @property
    def share(self) -> float | None:
        return share(self.on_time, self.due)


@dataclass(frozen=True)
class Overview:
    """Today and one month."""

    month: date
    days: int
    lines: tuple[Line, ...]

    @property
    def before(self) -> str:
        return f"{self.month - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.month + timedelta(days=31):%Y-%m}"

    @property
    def legend(self) -> list[tuple[Any, tuple[str, str]]]:
        return [(STATES[state], LOOKS[state]) for state in State]


def overview(month: date | None = None) -> Overview:
    """For whoever plans rounds. `month`: any day of it; this one when none is given."""
    now = clock.now()
    midnight = _midnight(clock.today())
    first = (month or clock.today()).replace(day=1)
    days = calendar.monthrange(first.year, first.month)[1]
    begin, end = _midnight(first), _midnight(first) + timedelta(days=days)
    today = cards(
        db.session.scalars(
            select(Outing)
            .where(Outing.begins_at < midnight + timedelta(days=1), Outing.ends_at > midnight)
            .order_by(Outing.begins_at)
        )
    )
    coming = ahead(now, midnight + timedelta(days=1) - timedelta(seconds=1))
    grid = _grid(begin, end)
    sums = _sums(begin, end)
    lines = []
    for card in round_cards():
        month_days = tuple(
            _day(first + timedelta(days=n), grid.get((card.id, first + timedelta(days=n)), [])) for n in range(days)
        )
        lines.append(
            Line(
                card,
                tuple(one for one in today if one.round_id == card.id),
                tuple(one for one in coming if one.round_id == card.id),
                month_days,
                *sums.get(card.id, (0, 0)),
            )
        )
    return Overview(first, days, tuple(lines))


def of_day(round_id: int, day: date) -> list[OutingCard]:
    """The outings of one round whose window opened on that day."""
    begin = _midnight(day)
    query = select(Outing).where(
        Outing.round_id == round_id, Outing.begins_at >= begin, Outing.begins_at < begin + timedelta(days=1)
    )
    return cards(db.session.scalars(query.order_by(Outing.begins_at)))


def missed_lately() -> int:
    """Outings with missing points whose time ended within the last day."""
    since = clock.now() - timedelta(days=1)
    query = select(func.count()).where(Outing.state == State.MISSED, Outing.closed_at >= since)
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class Counts:
    """What every neighbour may know about a round."""

    name: str
    kind_name: Any
    walked: int
    missed: int
    excused: int


def counts_for_all() -> list[Counts]:
    """The last thirty days of every round that was due in them."""
    since = clock.now() - timedelta(days=PUBLIC_DAYS)

    def of(state: State) -> Any:
        return func.sum(case((Outing.state == state, 1), else_=0))

    query = (
        select(Round.name, Round.kind, of(State.FINISHED), of(State.MISSED), of(State.EXCUSED))
        .join(Outing, Outing.round_id == Round.id)
        .where(Outing.begins_at >= since, Outing.closed_at.is_not(None))
        .group_by(Round.id, Round.name, Round.kind)
        .order_by(Round.id)
    )
    return [Counts(name, KINDS[Kind(kind)], *map(int, sums)) for name, kind, *sums in db.session.execute(query)]


def _grid(begin: datetime, end: datetime) -> dict[tuple[int, date], list[State]]:
    found: dict[tuple[int, date], list[State]] = {}
    query = select(Outing.round_id, Outing.begins_at, Outing.state)
    for number, begins, state in db.session.execute(query.where(Outing.begins_at >= begin, Outing.begins_at < end)):
        found.setdefault((number, clock.local(begins).date()), []).append(State(state))
    return found


def _sums(begin: datetime, end: datetime) -> dict[int, tuple[int, int]]:
    """Round → (points visited on time, points due); what was excused or is not over yet does not count."""
    on_time = func.sum(case((Stop.visited_at.is_not(None) & Stop.late.is_(False), 1), else_=0))
    query = (
        select(Outing.round_id, on_time, func.count())
        .join(Stop, Stop.outing_id == Outing.id)
        .where(
            Outing.begins_at >= begin,
            Outing.begins_at < end,
            Outing.state.in_((State.FINISHED, State.MISSED)),
        )
        .group_by(Outing.round_id)
    )
    return {number: (int(good), int(due)) for number, good, due in db.session.execute(query)}


def _day(day: date, states: list[State]) -> Day:
    return Day(day, next((state for state in WORST_FIRST if state in states), None), len(states))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.LOCAL)
