"""What dispatch has to know: the technicians as they are now, who said no, who supervises. Unchecked: for commands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from hub.core import clock
from hub.core.db import db
from hub.features.repairs.models import (
    Assignment,
    Away,
    DutySettings,
    DutyShift,
    Repair,
    Search,
    TechnicianBuilding,
    TechnicianSkill,
)
from hub.features.repairs.queries.people import holders
from hub.features.repairs.rules.dispatch import Candidate, Patience
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.plan import Settings
from hub.features.repairs.rules.promises import CONFIRMED_BY_SILENCE
from hub.features.repairs.rules.shifts import Leave, Shift, on_shift
from hub.features.repairs.rules.stages import IN_HAND, UNASSIGNED, Stage
from hub.people.models import User
from hub.people.roles import Role

REFUSALS = ("handed_back", "no_answer")


def settings() -> Settings:
    """As set, or as usual."""
    row = db.session.get(DutySettings, 1)
    if row is None:
        return Settings()
    patience = Patience(row.offer_minutes, row.urgent_offer_minutes)
    return Settings(row.automatic, row.urgent_at_once, patience, row.supervisor_id)


def supervisor() -> int | None:
    """Who answers when nobody takes a job: the one named in the settings, else a manager, the desk, an admin."""
    managers, desk = office(Role.MANAGER), office(Role.DESK)
    named = settings().supervisor_id
    if named is not None and named in [*managers, *desk]:
        return named
    return next(iter([*managers, *desk, *office(Role.ADMIN)]), None)


def office(role: Role) -> list[int]:
    """Accounts that hold this role today, the oldest first."""
    return sorted(set(db.session.scalars(holders(role))))


@dataclass(frozen=True, kw_only=True)
class Member:
    """A technician at this moment, as dispatch sees them. What is empty is not limited."""

    user_id: int
    name: str
    skills: frozenset[Kind]
    building_ids: frozenset[int]
    shifts: tuple[Shift, ...]
    leave: Leave | None  # the one in force now
    leave_reason: str
    on_shift: bool
    open_jobs: int
    idle_since: datetime | None

    @property
    def candidate(self) -> Candidate:
        """For the rule."""
        return Candidate(
            self.user_id,
            self.skills or frozenset(Kind),
            self.building_ids,
            self.on_shift,
            self.open_jobs,
            self.idle_since,
        )


def crew(now: datetime | None = None) -> list[Member]:
    """Everyone with the technician's role today, by name."""
    moment = now or clock.now()
    people = db.session.execute(
        select(User.id, User.nickname).where(User.id.in_(holders(Role.TECHNICIAN))).order_by(User.nickname, User.id)
    ).all()
    ids = [user_id for user_id, _ in people]
    skills = _by_user(select(TechnicianSkill.user_id, TechnicianSkill.kind).where(TechnicianSkill.user_id.in_(ids)))
    buildings = _by_user(
        select(TechnicianBuilding.user_id, TechnicianBuilding.building_id).where(TechnicianBuilding.user_id.in_(ids))
    )
    shifts = _shifts(ids)
    leaves = _leaves(ids, moment)
    jobs, idle = _jobs(ids), _idle(ids)
    return [
        Member(
            user_id=user_id,
            name=name,
            skills=frozenset(Kind(kind) for kind in skills[user_id]),
            building_ids=frozenset(buildings[user_id]),
            shifts=tuple(shifts[user_id]),
            leave=leaves[user_id][0] if user_id in leaves else None,
            leave_reason=leaves[user_id][1] if user_id in leaves else "",
            on_shift=user_id not in leaves and on_shift(shifts[user_id], (), moment),
            open_jobs=jobs.get(user_id, 0),
            idle_since=idle.get(user_id),
        )
        for user_id, name in people
    ]


def _by_user(query) -> defaultdict[int, list]:  # type: ignore[no-untyped-def]
    found: defaultdict[int, list] = defaultdict(list)
    for user_id, value in db.session.execute(query):
        found[user_id].append(value)
    return found


def _shifts(ids: Iterable[int]) -> defaultdict[int, list[Shift]]:
    found: defaultdict[int, list[Shift]] = defaultdict(list)
    query = select(DutyShift).where(DutyShift.user_id.in_(ids)).order_by(DutyShift.weekday, DutyShift.from_minute)
    for row in db.session.scalars(query):
        found[row.user_id].append(Shift(row.weekday, row.from_minute, row.to_minute))
    return found


def _leaves(ids: Iterable[int], moment: datetime) -> dict[int, tuple[Leave, str]]:
    """The absence in force of each, the one that lasts longest."""
    query = select(Away).where(
        Away.user_id.in_(ids), Away.since <= moment, or_(Away.until.is_(None), Away.until > moment)
    )
    found: dict[int, tuple[Leave, str]] = {}
    for row in db.session.scalars(query):
        known = found.get(row.user_id)
        longer = known is None or (known[0].until is not None and (row.until is None or row.until > known[0].until))
        if longer:
            found[row.user_id] = (Leave(row.since, row.until), row.reason)
    return found


def _jobs(ids: Iterable[int]) -> dict[int, int]:
    query = (
        select(Repair.assignee_id, func.count())
        .where(Repair.assignee_id.in_(ids), Repair.stage.in_(IN_HAND))
        .group_by(Repair.assignee_id)
    )
    return {user_id: count for user_id, count in db.session.execute(query) if user_id is not None}


def _idle(ids: Iterable[int]) -> dict[int, datetime]:
    """When each last took or finished a job; offers that were let go do not count."""
    query = (
        select(Assignment.user_id, func.max(Assignment.accepted_at), func.max(Assignment.ended_at))
        .where(Assignment.user_id.in_(ids), Assignment.accepted_at.is_not(None))
        .group_by(Assignment.user_id)
    )
    return {row[0]: max(filter(None, row[1:])) for row in db.session.execute(query)}


def said_no(repair_id: int, since: datetime) -> frozenset[int]:
    """Who turned this job down, or let the offer pass, at or after `since`."""
    query = select(Assignment.user_id).where(
        Assignment.repair_id == repair_id, Assignment.ended_why.in_(REFUSALS), Assignment.ended_at >= since
    )
    return frozenset(db.session.scalars(query))


def latest_search(repair_id: int) -> Search | None:
    """The search that goes on, or the last one there was."""
    return db.session.scalar(select(Search).where(Search.repair_id == repair_id).order_by(Search.id.desc()).limit(1))


def exhausted(repair_ids: Iterable[int]) -> frozenset[int]:
    """Those of these repairs for which nobody was left to ask, and which nobody has taken since."""
    last = select(func.max(Search.id)).where(Search.repair_id.in_(repair_ids)).group_by(Search.repair_id)
    query = (
        select(Search.repair_id)
        .join(Repair, Repair.id == Search.repair_id)
        .where(Search.id.in_(last), Search.exhausted_at.is_not(None), Repair.stage.in_(UNASSIGNED))
    )
    return frozenset(db.session.scalars(query))


def _unanswered():  # type: ignore[no-untyped-def]
    return (
        select(Assignment.id)
        .join(Repair, Repair.id == Assignment.repair_id)
        .where(
            Assignment.ended_at.is_(None),
            Assignment.accepted_at.is_(None),
            Assignment.offer_until.is_not(None),
            Repair.stage == Stage.ASSIGNED,
        )
        .order_by(Assignment.offer_until, Assignment.id)
    )


def expired_offers() -> list[int]:
    """Assignments whose answer did not come in time, the oldest first."""
    return list(db.session.scalars(_unanswered().where(Assignment.offer_until <= clock.now())))


def open_offers(user_id: int) -> list[int]:
    """Assignments that wait for this technician's answer."""
    return list(db.session.scalars(_unanswered().where(Assignment.user_id == user_id)))


def silent() -> list[int]:
    """Repairs done so long ago that silence confirms them, the oldest first."""
    before = clock.now() - CONFIRMED_BY_SILENCE
    query = select(Repair.id).where(Repair.stage == Stage.DONE, Repair.stage_since <= before)
    return list(db.session.scalars(query.order_by(Repair.stage_since, Repair.id)))
