"""The staff's board: everything that is not over, by whose turn it is, the latest first."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, or_, select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.features.repairs import policy
from hub.features.repairs.models import Assignment, Rating, Repair
from hub.features.repairs.queries.cards import Line, lines
from hub.features.repairs.queries.dispatch import Member, crew, exhausted
from hub.features.repairs.queries.sight import visible_to
from hub.features.repairs.rules.dispatch import Job, qualified
from hub.features.repairs.rules.places import Kind, Urgency
from hub.features.repairs.rules.promises import LOW_SCORE
from hub.features.repairs.rules.spans import roughly
from hub.features.repairs.rules.stages import OPEN, OVER, UNASSIGNED, Stage
from hub.features.repairs.rules.workday import COLUMNS, Column, column
from hub.people.models import Building
from hub.people.worktime import FAR

SHOWN = 40
NOBODY = "nobody"


@dataclass(frozen=True)
class Asked:
    """What the address asks for; empty: everything. Unknown words are ignored."""

    building: str = ""
    kind: str = ""
    urgency: str = ""
    person: str = ""
    overdue: str = ""

    @classmethod
    def of(cls, args: Any) -> Asked:
        building, person = args.get("building", ""), args.get("person", "")
        return cls(
            building if _number(building) else "",
            args.get("kind", "") if args.get("kind", "") in tuple(Kind) else "",
            args.get("urgency", "") if args.get("urgency", "") in tuple(Urgency) else "",
            person if _number(person) or person == NOBODY else "",
            "1" if args.get("overdue") else "",
        )

    @property
    def args(self) -> dict[str, str]:
        """For the address: only what was asked."""
        return {key: value for key, value in asdict(self).items() if value}

    def address(self, path: str, **changes: str) -> str:
        """`path` with this filter in it, some of it changed."""
        args = {key: value for key, value in {**self.args, **changes}.items() if value}
        return f"{path}?{urlencode(args)}" if args else path


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A repair on the board."""

    line: Line
    late: object | None  # how long, in words
    offered_until: datetime | None  # somebody is asked and has not answered
    nobody_left: bool
    low_score: int | None  # a verdict that waits for the office's answer
    may_accept: bool
    may_assign: bool
    fitting: frozenset[int]  # technicians with the skill who look after the building, on shift or not


@dataclass(frozen=True)
class Stack:
    """One column: `total` may be more than the tiles shown."""

    column: Column
    name: object
    tiles: tuple[Tile, ...]
    total: int


@dataclass(frozen=True)
class Board:
    """All columns, and the technicians to choose from."""

    stacks: tuple[Stack, ...]
    total: int
    overdue: int
    people: tuple[Member, ...]


def board(actor: Actor, asked: Asked) -> Board:
    """What this member of staff may see of it."""
    lows = _low_verdicts()
    query = select(Repair).where(
        visible_to(actor), or_(Repair.stage.in_(OPEN | {Stage.DONE}), Repair.id.in_(lows)), *_conditions(asked)
    )
    found = lines(query)
    ids = [line.id for line in found]
    offers, left, jobs = _offers(ids), exhausted(ids), _jobs(ids)
    office, now = policy.may_handle(actor), clock.now()
    people = tuple(crew(now))
    stacks: dict[Column, list[Tile]] = {name: [] for name in Column}
    for line in found:
        if asked.overdue and not line.overdue:
            continue
        stacks[column(line.stage, line.id not in offers)].append(
            Tile(
                line=line,
                late=roughly(line.late) if line.overdue and line.late else None,
                offered_until=offers.get(line.id),
                nobody_left=line.id in left,
                low_score=lows.get(line.id),
                may_accept=office and line.stage in (Stage.SUBMITTED, Stage.REOPENED),
                may_assign=office and (line.stage in UNASSIGNED or line.id in offers),
                fitting=_fitting(jobs[line.id], people),
            )
        )
    return Board(
        tuple(_stack(name, tiles) for name, tiles in stacks.items()),
        sum(len(tiles) for tiles in stacks.values()),
        sum(tile.line.overdue for tiles in stacks.values() for tile in tiles),
        people,
    )


def _stack(name: Column, tiles: list[Tile]) -> Stack:
    tiles.sort(key=_order)
    return Stack(name, COLUMNS[name], tuple(tiles[:SHOWN]), len(tiles))


def _order(tile: Tile) -> tuple[Any, ...]:
    """A bad verdict and what is overdue first, then urgent, then by promise."""
    line = tile.line
    return (tile.low_score is None, not line.overdue, not line.urgent, _due(line), line.id)


def _due(line: Line) -> datetime:
    """The promise that is broken or comes next; what waits comes last."""
    if line.stage in OVER or line.stage is Stage.DONE:
        return line.stage_since
    return (line.accept_by if line.stage is Stage.SUBMITTED else line.done_by) or FAR


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.building:
        conditions.append(Repair.building_id == int(asked.building))
    if asked.kind:
        conditions.append(Repair.kind == asked.kind)
    if asked.urgency:
        conditions.append(Repair.urgency == asked.urgency)
    if asked.person == NOBODY:
        conditions.append(Repair.assignee_id.is_(None))
    elif asked.person:
        conditions.append(Repair.assignee_id == int(asked.person))
    return conditions


def _low_verdicts() -> dict[int, int]:
    """Repair → score, where the last round was rated badly and the office has not answered."""
    query = (
        select(Rating.repair_id, Rating.score)
        .join(Repair, and_(Repair.id == Rating.repair_id, Repair.round == Rating.round))
        .where(Rating.score <= LOW_SCORE, Rating.answered_at.is_(None))
    )
    return {key: value for key, value in db.session.execute(query).all() if value is not None}


def _offers(ids: list[int]) -> dict[int, datetime]:
    """Repair → until when somebody's answer is awaited."""
    query = select(Assignment.repair_id, Assignment.offer_until).where(
        Assignment.repair_id.in_(ids),
        Assignment.ended_at.is_(None),
        Assignment.accepted_at.is_(None),
        Assignment.offer_until.is_not(None),
    )
    return {repair_id: until for repair_id, until in db.session.execute(query) if until is not None}


def _jobs(ids: list[int]) -> dict[int, Job]:
    query = select(Repair.id, Repair.kind, Repair.building_id).where(Repair.id.in_(ids))
    return {repair_id: Job(Kind(kind), building_id) for repair_id, kind, building_id in db.session.execute(query)}


def _fitting(job: Job, people: tuple[Member, ...]) -> frozenset[int]:
    able = (replace(member.candidate, on_shift=True) for member in people)
    return frozenset(person.user_id for person in able if qualified(job, person))


def buildings() -> list[tuple[int, str]]:
    """(id, name), as people count them."""
    query = select(Building.id, Building.name).order_by(Building.position, Building.id)
    return [(building_id, name) for building_id, name in db.session.execute(query)]
