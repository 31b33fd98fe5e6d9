"""Accounts as the office sees them, roles and their history, the outbox, one's own devices."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import db, phone_index
from hub.core.problems import NotFound
from hub.people import phones
from hub.people.devices import described
from hub.people.models import LoginSession, Occupancy, Ownership, Person, RoleGrant, Unit, User
from hub.people.queries.letters import held_today

MOST = 30


@dataclass(frozen=True)
class AccountCard:
    """An account in the office's list; the number is masked."""

    id: int
    nickname: str
    name: str
    phone: str
    units: tuple[str, ...]
    roles: tuple[str, ...]
    second_factor: bool
    banned_at: datetime | None
    ban_reason: str


@dataclass(frozen=True)
class GrantCard:
    """A role somebody has, had or will have."""

    id: int
    user_id: int
    nickname: str
    role: str
    since: date
    until: date | None
    reason: str
    granted_by: str
    running: bool


@dataclass(frozen=True)
class Device:
    """A sign-in of one's own."""

    id: int
    words: str
    seen_at: datetime
    created_at: datetime
    this_one: bool


def granted_roles(user_id: int) -> frozenset[str]:
    """Roles in force or still to come: an account that will be a manager's is guarded like one."""
    return frozenset(
        db.session.scalars(
            select(RoleGrant.role).where(
                RoleGrant.user_id == user_id, or_(RoleGrant.until.is_(None), RoleGrant.until > clock.today())
            )
        )
    )


def find(actor: Actor, q: str) -> list[AccountCard]:
    """Accounts by unit code, whole telephone number, nickname or the register's name."""
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    q = q.strip()
    if not q:
        return []
    tied = [
        select(tie.person_id).join(Unit, Unit.id == tie.unit_id).where(Unit.code == q, *held_today(tie))
        for tie in (Ownership, Occupancy)
    ]
    ways = [User.nickname.contains(q, autoescape=True), Person.name == q, *(User.person_id.in_(t) for t in tied)]
    with suppress(ValueError):
        ways.append(User.phone_index == phone_index(phones.normal(q)))
    query = select(User.id).join(Person, Person.id == User.person_id).where(or_(*ways)).order_by(User.id).limit(MOST)
    return [account(actor, user_id) for user_id in db.session.scalars(query)]


def account(actor: Actor, user_id: int) -> AccountCard:
    """One account; NotFound when there is none."""
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    row = db.session.execute(
        select(User, Person.name).join(Person, Person.id == User.person_id).where(User.id == user_id)
    ).first()
    if row is None:
        raise NotFound
    user, name = row
    units: list[str] = []
    for tie in (Ownership, Occupancy):
        held = select(Unit.code).join(tie, tie.unit_id == Unit.id).where(tie.person_id == user.person_id)
        units += db.session.scalars(held.where(*held_today(tie)))
    return AccountCard(
        id=user.id,
        nickname=user.nickname,
        name=name,
        phone=phones.masked(user.phone),
        units=tuple(units),
        roles=tuple(sorted(granted_roles(user.id))),
        second_factor=user.totp_confirmed_at is not None,
        banned_at=user.banned_at,
        ban_reason=user.ban_reason or "",
    )


def grants(actor: Actor) -> list[GrantCard]:
    """All roles ever granted, running ones first."""
    require_permission(actor, Permission.ROLES_GRANT)
    today = clock.today()
    names = dict(db.session.execute(select(User.id, User.nickname)).all())
    cards = [
        GrantCard(
            id=g.id,
            user_id=g.user_id,
            nickname=names.get(g.user_id, ""),
            role=g.role,
            since=g.since,
            until=g.until,
            reason=g.reason,
            granted_by=names.get(g.granted_by or 0, ""),
            running=g.until is None or g.until > today,
        )
        for g in db.session.scalars(select(RoleGrant).order_by(RoleGrant.role, RoleGrant.since, RoleGrant.id))
    ]
    return sorted(cards, key=lambda card: not card.running)


def devices(actor: Actor) -> list[Device]:
    """One's own running sign-ins, the latest used first."""
    rows = db.session.scalars(
        select(LoginSession)
        .where(
            LoginSession.user_id == actor.user_id,
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > clock.now(),
        )
        .order_by(LoginSession.seen_at.desc())
    )
    return [Device(r.id, described(r.agent), r.seen_at, r.created_at, r.id == actor.session_id) for r in rows]


def turning_today() -> list[int]:
    """Accounts with a role, tenancy or ownership that begins or ends today."""
    today = clock.today()
    turning = select(RoleGrant.user_id).where(or_(RoleGrant.since == today, RoleGrant.until == today))
    users = set(db.session.scalars(turning))
    for tie in (Occupancy, Ownership):
        tied = select(User.id).join(tie, tie.person_id == User.person_id)
        users |= set(db.session.scalars(tied.where(or_(tie.since == today, tie.until == today))))
    return sorted(users)
