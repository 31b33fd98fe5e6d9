"""What pages show: frozen cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from hub.core import clock, files
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.cases.models import Case, Step, Verdict
from hub.features.cases.queries.sight import by_code, visible_to
from hub.features.cases.rules import kinds, stages
from hub.features.cases.rules.due import last_day, late_days
from hub.features.cases.rules.kinds import Channel, Circle, Kind
from hub.features.cases.rules.stages import OPEN, Party, Stage
from hub.people.models import Building, User

LONGEST_HEADLINE = 30
_Owner = aliased(User)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A case in a list. `late` is in days; the clock shown is the answer's until there was one, then the solution's."""

    id: int
    number: str
    version: int
    stage: Stage
    stage_name: object
    kind_name: object
    channel_name: object
    channel: Channel
    circle_name: object
    headline: str
    where: str
    received_at: datetime
    open: bool
    replied: bool
    due_day: date
    late: int
    owner: str
    anonymous: bool
    about_staff: bool
    escalated: bool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the course."""

    act: str
    stage: Stage
    title: object
    at: datetime
    who: str
    party: Party
    party_name: object
    words: str
    photos: tuple[files.PhotoCard, ...]


@dataclass(frozen=True, kw_only=True)
class VerdictCard:
    """What the reporter thought."""

    solved: bool
    score: int
    words: str
    noted: bool


@dataclass(frozen=True, kw_only=True)
class Card:
    """A case as its reporter, and a follower with the code, may read it; the office reads more beside it."""

    line: Line
    words: str
    reply_day: date
    solve_day: date
    entries: tuple[Entry, ...]
    verdicts: tuple[VerdictCard, ...]
    ahead: tuple[object, ...]


def number(case_id: int) -> str:
    """As people read it out: 5820-1934."""
    return f"{case_id // 10_000}-{case_id % 10_000:04d}"


def lines(query: Select[Any]) -> list[Line]:
    """`query` selects `Case` with its conditions, order and limit."""
    return [_line(*found) for found in db.session.execute(_with_names(query))]


def card(actor: Actor, case_id: int) -> Card:
    """NotFound when there is none for this actor."""
    return _card(select(Case).where(Case.id == case_id, visible_to(actor)), photos=True)


def followed(code: str) -> Card:
    """By its code, without photos: those are shown to accounts that may see the case only."""
    return _card(select(Case).where(Case.id == by_code(code).id), photos=False)


def line(case: Case) -> Line:
    """Of a row at hand."""
    return lines(select(Case).where(Case.id == case.id))[0]


def headline(words: str) -> str:
    """The first sentence, cut where a list has no room for more."""
    first = words.strip().splitlines()[0] if words.strip() else ""
    for mark in "。！？!?；;":
        first = first.split(mark)[0]
    return first if len(first) <= LONGEST_HEADLINE else first[: LONGEST_HEADLINE - 1] + "…"


def _card(query: Select[Any], *, photos: bool) -> Card:
    found = db.session.execute(_with_names(query)).first()
    if found is None:
        raise NotFound
    case: Case = found[0]
    verdicts = db.session.scalars(select(Verdict).where(Verdict.case_id == case.id).order_by(Verdict.id))
    return Card(
        line=_line(*found),
        words=case.words,
        reply_day=last_day(case.reply_due),
        solve_day=last_day(case.solve_due),
        entries=_entries(case.id, photos=photos),
        verdicts=tuple(
            VerdictCard(solved=one.solved, score=one.score, words=one.words, noted=one.noted_by_id is not None)
            for one in verdicts
        ),
        ahead=tuple(stages.COMING[stage] for stage in stages.ahead(Stage(case.stage))),
    )


def _with_names(query: Select[Any]) -> Select[Any]:
    return (
        query.add_columns(Building.name, _Owner.nickname)
        .outerjoin(Building, Building.id == Case.building_id)
        .outerjoin(_Owner, _Owner.id == Case.owner_id)
    )


def _line(case: Case, building: str | None, owner: str | None) -> Line:
    stage = Stage(case.stage)
    due = case.solve_due if case.replied_at else case.reply_due
    return Line(
        id=case.id,
        number=number(case.id),
        version=case.version,
        stage=stage,
        stage_name=stages.NAMES[stage],
        kind_name=kinds.KINDS[Kind(case.kind)],
        channel_name=kinds.CHANNELS[Channel(case.channel)],
        channel=Channel(case.channel),
        circle_name=kinds.CIRCLES[Circle(case.circle)],
        headline=headline(case.words),
        where=building or "",
        received_at=case.received_at,
        open=stage in OPEN,
        replied=case.replied_at is not None,
        due_day=last_day(due),
        late=late_days(due, clock.now()) if stage in OPEN else 0,
        owner=owner or "",
        anonymous=case.anonymous,
        about_staff=case.about_user_id is not None,
        escalated=case.escalated_at is not None,
    )


def _entries(case_id: int, *, photos: bool) -> tuple[Entry, ...]:
    query = (
        select(Step, User.nickname)
        .outerjoin(User, User.id == Step.user_id)
        .where(Step.case_id == case_id)
        .order_by(Step.id)
    )
    found = db.session.execute(query).all()
    pictures = files.photos_by_part("case", [step.id for step, _ in found]) if photos else {}
    return tuple(_entry(step, who, pictures.get(step.id, ())) for step, who in found)


def _entry(step: Step, who: str | None, pictures: tuple[files.PhotoCard, ...]) -> Entry:
    party = Party(step.party)
    return Entry(
        act=step.act,
        stage=Stage(step.now),
        title=stages.ACTS.get(step.act, stages.NAMES[Stage(step.now)]),
        at=step.at,
        who=who or "",
        party=party,
        party_name=stages.PARTY_NAMES[party],
        words=step.words,
        photos=pictures,
    )
