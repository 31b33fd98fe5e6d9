"""What a person sees of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal, or_, select, union_all

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.people import phones
from hub.people.models import Building, Occupancy, Ownership, Unit, User


@dataclass(frozen=True)
class Home:
    """A unit one belongs to: as owner, family or tenant."""

    unit_id: int
    code: str
    building: str
    kind: str
    area: int
    tie: str
    share: str


@dataclass(frozen=True)
class Me:
    """The account's own page."""

    nickname: str
    phone: str
    homes: tuple[Home, ...]


def me(actor: Actor) -> Me:
    """Nickname, masked number, units of today."""
    user = db.session.get_one(User, actor.user_id)
    return Me(user.nickname, phones.masked(user.phone), homes(actor))


def homes(actor: Actor) -> tuple[Home, ...]:
    """Units of today, owned ones first."""
    today = clock.today()
    columns = (Unit.id, Unit.code, Building.name, Unit.kind, Unit.area)
    owned = (
        select(*columns, literal("owner"), Ownership.share_num, Ownership.share_den)
        .join(Building, Building.id == Unit.building_id)
        .join(Ownership, Ownership.unit_id == Unit.id)
        .where(Ownership.person_id == actor.person_id, Ownership.since <= today)
        .where(or_(Ownership.until.is_(None), Ownership.until > today))
    )
    lived = (
        select(*columns, Occupancy.kind, literal(1), literal(1))
        .join(Building, Building.id == Unit.building_id)
        .join(Occupancy, Occupancy.unit_id == Unit.id)
        .where(Occupancy.person_id == actor.person_id, Occupancy.since <= today)
        .where(or_(Occupancy.until.is_(None), Occupancy.until > today))
    )
    rows = db.session.execute(union_all(owned, lived)).all()
    return tuple(
        Home(unit, code, building, kind, area, tie, "" if num == den else f"{num}/{den}")
        for unit, code, building, kind, area, tie, num, den in rows
    )


def has_password(actor: Actor) -> bool:
    """Somebody who came by SMS may not have one yet."""
    return db.session.scalar(select(User.password_hash).where(User.id == actor.user_id)) is not None
