"""我的活儿: what one technician has to do now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.features.repairs.models import Assignment, Repair
from hub.features.repairs.queries.cards import Line, lines
from hub.features.repairs.queries.dispatch import Member, crew
from hub.features.repairs.queries.sight import visible_to
from hub.features.repairs.rules import places
from hub.features.repairs.rules.dispatch import Job, qualified
from hub.features.repairs.rules.places import Kind, Visit
from hub.features.repairs.rules.spans import roughly
from hub.features.repairs.rules.stages import IN_HAND, UNASSIGNED, Stage
from hub.features.repairs.rules.workday import ASKS_WORDS, NEXT
from hub.people.worktime import FAR

MOST_FREE = 20


@dataclass(frozen=True, kw_only=True)
class Task:
    """A repair as the one who does it needs it: where, what, when somebody is at home, and the next button."""

    line: Line
    more: str  # the description, where the headline does not say it all
    place_note: str
    visit_on: date | None
    visit_part_name: object | None
    late: object | None
    offer_until: datetime | None
    offer_clock: str  # the same as the clock on the wall shows it
    reason: str  # what the office said when it gave the job
    to: Stage | None
    words: object
    asks_words: bool


@dataclass(frozen=True)
class Workday:
    """What waits for an answer, what is in hand, what anybody may take; and whether one is on duty at all."""

    me: Member
    offers: tuple[Task, ...]
    jobs: tuple[Task, ...]
    free: tuple[Task, ...]


def workday(actor: Actor) -> Workday | None:
    """None for somebody who is no technician."""
    me = next((member for member in crew() if member.user_id == actor.user_id), None)
    if me is None:
        return None
    held = _held(me.user_id)
    mine = _tasks(select(Repair).where(Repair.assignee_id == me.user_id, Repair.stage.in_(IN_HAND)), held)
    free = select(Repair).where(visible_to(actor), Repair.stage.in_(UNASSIGNED), Repair.assignee_id.is_(None))
    fitting = [task for task, repair in _tasks(free, held) if _fits(me, repair)]
    return Workday(
        me,
        tuple(task for task, _ in mine if task.offer_until),
        tuple(task for task, _ in mine if not task.offer_until),
        tuple(fitting[:MOST_FREE]),
    )


def _fits(me: Member, repair: Repair) -> bool:
    able = replace(me.candidate, on_shift=True)
    return qualified(Job(Kind(repair.kind), repair.building_id), able)


def _held(user_id: int) -> dict[int, Assignment]:
    query = select(Assignment).where(Assignment.user_id == user_id, Assignment.ended_at.is_(None))
    return {row.repair_id: row for row in db.session.scalars(query)}


def _tasks(query, held: dict[int, Assignment]) -> list[tuple[Task, Repair]]:  # type: ignore[no-untyped-def]
    """Urgent first, those that wait for something last, then by promise."""
    found = lines(query)
    rows = {row.id: row for row in db.session.scalars(query)}
    tasks = [(_task(line, rows[line.id], held.get(line.id)), rows[line.id]) for line in found]
    return sorted(tasks, key=lambda pair: _order(pair[0].line))


def _order(line: Line) -> tuple[bool, bool, datetime, int]:
    waiting = line.stage in (Stage.WAITING_PARTS, Stage.WAITING_RESIDENT)
    return waiting, not line.urgent, line.done_by or FAR, line.id


def _task(line: Line, repair: Repair, held: Assignment | None) -> Task:
    to, words = NEXT.get(line.stage, (None, ""))
    open_offer = held is not None and held.accepted_at is None and line.stage is Stage.ASSIGNED
    until = held.offer_until if held is not None and open_offer else None
    part = Visit(repair.visit_part)
    return Task(
        line=line,
        more="" if repair.description.strip().rstrip("。！？!?") == line.headline else repair.description,
        place_note=repair.place_note,
        visit_on=repair.visit_on,
        visit_part_name=None if part is Visit.ANY else places.VISITS[part],
        late=roughly(line.late) if line.late else None,
        offer_until=until,
        offer_clock=clock.local(until).strftime("%H:%M") if until else "",
        reason=held.reason if held is not None and held.given_by != held.user_id else "",
        to=to,
        words=words,
        asks_words=to in ASKS_WORDS,
    )
