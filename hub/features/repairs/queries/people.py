"""Who has to do with a repair, and who could."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from hub.core import clock
from hub.core.db import db
from hub.features.repairs.models import Affected, Repair
from hub.features.repairs.rules.stages import OPEN
from hub.people.models import Occupancy, Ownership, RoleGrant, Telephone, User
from hub.people.roles import Role


@dataclass(frozen=True)
class Listeners:
    """Whom news of a repair concerns, as user ids."""

    requester_id: int | None
    affected_ids: frozenset[int]
    household_ids: frozenset[int]  # accounts tied to the flat, when it is in a flat
    assignee_id: int | None
    desk_id: int | None

    @property
    def neighbours(self) -> frozenset[int]:
        """Requester, household and affected: all who wait for it."""
        own = frozenset() if self.requester_id is None else frozenset({self.requester_id})
        return own | self.affected_ids | self.household_ids


def listeners(repair_id: int) -> Listeners:
    """Whom to tell. Unchecked: for flows, not for pages."""
    repair = db.session.get_one(Repair, repair_id)
    affected = db.session.scalars(select(Affected.user_id).where(Affected.repair_id == repair_id))
    household = _household(repair.unit_id) if repair.unit_id else ()
    return Listeners(repair.requester_id, frozenset(affected), frozenset(household), repair.assignee_id, repair.desk_id)


def _household(unit_id: int) -> set[int]:
    """Accounts of those who own the unit or live in it today."""
    today = clock.today()
    ids: set[int] = set()
    for tie in (Ownership, Occupancy):
        query = (
            select(User.id)
            .join(tie, tie.person_id == User.person_id)
            .where(tie.unit_id == unit_id, tie.since <= today, or_(tie.until.is_(None), tie.until > today))
        )
        ids.update(db.session.scalars(query))
    return ids


@dataclass(frozen=True)
class Worker:
    """A technician who could be given the job."""

    user_id: int
    name: str
    open_jobs: int


def technicians() -> list[Worker]:
    """Everyone with the technician's role today, fewest open jobs first."""
    jobs = (
        select(func.count())
        .where(Repair.assignee_id == User.id, Repair.stage.in_(OPEN))
        .scalar_subquery()
        .correlate(User)
    )
    query = select(User.id, User.nickname, jobs).where(User.id.in_(holders(Role.TECHNICIAN))).order_by(jobs, User.id)
    return [Worker(*found) for found in db.session.execute(query)]


def office_person() -> int | None:
    """Who answers for a repair until somebody has the job: the desk (fewest open ones), else the manager."""
    for role in (Role.DESK, Role.MANAGER):
        answering = (
            select(func.count())
            .where(Repair.desk_id == User.id, Repair.stage.in_(OPEN))
            .scalar_subquery()
            .correlate(User)
        )
        query = select(User.id).where(User.id.in_(holders(role))).order_by(answering, User.id).limit(1)
        found = db.session.scalar(query)
        if found is not None:
            return found
    return None


def holders(role: Role, on: date | None = None):  # type: ignore[no-untyped-def]
    """A subquery of the accounts that hold `role` on that day and are not banned."""
    day = on or clock.today()
    return (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role == role,
            RoleGrant.since <= day,
            or_(RoleGrant.until.is_(None), RoleGrant.until > day),
            User.banned_at.is_(None),
        )
    )


def office_phone() -> str:
    """The number on the noticeboard: technicians are reached through the office, never on their own telephone."""
    query = select(Telephone.number).where(Telephone.kind == "office").order_by(Telephone.position, Telephone.id)
    return db.session.scalar(query.limit(1)) or ""
