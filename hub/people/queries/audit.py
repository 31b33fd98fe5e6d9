"""The record, in words: who did what, when. For oversight only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditRow, readable_by
from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import all_facts
from hub.people.models import Building, Person, Unit, User

PAGE = 50
# facts in which somebody looked at what is private
LOOKS = (
    "PhoneRevealed",
    "RequesterPhoneSeen",
    "CallerSeen",
    "OutboxRead",
    "RegisterExported",
    "LettersTaken",
    "PersonalDataExported",
)


@cache
def words() -> dict[str, object]:
    """Name of a fact → its words; asked for only once everything is imported."""
    return {name: kind.said for name, kind in sorted(all_facts().items()) if kind.__module__.startswith("hub.")}


@dataclass(frozen=True)
class Entry:
    """A line of the record."""

    id: int
    at: datetime
    who: str  # nickname; empty for guests and the system
    kind: str
    user_id: int | None
    fact: str
    words: object
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """id → what people call it."""

    users: Mapping[int, str]
    persons: Mapping[int, str]
    units: Mapping[int, str]
    buildings: Mapping[int, str]


@dataclass(frozen=True)
class Filter:
    """What the address asks for."""

    fact: str = ""
    user_id: int | None = None
    since: date | None = None
    until: date | None = None
    looks: bool = False


@dataclass(frozen=True)
class Page:
    """Newest first; `before` is the cursor of the next page."""

    entries: list[Entry]
    before: int | None


def page(actor: Actor, asked: Filter, before: int | None = None) -> Page:
    """One page of the record; needs AUDIT_SEE."""
    require_permission(actor, P.AUDIT_SEE)
    query = (
        select(AuditRow, User.nickname)
        .outerjoin(User, User.id == AuditRow.user_id)
        .where(*readable_by(actor))
        .order_by(AuditRow.id.desc())
        .limit(PAGE + 1)
    )
    if asked.looks:
        query = query.where(AuditRow.fact.in_(LOOKS))
    if asked.fact:
        query = query.where(AuditRow.fact == asked.fact)
    if asked.user_id is not None:
        query = query.where(AuditRow.user_id == asked.user_id)
    if asked.since is not None:
        query = query.where(AuditRow.at >= _midnight(asked.since))
    if asked.until is not None:
        query = query.where(AuditRow.at < _midnight(asked.until + timedelta(days=1)))
    if before is not None:
        query = query.where(AuditRow.id < before)
    rows = db.session.execute(query).all()
    entries = [_entry(row, nickname or "") for row, nickname in rows[:PAGE]]
    return Page(entries, entries[-1].id if len(rows) > PAGE else None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)


def _entry(row: AuditRow, nickname: str) -> Entry:
    return Entry(row.id, row.at, nickname, row.kind, row.user_id, row.fact, words().get(row.fact, row.fact), row.data)


def names(
    actor: Actor, users: Iterable[int], persons: Iterable[int], units: Iterable[int], buildings: Iterable[int]
) -> Names:
    """What these ids stand for. Oversight without the register knows neighbours by nickname and no flats."""

    def asked(id_: Any, name: Any, ids: Iterable[int]) -> dict[int, str]:
        wanted = list(ids)
        rows = db.session.execute(select(id_, name).where(id_.in_(wanted))) if wanted else ()
        return {row[0]: row[1] for row in rows}

    register = actor.can(P.REGISTER_SEE)
    return Names(
        asked(User.id, User.nickname, users),
        asked(Person.id, Person.name, persons) if register else asked(User.person_id, User.nickname, persons),
        asked(Unit.id, Unit.code, units) if register else {},
        asked(Building.id, Building.name, buildings),
    )
