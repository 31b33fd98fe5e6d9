"""The public page: months, each with sums, and texts that two people have let through."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from hub.core import clock
from hub.core.db import db
from hub.features.cases.models import Case, Example, Mediation
from hub.features.cases.rules.kinds import KINDS, Kind
from hub.features.cases.rules.mediation import State
from hub.features.cases.rules.record import FEW, Figures, Outcome, figures
from hub.features.cases.rules.stages import NAMES, Stage

MOST_MONTHS = 24


@dataclass(frozen=True)
class Told:
    """An approved example: nothing of the original but its kind and how it ended."""

    kind_name: object
    stage_name: object
    told: str
    answered: str


@dataclass(frozen=True)
class Month:
    """One finished month; `reached` and `mediated` are None when they are too few to be told."""

    first: date
    figures: Figures
    kinds: tuple[tuple[object, int], ...]
    mediated: int | None
    reached: int | None
    examples: tuple[Told, ...]

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"


def months() -> list[Month]:
    """Finished months in which something came, the newest first. The running one is not published."""
    begin, end = _start(_back(clock.today().replace(day=1), MOST_MONTHS)), _start(clock.today().replace(day=1))
    cases = select(Case.id, Case.kind, Case.stage, Case.received_at, Case.replied_at)
    found: defaultdict[date, list[Outcome]] = defaultdict(list)
    month_of: dict[int, date] = {}
    for id_, kind, stage, received, replied in db.session.execute(
        cases.where(Case.received_at >= begin, Case.received_at < end)
    ):
        month_of[id_] = clock.local(received).date().replace(day=1)
        found[month_of[id_]].append(Outcome(Kind(kind), Stage(stage), received, replied))
    told, ended = _examples(month_of), _mediations(begin, end)
    return [_month(first, found[first], ended[first], told[first]) for first in sorted(found, reverse=True)]


def _month(first: date, outcomes: list[Outcome], ended: list[str], told: list[Told]) -> Month:
    sums = figures(outcomes)
    enough = len(ended) >= FEW
    return Month(
        first,
        sums,
        tuple((KINDS[kind], n) for kind, n in sums.kinds),
        len(ended) if enough else None,
        sum(state == State.REACHED for state in ended) if enough else None,
        tuple(told),
    )


def _examples(month_of: dict[int, date]) -> defaultdict[date, list[Told]]:
    found: defaultdict[date, list[Told]] = defaultdict(list)
    query = (
        select(Example, Case.kind, Case.stage)
        .join(Case, Case.id == Example.case_id)
        .where(Example.approved_at.is_not(None), Case.about_user_id.is_(None))
        .order_by(Example.approved_at)
    )
    for example, kind, stage in db.session.execute(query):
        if example.case_id in month_of:
            told = Told(KINDS[Kind(kind)], NAMES[Stage(stage)], example.told, example.answered)
            found[month_of[example.case_id]].append(told)
    return found


def _mediations(begin: datetime, end: datetime) -> defaultdict[date, list[str]]:
    found: defaultdict[date, list[str]] = defaultdict(list)
    query = select(Mediation.ended_at, Mediation.state).where(Mediation.ended_at >= begin, Mediation.ended_at < end)
    for at, state in db.session.execute(query):
        assert at is not None
        found[clock.local(at).date().replace(day=1)].append(state)
    return found


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)


def _back(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
