"""Who has to do with a repair, and who could."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from hub.core import clock
from hub.core.db import db
from hub.features.repairs.models import Affected, Repair
from hub.features.repairs.queries.group import merged_into
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
    merged_requester_ids: frozenset[int] = frozenset()  # who reported the same, in reports merged into this one
    merged_ids: frozenset[int] = frozenset()  # all who wait through those reports

    @property
    def requester_ids(self) -> frozenset[int]:
        """Everyone who reported it."""
        return self.merged_requester_ids | ({self.requester_id} if self.requester_id else set())

    @property
    def neighbours(self) -> frozenset[int]:
        """Requesters, household and affected, also of merged reports: all who wait for it."""
        return self.requester_ids | self.affected_ids | self.household_ids | self.merged_ids


def listeners(repair_id: int) -> Listeners:
    """Whom to tell. Unchecked: for flows, not for pages."""
    repair = db.session.get_one(Repair, repair_id)
    own = _waiting([repair])
    merged = list(db.session.scalars(select(Repair).where(Repair.id.in_(merged_into(repair)))))
    through = _waiting(merged)
    return Listeners(
        repair.requester_id,
        *own,
        repair.assignee_id,
        repair.desk_id,
        frozenset(one.requester_id for one in merged if one.requester_id),
        through[0] | through[1],
    )


def _waiting(repairs: list[Repair]) -> tuple[frozenset[int], frozenset[int]]:
    """(affected neighbours, households of the flats) of these reports."""
    affected = select(Affected.user_id).where(Affected.repair_id.in_([repair.id for repair in repairs]))
    homes = {repair.unit_id for repair in repairs if repair.unit_id}
    return (
        frozenset(db.session.scalars(affected) if repairs else ()),
        frozenset(user_id for unit_id in homes for user_id in _household(unit_id)),
    )


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
