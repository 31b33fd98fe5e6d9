"""Plans, what is due now, and what is to come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.assets.models import Asset, Occurrence, PlanRow
from hub.features.assets.queries.sight import visible_to
from hub.features.assets.rules.card import Status
from hub.features.assets.rules.intervals import Counted, Every, Last, Schedule, Span, coming, due_now
from hub.features.assets.rules.kinds import KINDS, Kind
from hub.features.assets.rules.planning import OPEN, Plan, every_spoken
from hub.people.models import User

MONTHS_AHEAD = 92
NAMED = 3


@dataclass(frozen=True, kw_only=True)
class PlanCard:
    """A plan in a list. `technician` is empty when dispatch looks for somebody."""

    id: int
    title: str
    target: str  # the asset's name; empty for a kind
    target_kind: object
    asset_id: int | None
    every: object
    counted: Counted
    next_on: date | None
    lead: int
    technician: str
    checklist: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One plan with one asset it looks after."""

    plan_id: int
    asset_id: int
    code: str
    name: str
    schedule: Schedule
    last: Last | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the calendar: work planned for a day, or an inspection (`plan_id` empty)."""

    on: date
    title: str
    names: tuple[str, ...]
    more: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Late:
    """Maintenance whose day has passed while its work order is open."""

    due: date
    days: int
    title: str
    asset_id: int
    name: str
    code: str
    work: str


@dataclass(frozen=True)
class Calendar:
    """The next three months by month and day, and what is late."""

    months: tuple[tuple[date, tuple[tuple[date, tuple[Entry, ...]], ...]], ...]
    late: tuple[Late, ...]
    running: int


def plan_of(row: PlanRow) -> Plan:
    """The plan as the office wrote it."""
    return Plan(
        title=row.title,
        every=Every(row.n, Span(row.span)),
        counted=Counted(row.counted),
        first=row.first_on,
        lead=row.lead,
        asset_id=row.asset_id,
        kind=Kind(row.kind) if row.kind else None,
        checklist=row.checklist,
        technician_id=row.technician_id,
    )


def schedule_of(row: PlanRow, asset: Asset) -> Schedule:
    """Dates before the plan or the asset was known are nobody's omission."""
    since = max(clock.local(row.made_at).date(), clock.local(asset.made_at).date())
    return Schedule(row.first_on, Every(row.n, Span(row.span)), Counted(row.counted), row.lead, since)


def pairs(asset_id: int | None = None, plan_id: int | None = None) -> list[Pair]:
    """Every running plan with every asset it looks after, each with its last occurrence."""
    found = (
        select(PlanRow, Asset)
        .join(Asset, or_(PlanRow.asset_id == Asset.id, PlanRow.kind == Asset.kind))
        .where(PlanRow.ended_at.is_(None), Asset.status != Status.RETIRED)
        .order_by(PlanRow.id, Asset.code)
    )
    newest = select(func.max(Occurrence.id)).group_by(Occurrence.plan_id, Occurrence.asset_id)
    if asset_id is not None:
        found, newest = found.where(Asset.id == asset_id), newest.where(Occurrence.asset_id == asset_id)
    if plan_id is not None:
        found, newest = found.where(PlanRow.id == plan_id), newest.where(Occurrence.plan_id == plan_id)
    last = {
        (one.plan_id, one.asset_id): Last(one.due_on, one.ended_on)
        for one in db.session.scalars(select(Occurrence).where(Occurrence.id.in_(newest)))
    }
    return [
        Pair(
            plan_id=plan.id,
            asset_id=asset.id,
            code=asset.code,
            name=asset.name,
            schedule=schedule_of(plan, asset),
            last=last.get((plan.id, asset.id)),
        )
        for plan, asset in db.session.execute(found)
    ]


def due_pairs() -> list[tuple[int, int]]:
    """(plan, asset) for which something may have to be made now; the command looks again."""
    today = clock.today()
    return [(one.plan_id, one.asset_id) for one in pairs() if due_now(one.schedule, one.last, today)]


def plans(actor: Actor, asset_id: int | None = None) -> list[PlanCard]:
    """All running plans, or those that look after this asset."""
    every = pairs(asset_id)
    next_on: dict[int, date] = {}
    for one in every:
        found = due_now(one.schedule, one.last, clock.today())
        until = clock.today() + timedelta(days=3660)
        on = found.on if found else next(coming(one.schedule, one.last, clock.today(), until), None)
        if on is not None:
            next_on[one.plan_id] = min(on, next_on.get(one.plan_id, on))
    query = (
        select(PlanRow, Asset.name, User.nickname)
        .outerjoin(Asset, Asset.id == PlanRow.asset_id)
        .outerjoin(User, User.id == PlanRow.technician_id)
        .where(PlanRow.ended_at.is_(None), visible_to(actor))
        .order_by(PlanRow.id)
    )
    if asset_id is not None:
        query = query.where(PlanRow.id.in_({one.plan_id for one in every}))
    return [
        PlanCard(
            id=row.id,
            title=row.title,
            target=target or "",
            target_kind=KINDS[Kind(row.kind)] if row.kind else "",
            asset_id=row.asset_id,
            every=every_spoken(Every(row.n, Span(row.span))),
            counted=Counted(row.counted),
            next_on=next_on.get(row.id),
            lead=row.lead,
            technician=technician or "",
            checklist=tuple(line for line in row.checklist.splitlines() if line.strip()),
        )
        for row, target, technician in db.session.execute(query)
    ]


def plan_row(actor: Actor, plan_id: int) -> PlanRow:
    """A running plan, locked; NotFound when there is none for this actor."""
    query = select(PlanRow).where(PlanRow.id == plan_id, PlanRow.ended_at.is_(None), visible_to(actor))
    row = db.session.scalar(query.with_for_update())
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a work order needs to know of an occurrence."""

    id: int
    asset_id: int
    code: str
    name: str
    kind: Kind
    building_id: int | None
    entrance_id: int | None
    place_note: str
    title: str
    checklist: str
    due_on: date
    missed: int
    technician_id: int | None


def occurrence(occurrence_id: int) -> Job:
    """For flows. Unchecked."""
    query = (
        select(Occurrence, PlanRow, Asset)
        .join(PlanRow, PlanRow.id == Occurrence.plan_id)
        .join(Asset, Asset.id == Occurrence.asset_id)
        .where(Occurrence.id == occurrence_id)
    )
    found, plan, asset = db.session.execute(query).one()
    return Job(
        id=found.id,
        asset_id=asset.id,
        code=asset.code,
        name=asset.name,
        kind=Kind(asset.kind),
        building_id=asset.building_id,
        entrance_id=asset.entrance_id,
        place_note=asset.place_note,
        title=plan.title,
        checklist=plan.checklist,
        due_on=found.due_on,
        missed=found.missed,
        technician_id=plan.technician_id,
    )


def calendar(actor: Actor) -> Calendar:
    """Inspections and maintenance of the next three months; the same work on the same day is one line."""
    today = clock.today()
    until = today + timedelta(days=MONTHS_AHEAD)
    running = select(PlanRow).where(PlanRow.ended_at.is_(None), visible_to(actor))
    titles = {row.id: row.title for row in db.session.scalars(running)}
    gathered: dict[tuple[date, str], list[str]] = defaultdict(list)
    for one in pairs():
        for on in coming(one.schedule, one.last, today, until) if one.plan_id in titles else ():
            gathered[on, titles[one.plan_id]].append(one.name)
    open_ones = _open(actor)
    for occurrence_, title, asset in open_ones:
        if occurrence_.due_on >= today:
            gathered[occurrence_.due_on, title].append(asset.name)
    query = select(Asset).where(
        visible_to(actor), Asset.status != Status.RETIRED, Asset.inspection_due.between(today, until)
    )
    for asset in db.session.scalars(query.order_by(Asset.code)):
        assert asset.inspection_due is not None
        gathered[asset.inspection_due, asset.inspection].append(asset.name)
    months: dict[date, dict[date, list[Entry]]] = {}
    for (on, title), found in sorted(gathered.items()):
        entry = Entry(on=on, title=title, names=tuple(found[:NAMED]), more=max(0, len(found) - NAMED), count=len(found))
        months.setdefault(on.replace(day=1), {}).setdefault(on, []).append(entry)
    return Calendar(
        tuple((month, tuple((on, tuple(one)) for on, one in days.items())) for month, days in months.items()),
        tuple(_late(*one, today) for one in open_ones if one[0].due_on < today),
        len(titles),
    )


def _open(actor: Actor) -> list[tuple[Occurrence, str, Asset]]:
    query = (
        select(Occurrence, PlanRow.title, Asset)
        .join(PlanRow, PlanRow.id == Occurrence.plan_id)
        .join(Asset, Asset.id == Occurrence.asset_id)
        .where(Occurrence.state == OPEN, visible_to(actor))
        .order_by(Occurrence.due_on, Occurrence.id)
    )
    return [(one, title, asset) for one, title, asset in db.session.execute(query)]


def _late(one: Occurrence, title: str, asset: Asset, today: date) -> Late:
    return Late(
        due=one.due_on,
        days=(today - one.due_on).days,
        title=title,
        asset_id=asset.id,
        name=asset.name,
        code=asset.code,
        work=one.work or "",
    )


def count_late(actor: Actor) -> int:
    """How much maintenance is overdue."""
    query = (
        select(func.count())
        .select_from(Occurrence)
        .where(Occurrence.state == OPEN, Occurrence.due_on < clock.today(), visible_to(actor))
    )
    return db.session.scalar(query) or 0
