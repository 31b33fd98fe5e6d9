"""Who is behind a sign-in token, and what the register and the roles allow them today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import Date, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from hub.core import clock
from hub.core.authz import GUEST, Actor
from hub.core.crypto import token_hash
from hub.core.db import db
from hub.people import roles
from hub.people.models import LoginSession, Occupancy, Ownership, RoleGrant, Unit, User


@dataclass(frozen=True)
class Standing:
    """What a person is today: granted roles and ties to units."""

    roles: frozenset[str]
    unit_ids: frozenset[int]
    owned_unit_ids: frozenset[int]
    building_ids: frozenset[int]
    homes: tuple[tuple[int, date], ...]


def actor_of_token(token: str) -> Actor:
    """The actor of a live sign-in; GUEST when the token is unknown, ended, expired or its account is banned."""
    if not token:
        return GUEST
    row = db.session.execute(
        select(LoginSession.id, LoginSession.second_factor_at, *_account_columns())
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.token_hash == token_hash(token),
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > clock.now(),
            User.banned_at.is_(None),
        )
    ).first()
    if row is None:
        return GUEST
    second = row.second_factor_at is not None or current_app.config["HUB"].demo
    return _actor(row, session_id=row.id, second_factor=second)


def actor_of_user(user_id: int) -> Actor:
    """The actor as which `user_id` would act just now, second factor not shown (demo data, jobs, tests)."""
    row = db.session.execute(select(*_account_columns()).where(User.id == user_id, User.banned_at.is_(None))).first()
    return GUEST if row is None else _actor(row, None, current_app.config["HUB"].demo)


def standing(user_id: int, person_id: int) -> Standing:
    """Roles and units as of today, in one query."""
    today = clock.today()
    nothing = (null().label("unit"), null().label("building"), cast(null(), Date).label("since"))
    grants = select(literal("role").label("what"), RoleGrant.role, *nothing).where(
        RoleGrant.user_id == user_id,
        RoleGrant.since <= today,
        or_(RoleGrant.until.is_(None), RoleGrant.until > today),
    )
    owns = (
        select(literal("unit"), literal("owner"), Unit.id, Unit.building_id, Ownership.since)
        .join(Ownership, Ownership.unit_id == Unit.id)
        .where(Ownership.person_id == person_id, *_holds(Ownership.since, Ownership.until))
    )
    lives = (
        select(literal("unit"), Occupancy.kind, Unit.id, Unit.building_id, Occupancy.since)
        .join(Occupancy, Occupancy.unit_id == Unit.id)
        .where(Occupancy.person_id == person_id, *_holds(Occupancy.since, Occupancy.until))
    )
    rows: Sequence[Any] = db.session.execute(union_all(grants, owns, lives)).all()
    ties = [row for row in rows if row[0] == "unit"]
    homes: dict[int, date] = {}
    for row in ties:
        homes[row[2]] = min(row[4], homes.get(row[2], row[4]))
    return Standing(
        roles=frozenset(row[1] for row in rows),
        unit_ids=frozenset(homes),
        owned_unit_ids=frozenset(row[2] for row in ties if row[1] == "owner"),
        building_ids=frozenset(row[3] for row in ties),
        homes=tuple(sorted(homes.items())),
    )


def _holds(since: InstrumentedAttribute, until: InstrumentedAttribute) -> tuple:
    today = clock.today()
    return since <= today, or_(until.is_(None), until > today)


def _account_columns() -> tuple:
    return (
        User.id.label("user_id"),
        User.person_id,
        User.nickname,
        User.locale,
        User.elder,
        User.text_size,
        User.theme,
    )


def _actor(row, session_id: int | None, second_factor: bool) -> Actor:  # type: ignore[no-untyped-def]
    now = standing(row.user_id, row.person_id)
    permissions, withheld = roles.allowed(now.roles, second_factor)
    return Actor(
        kind="user",
        user_id=row.user_id,
        person_id=row.person_id,
        name=row.nickname,
        roles=now.roles,
        permissions=permissions,
        withheld=withheld,
        unit_ids=now.unit_ids,
        owned_unit_ids=now.owned_unit_ids,
        building_ids=now.building_ids,
        homes=now.homes,
        session_id=session_id,
        second_factor=second_factor,
        locale=row.locale,
        elder=row.elder,
        text_size=row.text_size,
        theme=row.theme,
    )
