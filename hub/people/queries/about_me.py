"""All that the register and the accounts hold about one person, for that person alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from hub.core.audit import AuditRow
from hub.core.authz import Actor
from hub.core.db import db
from hub.people import phones
from hub.people.models import Invitation, LoginSession, Occupancy, Ownership, Person, RoleGrant, Unit, User
from hub.people.queries.privacy import mine


@dataclass(frozen=True)
class Look:
    """Somebody read my number in full: `how` is one, register (took the whole book along) or repair."""

    at: datetime
    who: str  # nickname
    reason: str
    how: str = "one"


def looks(actor: Actor) -> list[Look]:
    """Who read my number in full in the register, newest first. One's right to know is the reason the facts exist."""
    one = and_(AuditRow.fact == "PhoneRevealed", AuditRow.data["person_id"].as_integer() == actor.person_id)
    owned = select(func.min(Ownership.since)).where(Ownership.person_id == actor.person_id).scalar_subquery()
    book = and_(AuditRow.fact == "RegisterExported", func.date(AuditRow.at) >= func.date(owned))
    query = (
        select(AuditRow.at, User.nickname, AuditRow.data, AuditRow.fact)
        .outerjoin(User, User.id == AuditRow.user_id)
        .where(or_(one, book))
        .order_by(AuditRow.id.desc())
        .limit(50)
    )
    return [
        Look(row.at, row.nickname or "", row.data["reason"], "one" if row.fact == "PhoneRevealed" else "register")
        for row in db.session.execute(query)
    ]


def about_me(actor: Actor) -> dict[str, Any]:
    """All the register and the accounts know of this person, as plain values."""
    user = db.session.get_one(User, actor.user_id)
    row = db.session.get_one(Person, user.person_id)
    return {
        "account": {
            "nickname": user.nickname,
            "phone": phones.spoken(user.phone or ""),
            "opened_at": user.created_at.isoformat(),
            "second_factor_since": user.totp_confirmed_at.isoformat() if user.totp_confirmed_at else None,
            "language": user.locale,
            "elder_view": user.elder,
            "text_size": user.text_size,
            "theme": user.theme,
        },
        "register": {"name": row.name, "kind": row.kind, "phone": phones.spoken(row.phone or ""), "note": row.note},
        "ownerships": [
            {
                "unit": code,
                "share": f"{held.share_num}/{held.share_den}",
                "since": _day(held.since),
                "until": _day(held.until),
            }
            for held, code in _with_units(Ownership, row.id)
        ],
        "occupancies": [
            {"unit": code, "kind": lived.kind, "since": _day(lived.since), "until": _day(lived.until)}
            for lived, code in _with_units(Occupancy, row.id)
        ],
        "roles": [
            {"role": grant.role, "since": _day(grant.since), "until": _day(grant.until)}
            for grant in db.session.scalars(
                select(RoleGrant).where(RoleGrant.user_id == user.id).order_by(RoleGrant.id)
            )
        ],
        "sign_ins": [
            {"began": one.created_at.isoformat(), "last_seen": one.seen_at.isoformat(), "device": one.agent}
            for one in db.session.scalars(
                select(LoginSession).where(LoginSession.user_id == user.id).order_by(LoginSession.id.desc()).limit(200)
            )
        ],
        "invitations": [
            {"kind": one.kind, "label": one.label, "made_at": one.created_at.isoformat()}
            for one in db.session.scalars(select(Invitation).where(Invitation.created_by == user.id))
        ],
        "requests": [
            {
                "kind": one.kind,
                "words": one.words,
                "asked_at": one.asked_at.isoformat(),
                "outcome": one.outcome,
                "answer": one.answer,
            }
            for one in mine(actor)
        ],
    }


def _with_units(table: Any, person_id: int) -> list[tuple[Any, str]]:
    query = select(table, Unit.code).join(Unit, Unit.id == table.unit_id).where(table.person_id == person_id)
    return [(row, code) for row, code in db.session.execute(query.order_by(table.id))]


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
