"""Plans of maintenance: made, ended, and turned into work when it is time."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.assets import policy
from hub.features.assets.events import OccurrenceDue, OccurrenceEnded, OccurrenceOrdered, PlanEnded, PlanMade
from hub.features.assets.models import Asset, Occurrence, PlanRow
from hub.features.assets.queries import planned
from hub.features.assets.queries.people import technicians
from hub.features.assets.rules.card import Status
from hub.features.assets.rules.intervals import Counted, due_now
from hub.features.assets.rules.planning import OPEN, SKIPPED, Plan, check


@command
def make_plan(actor: Actor, plan: Plan) -> int:
    """A plan for one asset or for a kind; answers its id."""
    require(policy.may_manage(actor))
    check(plan)
    if plan.asset_id is not None:
        asset = db.session.get(Asset, plan.asset_id)
        if asset is None:
            raise NotFound
        if asset.status == Status.RETIRED:
            raise RuleBroken(_l("这台设备已经报废。"), "target")
    if plan.technician_id is not None and plan.technician_id not in dict(technicians()):
        raise RuleBroken(_l("请选一位维修师傅。"), "technician_id")
    row = PlanRow(
        asset_id=plan.asset_id,
        kind=plan.kind,
        title=plan.title.strip(),
        checklist=plan.checklist.strip(),
        n=plan.every.n,
        span=plan.every.span,
        counted=plan.counted,
        first_on=plan.first,
        lead=plan.lead,
        technician_id=plan.technician_id,
        made_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record(PlanMade(plan_id=row.id, asset_id=plan.asset_id, asset_kind=plan.kind))
    return row.id


@command
def end_plan(actor: Actor, plan_id: int) -> None:
    """It makes no more work orders; those that are open stay open."""
    row = planned.plan_row(actor, plan_id)
    require(policy.may_manage(actor))
    row.ended_at = clock.now()
    record(PlanEnded(plan_id=plan_id))


@command
def begin(actor: Actor, plan_id: int, asset_id: int) -> int | None:
    """What is due now is made, once; answers the occurrence, None when nothing is due.

    The plan's row is locked, so that of two jobs at once the second finds it made; the database would refuse it, too.
    """
    require(actor.kind == "system")
    row = planned.plan_row(actor, plan_id)
    pair = next(iter(planned.pairs(asset_id, plan_id)), None)
    due = due_now(pair.schedule, pair.last, clock.today()) if pair else None
    if due is None:
        return None
    made = Occurrence(
        plan_id=plan_id,
        asset_id=asset_id,
        due_on=due.on,
        missed=due.missed,
        alone=row.counted == Counted.COMPLETED,
        state=OPEN,
        made_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    record(OccurrenceDue(occurrence_id=made.id, plan_id=plan_id, asset_id=asset_id, due_on=due.on, missed=due.missed))
    return made.id


@command
def ordered(actor: Actor, occurrence_id: int, work: str) -> None:
    """The work order of an occurrence. For flows."""
    require(actor.kind == "system")
    made = db.session.get_one(Occurrence, occurrence_id)
    if made.work is None:
        made.work = work
        record(OccurrenceOrdered(occurrence_id=occurrence_id, work=work))


@command
def note_end(actor: Actor, work: str, state: str, note: str = "") -> bool:
    """The work order was finished (`done`), ended without work (`skipped`) or taken up again (`open`). For flows.

    False when no occurrence hangs on it, or nothing changes. The day on which it was done is the first one reported.
    """
    require(actor.kind == "system")
    made = db.session.scalar(select(Occurrence).where(Occurrence.work == work).with_for_update())
    if made is None or made.state == state:
        return False
    if state == OPEN and _followed(made):
        return False  # the next one is open already: it has to make good what was not good enough
    made.state, made.ended_on = state, None if state == OPEN else clock.today()
    if note.strip() and state == SKIPPED:
        made.note = "\n".join(filter(None, (made.note, note.strip())))[:300]
    db.session.flush()
    record(OccurrenceEnded(occurrence_id=made.id, asset_id=made.asset_id, state=state, ended_on=made.ended_on))
    return True


def _followed(made: Occurrence) -> bool:
    later = select(Occurrence.id).where(
        Occurrence.plan_id == made.plan_id, Occurrence.asset_id == made.asset_id, Occurrence.id > made.id
    )
    return db.session.scalar(later.limit(1)) is not None
