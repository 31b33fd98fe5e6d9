"""Who can do what, where and when; who is away; how dispatch works."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select

from hub.core import clock
from hub.core.authz import SYSTEM, Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs import policy
from hub.features.repairs.commands.dispatch import pass_on
from hub.features.repairs.events import AwaySaid, BackSaid, DispatchSet, DutyPlanned
from hub.features.repairs.models import Away, DutySettings, DutyShift, TechnicianBuilding, TechnicianSkill
from hub.features.repairs.queries.dispatch import office
from hub.features.repairs.rules.plan import LONGEST_PATIENCE, Plan, Settings
from hub.people.models import Building
from hub.people.roles import Role


@command
def plan(actor: Actor, user_id: int, what: Plan) -> None:
    """A technician's skills, buildings and weekly hours, all at once; NotFound when they are none."""
    require_permission(actor, P.REPAIRS_HANDLE)
    _technician(user_id)
    known = set(db.session.scalars(select(Building.id).where(Building.id.in_(what.building_ids))))
    if known != what.building_ids:
        raise NotFound
    for table in (TechnicianSkill, TechnicianBuilding, DutyShift):
        db.session.execute(delete(table).where(table.user_id == user_id))
    shifts = sorted(what.shifts)
    db.session.add_all(
        [
            *(TechnicianSkill(user_id=user_id, kind=kind) for kind in what.skills),
            *(TechnicianBuilding(user_id=user_id, building_id=building) for building in what.building_ids),
            *(
                DutyShift(user_id=user_id, weekday=shift.weekday, from_minute=shift.begin, to_minute=shift.end)
                for shift in shifts
            ),
        ]
    )
    record(
        DutyPlanned(
            user_id=user_id,
            skills=tuple(sorted(what.skills)),
            building_ids=tuple(sorted(what.building_ids)),
            shifts=tuple((shift.weekday, shift.begin, shift.end) for shift in shifts),
        )
    )


@command
def go_away(actor: Actor, user_id: int, until: datetime | None, reason: str = "") -> int:
    """Not to be asked until then (None: until they say that they are back); answers the absence's id.

    Offers that wait for their answer go to the next one; jobs they have stay theirs.
    """
    _own_or_office(actor, user_id)
    _technician(user_id)
    now = clock.now()
    if until is not None and until <= now:
        raise RuleBroken(_l("请选现在以后的时间。"), "until")
    _end_absences(user_id, now)
    away = Away(user_id=user_id, since=now, until=until, reason=reason.strip()[:100], said_by=actor.user_id)
    db.session.add(away)
    db.session.flush()
    record(AwaySaid(user_id=user_id, away_id=away.id, until=until))
    pass_on(SYSTEM, user_id)
    return away.id


@command
def come_back(actor: Actor, user_id: int) -> None:
    """Back before the time that was given; being back twice changes nothing."""
    _own_or_office(actor, user_id)
    _technician(user_id)
    if _end_absences(user_id, clock.now()):
        record(BackSaid(user_id=user_id))


@command
def set_dispatch(actor: Actor, chosen: Settings) -> None:
    """How dispatch works from now on; the manager's."""
    require_permission(actor, P.REPAIRS_SUPERVISE)
    patience = chosen.patience
    for minutes, field in ((patience.ordinary, "offer_minutes"), (patience.urgent, "urgent_offer_minutes")):
        if not 1 <= minutes <= LONGEST_PATIENCE:
            raise RuleBroken(_l("请填写 1 到 %(n)s 分钟。", n=LONGEST_PATIENCE), field)
    if chosen.supervisor_id is not None and chosen.supervisor_id not in [*office(Role.MANAGER), *office(Role.DESK)]:
        raise RuleBroken(_l("请选一位经理或前台。"), "supervisor_id")
    row = db.session.get(DutySettings, 1) or DutySettings(id=1)
    row.automatic, row.urgent_at_once = chosen.automatic, chosen.urgent_at_once
    row.offer_minutes, row.urgent_offer_minutes = patience.ordinary, patience.urgent
    row.supervisor_id = chosen.supervisor_id
    db.session.add(row)
    record(
        DispatchSet(
            automatic=chosen.automatic,
            urgent_at_once=chosen.urgent_at_once,
            offer_minutes=patience.ordinary,
            urgent_offer_minutes=patience.urgent,
            supervisor_id=chosen.supervisor_id,
        )
    )


def _own_or_office(actor: Actor, user_id: int) -> None:
    require((actor.user_id == user_id and actor.can(P.REPAIRS_WORK)) or policy.may_handle(actor))


def _technician(user_id: int) -> None:
    if user_id not in office(Role.TECHNICIAN):
        raise NotFound


def _end_absences(user_id: int, now: datetime) -> bool:
    query = select(Away).where(Away.user_id == user_id, Away.since <= now, or_(Away.until.is_(None), Away.until > now))
    rows = list(db.session.scalars(query))
    for row in rows:
        row.until = now
    return bool(rows)
