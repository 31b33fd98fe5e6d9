"""What is kept about a person, who has looked at it, and what they have asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from hub.core import clock
from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.problems import NotFound
from hub.people import phones
from hub.people.models import (
    DataRequest,
    Occupancy,
    Ownership,
    Person,
    RoleGrant,
    Unit,
    User,
)
from hub.people.roles import Role

PAGE = 30


@dataclass(frozen=True)
class PersonCard:
    """A person as staff see them before they ask for the number."""

    id: int
    name: str
    phone: str  # masked
    units: tuple[tuple[int, str], ...]  # (id, code) of today


@dataclass(frozen=True)
class Asked:
    """A request, for the one who asked and for the office."""

    id: int
    user_id: int
    nickname: str
    kind: str
    subject: str
    words: str
    asked_at: datetime
    settled_at: datetime | None
    outcome: str | None
    answer: str
    answered_by: str


@dataclass(frozen=True)
class AskedPage:
    """Waiting ones first, then newest first; `before` is the cursor of the next page."""

    waiting: list[Asked]
    settled: list[Asked]
    before: int | None


@dataclass(frozen=True)
class Dossier:
    """What the office must know to answer: the person behind the account, and what would stay after an erasure."""

    asked: Asked
    person: PersonCard
    owner: bool
    offices: tuple[str, ...]


def numbers_of(person: Person) -> tuple[str, ...]:
    """E.164 of the register and of the account, each once."""
    account = db.session.scalar(select(User).where(User.person_id == person.id))
    found = [person.phone, account.phone if account else None]
    return tuple(dict.fromkeys(number for number in found if number))


def person(actor: Actor, person_id: int) -> PersonCard:
    """For whoever may ask for the number."""
    require_permission(actor, P.PHONE_REVEAL)
    row = db.session.get(Person, person_id)
    if row is None:
        raise NotFound
    return _card(row)


def _card(row: Person) -> PersonCard:
    numbers = numbers_of(row)
    return PersonCard(row.id, row.name, "、".join(phones.masked(n) for n in numbers), tuple(_units_of(row.id)))


def _units_of(person_id: int) -> list[tuple[int, str]]:
    owned = select(Ownership.unit_id).where(Ownership.person_id == person_id, *_now(Ownership))
    lived = select(Occupancy.unit_id).where(Occupancy.person_id == person_id, *_now(Occupancy))
    query = select(Unit.id, Unit.code).where(or_(Unit.id.in_(owned), Unit.id.in_(lived)))
    return [(id_, code) for id_, code in db.session.execute(query.order_by(Unit.code))]


def _now(table: Any) -> tuple[Any, ...]:
    today = clock.today()
    return table.since <= today, or_(table.until.is_(None), table.until > today)


def ever_owned(person_id: int) -> bool:
    """True if the register of owners, past or present, names this person."""
    return db.session.scalar(select(Ownership.id).where(Ownership.person_id == person_id).limit(1)) is not None


def offices_of(user_id: int) -> tuple[str, ...]:
    """Roles granted and in force or still to come."""
    today = clock.today()
    query = select(RoleGrant.role).where(
        RoleGrant.user_id == user_id, or_(RoleGrant.until.is_(None), RoleGrant.until > today)
    )
    return tuple(sorted(set(db.session.scalars(query))))


def holders(*roles: Role) -> list[int]:
    """Accounts that hold one of these roles today."""
    query = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles), *_now(RoleGrant))
    return sorted(set(db.session.scalars(query)))


# --- requests ---------------------------------------------------------------------------------------------------------


def waiting(actor: Actor, kind: str) -> int | None:
    """The id of my request of this kind that nobody has answered yet."""
    return db.session.scalar(
        select(DataRequest.id).where(
            DataRequest.user_id == actor.user_id, DataRequest.kind == kind, DataRequest.settled_at.is_(None)
        )
    )


def own_row(actor: Actor, request_id: int) -> DataRequest:
    """To change; NotFound when it is not theirs."""
    found = db.session.scalar(
        select(DataRequest).where(DataRequest.id == request_id, DataRequest.user_id == actor.user_id)
    )
    if found is None:
        raise NotFound
    return found


def mine(actor: Actor) -> list[Asked]:
    """My requests, newest first."""
    return _asked(DataRequest.user_id == actor.user_id, limit=20)


def requests(actor: Actor, before: int | None = None) -> AskedPage:
    """All requests, for the office."""
    require_permission(actor, P.PRIVACY_ANSWER)
    settled: list[Any] = [DataRequest.settled_at.is_not(None)]
    if before is not None:
        settled.append(DataRequest.id < before)
    done = _asked(*settled, limit=PAGE + 1)
    return AskedPage(
        _asked(DataRequest.settled_at.is_(None), limit=200) if before is None else [],
        done[:PAGE],
        done[PAGE - 1].id if len(done) > PAGE else None,
    )


def dossier(actor: Actor, request_id: int) -> Dossier:
    """One request with what is needed to answer it."""
    require_permission(actor, P.PRIVACY_ANSWER)
    found = _asked(DataRequest.id == request_id, limit=1)
    if not found:
        raise NotFound
    user = db.session.get_one(User, found[0].user_id)
    row = db.session.get_one(Person, user.person_id)
    return Dossier(found[0], _card(row), ever_owned(row.id), offices_of(user.id))


def count_waiting() -> int:
    """How many requests wait for an answer."""
    return len(db.session.scalars(select(DataRequest.id).where(DataRequest.settled_at.is_(None))).all())


def _asked(*where: Any, limit: int) -> list[Asked]:
    rows = list(db.session.scalars(select(DataRequest).where(*where).order_by(DataRequest.id.desc()).limit(limit)))
    names = nicknames({id_ for row in rows for id_ in (row.user_id, row.settled_by) if id_})
    return [
        Asked(
            row.id,
            row.user_id,
            names.get(row.user_id, ""),
            row.kind,
            row.subject,
            row.words,
            row.asked_at,
            row.settled_at,
            row.outcome,
            row.answer,
            names.get(row.settled_by or 0, ""),
        )
        for row in rows
    ]


def nicknames(user_ids: Iterable[int]) -> dict[int, str]:
    """What these accounts are called."""
    query = select(User.id, User.nickname).where(User.id.in_(list(user_ids)))
    return {row.id: row.nickname for row in db.session.execute(query)}
