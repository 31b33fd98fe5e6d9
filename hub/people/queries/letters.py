"""Questions about activation letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, exists, or_, select

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import db
from hub.core.problems import NotFound
from hub.people import codes
from hub.people.models import (
    ActivationLetter,
    Building,
    Entrance,
    LetterBatch,
    Ownership,
    Person,
    Unit,
    User,
)
from hub.people.naming import place
from hub.people.queries import office

PAGE = 50
VOLUME = 200  # letters in one PDF: their press takes some 300 MB; a thousand at once would take 820
STATES = ("open", "used", "revoked", "expired")


@dataclass(frozen=True)
class LetterCard:
    """A letter in the office's list; never its code."""

    id: int
    unit_code: str
    place: str
    state: str
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    printed: int


@dataclass(frozen=True)
class Volume:
    """One PDF of a batch: letters `first` to `last`."""

    number: int
    first: int
    last: int


@dataclass(frozen=True)
class BatchCard:
    """A printing: how far it is."""

    id: int
    created_at: datetime
    letters: int
    done: int
    state: str  # waiting, printing, ready, failed, gone
    volumes: tuple[Volume, ...] = ()


def held_today(model: type[Any]) -> tuple[ColumnElement[bool], ...]:
    """The row holds today."""
    today = clock.today()
    return model.since <= today, or_(model.until.is_(None), model.until > today)


def chosen_units(building_id: int | None, entrance_id: int | None, unit_code: str, without_account: bool) -> list[int]:
    """Units that have an owner who can use a letter (the developer cannot), in the order people count."""
    owned = exists().where(
        Ownership.unit_id == Unit.id,
        Ownership.person_id == Person.id,
        Person.kind != "developer",
        *held_today(Ownership),
    )
    query = (
        select(Unit.id)
        .join(Building, Building.id == Unit.building_id)
        .where(owned)
        .order_by(Building.position, Unit.position, Unit.code)
    )
    if building_id:
        query = query.where(Unit.building_id == building_id)
    if entrance_id:
        query = query.where(Unit.entrance_id == entrance_id)
    if unit_code:
        query = query.where(Unit.code == unit_code.strip())
    if without_account:
        has = exists().where(
            Ownership.unit_id == Unit.id, Ownership.person_id == User.person_id, *held_today(Ownership)
        )
        query = query.where(~has)
    return list(db.session.scalars(query))


def buildings() -> list[tuple[int, str]]:
    """Every building for a choice."""
    return [
        (row.id, row.name) for row in db.session.execute(select(Building.id, Building.name).order_by(Building.position))
    ]


def entrances() -> list[tuple[int, str]]:
    """Every entrance with its building's name for a choice."""
    query = (
        select(Entrance.id, Building.name.label("building"), Entrance.name)
        .join(Building, Building.id == Entrance.building_id)
        .order_by(Building.position, Entrance.code)
    )
    return [(row.id, f"{row.building}{row.name}") for row in db.session.execute(query)]


def _cards() -> Select[Any, Any, Any, Any, Any, Any]:
    return (
        select(ActivationLetter, Unit.code, Unit.room, Unit.kind, Building.name, Entrance.name.label("entrance"))
        .join(Unit, Unit.id == ActivationLetter.unit_id)
        .join(Building, Building.id == Unit.building_id)
        .outerjoin(Entrance, Entrance.id == Unit.entrance_id)
    )


def letters(
    actor: Actor, state: str, building_id: int | None, before: int | None
) -> tuple[list[LetterCard], int | None]:
    """A page of letters, newest first, and the cursor of the next one."""
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    query = _cards().order_by(ActivationLetter.id.desc()).limit(PAGE + 1)
    open_ = (ActivationLetter.used_at.is_(None), ActivationLetter.revoked_at.is_(None))
    if state == "open":
        query = query.where(*open_, ActivationLetter.expires_at > clock.now())
    elif state == "expired":
        query = query.where(*open_, ActivationLetter.expires_at <= clock.now())
    elif state == "used":
        query = query.where(ActivationLetter.used_at.is_not(None))
    elif state == "revoked":
        query = query.where(ActivationLetter.revoked_at.is_not(None), ActivationLetter.used_at.is_(None))
    if building_id:
        query = query.where(Unit.building_id == building_id)
    if before:
        query = query.where(ActivationLetter.id < before)
    found = [_card(row) for row in db.session.execute(query)]
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def _card(row: Any) -> LetterCard:
    letter: ActivationLetter = row[0]
    return LetterCard(
        id=letter.id,
        unit_code=row.code,
        place=place(row.name, row.entrance, row.room, row.kind),
        state=state_of(letter),
        issued_at=letter.issued_at,
        expires_at=letter.expires_at,
        used_at=letter.used_at,
        printed=letter.printed,
    )


def state_of(letter: ActivationLetter) -> str:
    """open, used, revoked or expired."""
    if letter.used_at is not None:
        return "used"
    if letter.revoked_at is not None:
        return "revoked"
    return "open" if letter.expires_at > clock.now() else "expired"


def batches(actor: Actor) -> list[BatchCard]:
    """The last printings."""
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    return [_batch(b) for b in db.session.scalars(select(LetterBatch).order_by(LetterBatch.id.desc()).limit(5))]


def batch(actor: Actor, batch_id: int) -> BatchCard:
    """One printing."""
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    found = db.session.get(LetterBatch, batch_id)
    if found is None:
        raise NotFound
    return _batch(found)


def _batch(row: LetterBatch) -> BatchCard:
    done = len(row.letter_ids)
    if row.failed:
        state = "failed"
    elif row.finished_at:
        state = "ready" if any(file_of(row.id, v.number).exists() for v in _volumes(row)) else "gone"
    else:
        state, done = ("printing" if row.started_at else "waiting"), _progress(row.id)
    return BatchCard(row.id, row.created_at, len(row.letter_ids), done, state, _volumes(row))


def _volumes(row: LetterBatch) -> tuple[Volume, ...]:
    count = len(row.letter_ids)
    return tuple(
        Volume(n, start + 1, min(start + VOLUME, count)) for n, start in enumerate(range(0, count, VOLUME), start=1)
    )


def parts(batch_id: int) -> int:
    """How many PDFs a batch makes."""
    return len(_volumes(db.session.get_one(LetterBatch, batch_id)))


def _progress(batch_id: int) -> int:
    try:
        return int(progress_file(batch_id).read_text() or 0)
    except (FileNotFoundError, ValueError):
        return 0


def folder() -> Path:
    """Where printed letters lie for a day."""
    return Path(current_app.instance_path) / "letters"


def file_of(batch_id: int, part: int) -> Path:
    """A PDF of a batch, parts counted from 1."""
    return folder() / f"{int(batch_id)}-{int(part)}.pdf"


def progress_file(batch_id: int) -> Path:
    """How far the press is."""
    return folder() / f"{int(batch_id)}.progress"


def sheet(batch_id: int, part: int) -> dict[str, Any]:
    """Everything the press needs, plain: names, dates, and each letter's place, code and QR address."""
    found = db.session.get_one(LetterBatch, batch_id)
    wanted = found.letter_ids[(part - 1) * VOLUME : part * VOLUME]
    bureau = office.office()
    rows: dict[int, Any] = {}
    for row in db.session.execute(_cards().where(ActivationLetter.id.in_(wanted))):
        rows[row[0].id] = row
    printed = [rows[i] for i in wanted if i in rows]
    last = min((row[0].expires_at for row in printed), default=clock.now())
    return {
        "before": (part - 1) * VOLUME,
        "community": bureau.community,
        "date": _day(clock.now()),
        "until": _day(last),
        "short": found.address.partition("://")[2] + "/enter",
        "office": bureau.name,
        "office_address": bureau.address,
        "hours": bureau.hours,
        "phone": bureau.phone,
        "letters": [
            {
                "place": place(row.name, row.entrance, row.room, row.kind),
                "code": codes.grouped(row[0].code),
                "address": f"{found.address}/enter/{row[0].code}",
            }
            for row in printed
            if state_of(row[0]) == "open"
        ],
    }


def _day(moment: datetime) -> str:
    here = clock.local(moment)
    return f"{here.year} 年 {here.month} 月 {here.day} 日"
