"""Who belongs to a home, and who has been asked in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.crypto import index, token_hash
from hub.core.db import db
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people import codes
from hub.people.models import ActivationLetter, Building, Entrance, Invitation, Occupancy, Ownership, Person, Unit, User
from hub.people.naming import masked, place
from hub.people.queries.letters import held_today, state_of


@dataclass(frozen=True)
class Member:
    """Somebody who lives in or owns a home, as its owner sees them."""

    occupancy_id: int | None
    name: str
    kind: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Asked:
    """An invitation that waits."""

    id: int
    kind: str
    label: str
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Household:
    """A home one owns, with its people and open invitations."""

    unit_id: int
    place: str
    members: tuple[Member, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Letter:
    """What an open letter shows before it is used: the home, and its owners' masked names."""

    id: int
    unit_id: int
    place: str
    building: str
    owners: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Welcome:
    """What an open invitation shows. A co-owner's names the person of the register, masked on the page."""

    id: int
    unit_id: int
    place: str
    building: str
    kind: str
    by: str
    person_id: int | None = None
    owner: str = ""
    until: date | None = None


def first_building_name(person_id: int) -> str:
    """A building this person belongs to, for a newcomer's nickname."""
    for tie in (Ownership, Occupancy):
        query = (
            select(Building.name)
            .join(Unit, Unit.building_id == Building.id)
            .join(tie, tie.unit_id == Unit.id)
            .where(tie.person_id == person_id, *held_today(tie))
            .order_by(Building.position)
        )
        found = db.session.scalar(query.limit(1))
        if found:
            return found
    return ""


def households(actor: Actor) -> tuple[Household, ...]:
    """The homes this person owns; family and tenants cannot ask anybody in."""
    return tuple(_household(unit_id) for unit_id in sorted(actor.owned_unit_ids))


def _household(unit_id: int) -> Household:
    owners = db.session.execute(
        select(Person.name, Ownership.since, Ownership.until)
        .join(Ownership, Ownership.person_id == Person.id)
        .where(Ownership.unit_id == unit_id, *held_today(Ownership))
    )
    living = db.session.execute(
        select(Occupancy.id, Person.name, Occupancy.kind, Occupancy.since, Occupancy.until)
        .join(Person, Person.id == Occupancy.person_id)
        .where(Occupancy.unit_id == unit_id, *held_today(Occupancy))
        .order_by(Occupancy.since)
    )
    members = [Member(None, row.name, "owner", row.since, row.until) for row in owners]
    members += [Member(row.id, row.name, row.kind, row.since, row.until) for row in living]
    waiting = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.unit_id == unit_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.id)
    )
    asked = tuple(Asked(i.id, i.kind, i.label, i.token, i.expires_at) for i in waiting)
    return Household(unit_id, _place(unit_id)[0], tuple(members), asked)


def open_letter(typed: str) -> Letter:
    """The letter behind a typed or scanned code; RuleBroken on "code" otherwise."""
    code = codes.normal(typed)
    found = code and db.session.scalar(
        select(ActivationLetter).where(ActivationLetter.code_hash == index(code, "letter"))
    )
    if found and state_of(found) == "used":
        raise RuleBroken(_l("这封信已经用过了。如果不是您家里人用的，请马上打电话给物业。"), "code")
    if not found or state_of(found) != "open":
        raise RuleBroken(_l("这个码不对、用过了或过期了。请核对信上的 12 个字，或到物业前台换一封。"), "code")
    owners = db.session.execute(
        select(Person.id, Person.name, Person.kind)
        .join(Ownership, Ownership.person_id == Person.id)
        .where(Ownership.unit_id == found.unit_id, Person.kind != "developer", *held_today(Ownership))
        .order_by(Ownership.id)
    )
    where, building = _place(found.unit_id)
    named = tuple((row.id, masked(row.name, row.kind)) for row in owners)
    return Letter(found.id, found.unit_id, where, building, named)


def open_invitation(token: str) -> Welcome:
    """The invitation behind a link; NotFound when it is unknown, used, withdrawn or past its week."""
    row: Any = db.session.execute(
        select(Invitation, User.nickname)
        .join(User, User.id == Invitation.created_by)
        .where(
            Invitation.token_hash == token_hash(token),
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
            # whoever has sold no longer lets anybody in; nor does an account that was closed
            User.banned_at.is_(None),
            exists().where(
                Ownership.unit_id == Invitation.unit_id,
                Ownership.person_id == User.person_id,
                *held_today(Ownership),
            ),
        )
    ).first()
    if row is None:
        raise NotFound
    asked: Invitation = row[0]
    where, building = _place(asked.unit_id)
    person = db.session.get(Person, asked.person_id) if asked.person_id else None
    owner = masked(person.name, person.kind) if person else ""
    return Welcome(
        asked.id, asked.unit_id, where, building, asked.kind, row.nickname, asked.person_id, owner, asked.until
    )


def co_owners_without_account(unit_id: int) -> tuple[tuple[int, str], ...]:
    """Owners of the register who can still be asked in: (person, masked name)."""
    rows = db.session.execute(
        select(Person.id, Person.name, Person.kind)
        .join(Ownership, Ownership.person_id == Person.id)
        .outerjoin(User, User.person_id == Person.id)
        .where(Ownership.unit_id == unit_id, *held_today(Ownership), User.id.is_(None), Person.kind != "developer")
        .order_by(Ownership.id)
    )
    return tuple((row.id, masked(row.name, row.kind)) for row in rows)


def place_of(unit_id: int) -> str:
    """A unit as people say it."""
    return _place(unit_id)[0]


def _place(unit_id: int) -> tuple[str, str]:
    row: Any = db.session.execute(
        select(Unit.room, Unit.kind, Building.name, Entrance.name.label("entrance"))
        .join(Building, Building.id == Unit.building_id)
        .outerjoin(Entrance, Entrance.id == Unit.entrance_id)
        .where(Unit.id == unit_id)
    ).one()
    return place(row.name, row.entrance, row.room, row.kind), row.name
