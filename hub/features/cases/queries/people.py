"""Who has to do with a case, and who could."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, or_, select

from hub.core import clock
from hub.core.db import db, phone_index
from hub.features.cases.models import Case
from hub.features.cases.rules.kinds import Circle
from hub.features.cases.rules.stages import OPEN
from hub.people.models import Building, RoleGrant, User
from hub.people.roles import STAFF, Role

_OF_CIRCLE: dict[Circle, tuple[tuple[Role, ...], ...]] = {
    Circle.OFFICE: ((Role.DESK,), (Role.MANAGER,), (Role.ADMIN,)),
    Circle.LEAD: ((Role.MANAGER,), (Role.CHAIR, Role.COMMITTEE), (Role.ADMIN,)),
    Circle.COMMITTEE: ((Role.CHAIR, Role.COMMITTEE), (Role.ADMIN,)),
}
OVERSEERS = (Role.CHAIR, Role.COMMITTEE)


def holders(roles: Iterable[Role]) -> set[int]:
    """Accounts that hold one of these roles today and are not banned."""
    day = clock.today()
    query = (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role.in_([str(role) for role in roles]),
            RoleGrant.since <= day,
            or_(RoleGrant.until.is_(None), RoleGrant.until > day),
            User.banned_at.is_(None),
        )
    )
    return set(db.session.scalars(query))


def roles_of(user_id: int) -> frozenset[str]:
    """The roles an account holds today."""
    return frozenset(str(role) for role in Role if user_id in holders((role,)))


def staff() -> list[tuple[int, str]]:
    """(id, nickname) of everybody who works here: whom a complaint may be about."""
    query = select(User.id, User.nickname).where(User.id.in_(holders(STAFF))).order_by(User.id)
    return [(user_id, name) for user_id, name in db.session.execute(query)]


def candidates(case: Case) -> list[tuple[int, str, int]]:
    """(id, nickname, open cases) of who may be made responsible: those of its circle, and staff for the office's own.

    Never whom it is about, nor who told of it.
    """
    by_circle = {
        Circle.OFFICE: STAFF,
        Circle.LEAD: frozenset({Role.MANAGER}),
        Circle.COMMITTEE: frozenset({Role.CHAIR, Role.COMMITTEE, Role.ADMIN}),
    }
    ids = holders(by_circle[Circle(case.circle)])
    if case.escalated_at is not None:
        ids |= holders(OVERSEERS)
    ids -= {case.about_user_id, case.reporter_id}
    # of the office's own cases only: a number that grew by a case about oneself would give it away
    theirs = (Case.owner_id == User.id, Case.stage.in_(OPEN), Case.circle == Circle.OFFICE)
    load = select(func.count()).where(*theirs).scalar_subquery().correlate(User)
    query = select(User.id, User.nickname, load).where(User.id.in_(ids)).order_by(load, User.id)
    return [(user_id, name, n) for user_id, name, n in db.session.execute(query)]


def handlers(case: Case) -> set[int]:
    """Whom to tell while nobody is responsible: the first group of its circle in which there is somebody."""
    for group in _OF_CIRCLE[Circle(case.circle)]:
        found = holders(group) - {case.about_user_id, case.reporter_id}
        if found:
            return found
    return set()


def leads(case: Case) -> set[int]:
    """Who is told second: the manager, or above the manager the committee."""
    found = holders((Role.MANAGER,)) if case.circle != Circle.COMMITTEE else holders(OVERSEERS)
    return found - {case.about_user_id, case.reporter_id}


def overseers(case: Case) -> set[int]:
    """Who is told last: the committee, or where there is none the admin."""
    kept = {case.about_user_id, case.reporter_id}
    return (holders(OVERSEERS) - kept) or (holders((Role.ADMIN,)) - kept)


def names(ids: Iterable[int | None]) -> dict[int, str]:
    """Nicknames of these accounts."""
    wanted = {id_ for id_ in ids if id_ is not None}
    rows = db.session.execute(select(User.id, User.nickname).where(User.id.in_(wanted))) if wanted else ()
    return {row[0]: row[1] for row in rows}


def buildings() -> list[tuple[int, str]]:
    """(id, name) of every building."""
    query = select(Building.id, Building.name).order_by(Building.position, Building.id)
    return [(id_, name) for id_, name in db.session.execute(query)]


def account_by_phone(number: str) -> tuple[int, str] | None:
    """(id, nickname) of the account with this number (E.164)."""
    query = select(User.id, User.nickname).where(User.phone_index == phone_index(number), User.banned_at.is_(None))
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found else None
