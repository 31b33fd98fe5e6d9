"""The compound as everyone may know it: names, numbers, the committee, what votes are measured against."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from hub.core import clock, web
from hub.core.db import db
from hub.people.models import Building, Compound, Ownership, Person, RoleGrant, Telephone, Unit, User
from hub.people.rules import Base, Line, base


@dataclass(frozen=True)
class CompoundCard:
    """What the compound says of itself."""

    name: str = ""
    address: str = ""
    office_name: str = ""
    office_address: str = ""
    office_hours: str = ""
    about: str = ""
    public_address: str = ""
    guest_reports: bool = False
    set_up: bool = False


@dataclass(frozen=True)
class PhoneCard:
    """A line of the directory; `tel` is what a telephone dials."""

    id: int
    kind: str
    label: str
    number: str
    hours: str
    tel: str


@dataclass(frozen=True)
class Seat:
    """A member of the committee, as neighbours know them."""

    nickname: str
    role: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Size:
    """How large the compound is."""

    buildings: int
    flats: int
    shops: int
    others: int


def compound() -> CompoundCard:
    """Empty when nothing was set up yet."""
    row = db.session.get(Compound, 1)
    if row is None:
        return CompoundCard()
    return CompoundCard(
        name=row.name,
        address=row.address,
        office_name=row.office_name,
        office_address=row.office_address,
        office_hours=row.office_hours,
        about=row.about,
        public_address=row.public_address,
        guest_reports=row.guest_reports,
        set_up=row.setup_finished_at is not None,
    )


@web.name_community_with
def name() -> str:
    """The compound's name for the top bar."""
    return db.session.scalar(select(Compound.name)) or ""


def phones() -> tuple[PhoneCard, ...]:
    """The directory, in the order the office chose."""
    rows = db.session.scalars(select(Telephone).order_by(Telephone.position, Telephone.id))
    return tuple(PhoneCard(r.id, r.kind, r.label, r.number, r.hours, dial(r.number)) for r in rows)


def office_phone() -> PhoneCard | None:
    """Whom to call: the round-the-clock number first, else the office."""
    order = {"emergency": 0, "office": 1}
    return min((p for p in phones() if p.kind in order), key=lambda p: order[p.kind], default=None)


def dial(number: str) -> str:
    """Digits and a leading plus only."""
    return "".join(c for c in number if c.isdigit() or c == "+")


def size() -> Size:
    """Counts for people, not for law."""
    by_kind = dict(db.session.execute(select(Unit.kind, func.count()).group_by(Unit.kind)).all())
    buildings = db.session.scalar(select(func.count()).select_from(Building)) or 0
    others = sum(count for kind, count in by_kind.items() if kind not in ("flat", "shop"))
    return Size(buildings, by_kind.get("flat", 0), by_kind.get("shop", 0), others)


def committee() -> tuple[Seat, ...]:
    """Today's members, the chair first. Nicknames only: that is how neighbours know one another here."""
    today = clock.today()
    rows = db.session.execute(
        select(User.id, User.nickname, RoleGrant.role, RoleGrant.since, RoleGrant.until)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.role.in_(("chair", "committee")),
            RoleGrant.since <= today,
            or_(RoleGrant.until.is_(None), RoleGrant.until > today),
        )
        .order_by(RoleGrant.role, RoleGrant.since, User.id)  # "chair" sorts before "committee"
    )
    seats: dict[int, Seat] = {}
    for row in rows:
        seats.setdefault(row.id, Seat(row.nickname, row.role, row.since, row.until))
    return tuple(seats.values())


def register_base(day: date | None = None) -> Base:
    """Area and heads as of `day` (default today)."""
    day = day or clock.today()
    rows = db.session.execute(
        select(Unit.id, Unit.area, Unit.delivered_on, Ownership.person_id, Person.kind)
        .join(Ownership, Ownership.unit_id == Unit.id)
        .join(Person, Person.id == Ownership.person_id)
        .where(Ownership.since <= day, or_(Ownership.until.is_(None), Ownership.until > day))
    )
    owners: dict[int, set[int]] = defaultdict(set)
    facts: dict[int, tuple[int, bool]] = {}
    for row in rows:
        owners[row.id].add(row.person_id)
        undelivered = row.delivered_on is None or row.delivered_on > day
        before = facts.get(row.id, (row.area, False))[1]
        facts[row.id] = (row.area, before or undelivered or row.kind == "developer")
    return base(Line(unit, frozenset(owners[unit]), area, dev) for unit, (area, dev) in facts.items())
