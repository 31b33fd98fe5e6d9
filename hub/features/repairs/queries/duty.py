"""Who can do what, where and when: for the office, and for each technician about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.repairs import policy
from hub.features.repairs.queries.board import buildings
from hub.features.repairs.queries.dispatch import Member, crew, office, settings, supervisor
from hub.features.repairs.rules.places import KINDS, Kind
from hub.features.repairs.rules.plan import Settings
from hub.features.repairs.rules.shifts import Row, next_start, week
from hub.people.models import User
from hub.people.roles import Role


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A technician on the duty page."""

    member: Member
    skills: tuple[object, ...]
    buildings: tuple[str, ...]
    week: tuple[Row, ...]
    starts: datetime | None  # the next shift of somebody who is not on one now


@dataclass(frozen=True)
class Duty:
    """The whole page: who is there now first."""

    people: tuple[Roster, ...]
    settings: Settings
    supervisor: str
    uncovered: tuple[object, ...]  # kinds nobody can repair


def duty(actor: Actor) -> Duty:
    """For the office."""
    require(policy.may_handle(actor))
    names = dict(buildings())
    members = sorted(crew(), key=lambda member: not member.on_shift)
    covered = frozenset(kind for member in members for kind in member.candidate.skills)
    return Duty(
        tuple(_roster(member, names) for member in members),
        settings(),
        name_of(supervisor()),
        tuple(name for kind, name in KINDS.items() if kind not in covered),
    )


def roster(actor: Actor, user_id: int) -> Roster:
    """One technician, for the office or for themselves; NotFound when they are none."""
    require(policy.may_handle(actor) or (actor.user_id == user_id and actor.can(P.REPAIRS_WORK)))
    found = next((member for member in crew() if member.user_id == user_id), None)
    if found is None:
        raise NotFound
    return _roster(found, dict(buildings()))


def _roster(member: Member, names: dict[int, str]) -> Roster:
    leave = member.leave
    from_when = leave.until if leave and leave.until else clock.now()
    return Roster(
        member=member,
        skills=tuple(KINDS[kind] for kind in Kind if kind in member.skills),
        buildings=tuple(name for building_id, name in names.items() if building_id in member.building_ids),
        week=week(member.shifts),
        starts=None if member.on_shift or leave else next_start(member.shifts, from_when),
    )


def name_of(user_id: int | None) -> str:
    """How somebody of the staff is called; "" for nobody."""
    return (db.session.scalar(select(User.nickname).where(User.id == user_id)) or "") if user_id else ""


def supervisors() -> list[tuple[int, str]]:
    """(id, name) of those who may be named as supervisor."""
    ids = [*office(Role.MANAGER), *office(Role.DESK)]
    return [(user_id, name_of(user_id)) for user_id in dict.fromkeys(ids)]
