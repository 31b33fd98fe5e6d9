"""For those who publish: drafts, how far each notice has come, and which households to telephone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_

from hub.core.authz import Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.features.notices import policy
from hub.features.notices.models import Notice, NoticeCall
from hub.features.notices.queries import audience as whom
from hub.features.notices.queries.sight import OUT, get, visible_to
from hub.features.notices.rules.notice import VOICES, Audience, Category, Draft, Stage, Voice
from hub.people import phones
from hub.people.models import Building, Entrance, Occupancy, Ownership, Person, Phase, Unit, User

PAGE = 50
ALL = 5000


@dataclass(frozen=True)
class DeskLine:
    """A notice in the office's list."""

    id: int
    title: str
    stage: Stage
    voice_name: Any
    saved_at: datetime
    from_at: datetime | None
    published_at: datetime | None
    mandatory: bool
    urgent: bool
    reach: whom.Reach | None


@dataclass(frozen=True)
class Desk:
    """What is being written, and what is out."""

    drafts: list[DeskLine]
    out: list[DeskLine]
    before: int | None


@dataclass(frozen=True)
class Contact:
    """Somebody who can be asked for at a household; the number is masked."""

    person_id: int
    name: str
    tie: str
    phone: str
    account: bool


@dataclass(frozen=True)
class Home:
    """A household that has not heard of it; or has been telephoned by `told_by` at `told_at`."""

    unit_id: int
    code: str
    place: str
    contacts: tuple[Contact, ...] = ()
    told_at: datetime | None = None
    told_by: str = ""


@dataclass(frozen=True)
class Unreached:
    """`after` is the cursor of the next page; `people` are accounts, where it is for staff and no households count."""

    homes: list[Home]
    told: list[Home]
    people: list[str]
    after: int | None
    reach: whom.Reach


@dataclass(frozen=True)
class Places:
    """What a narrower notice may be addressed to: (id, name) each."""

    phases: list[tuple[int, str]] = field(default_factory=list)
    buildings: list[tuple[int, str]] = field(default_factory=list)
    entrances: list[tuple[int, str]] = field(default_factory=list)


def may_write(actor: Actor) -> None:
    """The door of all pages of the office; asks for the second factor where only that is missing."""
    require_permission(actor, P.NOTICES_PUBLISH)


def desk(actor: Actor, before: int | None = None) -> Desk:
    """Drafts in one's own name, and everything that is out with how far it has come."""
    may_write(actor)
    writing = select(Notice).where(visible_to(actor), Notice.stage.in_((Stage.DRAFT, Stage.SCHEDULED)))
    out = select(Notice).where(visible_to(actor), Notice.stage.in_(OUT)).order_by(Notice.id.desc()).limit(PAGE // 5 + 1)
    if before is not None:
        out = out.where(Notice.id < before)
    rows = list(db.session.scalars(out))
    shown = rows[: PAGE // 5]
    drafts = db.session.scalars(writing.order_by(Notice.saved_at.desc()))
    return Desk(
        [_line(row, None) for row in drafts],
        [_line(row, whom.reach(row)) for row in shown],
        shown[-1].id if len(rows) > len(shown) else None,
    )


def _line(row: Notice, reach: whom.Reach | None) -> DeskLine:
    return DeskLine(
        id=row.id,
        title=row.title,
        stage=Stage(row.stage),
        voice_name=VOICES[Voice(row.voice)],
        saved_at=row.saved_at,
        from_at=row.from_at,
        published_at=row.published_at,
        mandatory=row.mandatory,
        urgent=row.urgent,
        reach=reach,
    )


def draft(actor: Actor, notice_id: int) -> Draft:
    """What was written so far, to go on with; Forbidden in somebody else's name."""
    row = get(actor, notice_id)
    require(policy.may_edit(actor, row))
    return Draft(
        title=row.title,
        body=row.body,
        category=Category(row.category),
        voice=Voice(row.voice),
        audience=whom.audience_of(row),
        urgent=row.urgent,
        pinned=row.pinned,
        mandatory=row.mandatory,
        visitors=row.visitors,
        from_at=row.from_at,
        until_at=row.until_at,
    )


def reach(actor: Actor, notice_id: int) -> whom.Reach:
    """How many it is for, and how many it has reached."""
    may_write(actor)
    return whom.reach(get(actor, notice_id))


def places() -> Places:
    """As people count them."""
    doors = (
        select(Entrance.id, Building.name, Entrance.name)
        .join(Building, Building.id == Entrance.building_id)
        .order_by(Building.position, Building.id, Entrance.id)
    )
    buildings = select(Building.id, Building.name).order_by(Building.position, Building.id)
    return Places(
        [(i, name) for i, name in db.session.execute(select(Phase.id, Phase.name).order_by(Phase.code))],
        [(i, name) for i, name in db.session.execute(buildings)],
        [(i, f"{building}{entrance}") for i, building, entrance in db.session.execute(doors)],
    )


def unreached(actor: Actor, notice_id: int, after: int | None = None, *, whole: bool = False) -> Unreached:
    """还没通知到: households in scope where nobody has read it (or confirmed, where they must) and nobody was told."""
    require(policy.may_telephone(actor))
    notice = get(actor, notice_id)
    audience = whom.audience_of(notice)
    here, called = whom.reached(notice), whom.telephoned(notice)
    limit = ALL if whole else PAGE
    query = _homes(audience).where(~here, ~called).limit(limit + 1)
    if after is not None:
        query = query.where(tuple_(*_order()) > _place_of(after))
    rows = list(db.session.execute(query).all())
    told = list(db.session.execute(_homes(audience).where(~here, called).limit(ALL)).all()) if after is None else []
    contacts = _contacts([row.id for row in rows[:limit]])
    calls = _calls(notice)
    return Unreached(
        [Home(row.id, row.code, row.place, contacts.get(row.id, ())) for row in rows[:limit]],
        [Home(row.id, row.code, row.place, (), *calls.get(row.id, (None, ""))) for row in told],
        [] if whom.asks_households(audience) else _people(notice, audience),
        rows[limit - 1].id if len(rows) > limit else None,
        whom.reach(notice),
    )


def _order() -> tuple[Any, ...]:
    return Building.position, Building.id, Unit.position, Unit.id


def _place_of(unit_id: int) -> Any:
    query = select(*_order()).join(Building, Building.id == Unit.building_id).where(Unit.id == unit_id)
    found = db.session.execute(query).first()
    return tuple_(*(found or (0, 0, 0, 0)))


def _homes(audience: Audience) -> Any:
    return (
        select(Unit.id, Unit.code, Building.name.label("place"))
        .join(Building, Building.id == Unit.building_id)
        .where(whom.households(audience))
        .order_by(*_order())
    )


def _contacts(unit_ids: Sequence[int]) -> dict[int, tuple[Contact, ...]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    if not unit_ids:
        return {}
    for tie, kind in ((Ownership, None), (Occupancy, Occupancy.kind)):
        query = (
            select(tie.unit_id, Person.id, Person.name, Person.phone, User.phone, User.id, *([kind] if kind else []))
            .join(Person, Person.id == tie.person_id)
            .outerjoin(User, User.person_id == Person.id)
            .where(tie.unit_id.in_(unit_ids), *whom.holds(tie))
            .order_by(tie.id)
        )
        for row in db.session.execute(query):
            number = phones.masked(row[3] or row[4])
            named = row[6] if kind is not None else "owner"
            found[row[0]].append(Contact(row[1], row[2], named, number, row[5] is not None))
    return {unit_id: tuple(contacts) for unit_id, contacts in found.items()}


def _calls(notice: Notice) -> dict[int, tuple[datetime, str]]:
    query = (
        select(NoticeCall.unit_id, NoticeCall.at, User.nickname)
        .outerjoin(User, User.id == NoticeCall.by)
        .where(NoticeCall.notice_id == notice.id, NoticeCall.version >= notice.asked_version)
    )
    return {unit_id: (at, nickname or "") for unit_id, at, nickname in db.session.execute(query)}


def _people(notice: Notice, audience: Audience) -> list[str]:
    query = whom.accounts(audience).where(User.id.not_in(whom.heard(notice))).with_only_columns(User.nickname)
    return list(db.session.scalars(query.order_by(User.nickname)))
