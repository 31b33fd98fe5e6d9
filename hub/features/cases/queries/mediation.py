"""A mediation as its sides and its mediator see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.core import files
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.cases.models import Mediation, MediationParty, MediationSession
from hub.features.cases.queries.cards import number
from hub.features.cases.queries.people import names
from hub.features.cases.queries.sight import mediation_visible_to
from hub.features.cases.rules.mediation import ENDED, STATES, State, fingerprint


@dataclass(frozen=True, kw_only=True)
class SideCard:
    """One side."""

    id: int
    name: str
    has_account: bool
    me: bool
    agreed: bool
    signed_at: datetime | None
    signed_how: str
    photos: tuple[files.PhotoCard, ...]


@dataclass(frozen=True, kw_only=True)
class SessionCard:
    """One meeting."""

    at: datetime
    place: str
    present: str
    note: str


@dataclass(frozen=True, kw_only=True)
class MediationCard:
    """All of it, and what this viewer may do."""

    id: int
    number: str
    version: int
    state: State
    state_name: object
    mediator: str
    opened_at: datetime
    ended_at: datetime | None
    sides: tuple[SideCard, ...]
    sessions: tuple[SessionCard, ...]
    agreement: str
    fingerprint: str
    leads: bool
    may_agree: bool
    may_sign: bool
    over: bool


def mediation(actor: Actor, mediation_id: int) -> MediationCard:
    """NotFound for everybody who is no part of it."""
    found = db.session.scalar(select(Mediation).where(Mediation.id == mediation_id, mediation_visible_to(actor)))
    if found is None:
        raise NotFound
    sides, state = _sides(actor, found.id), State(found.state)
    own = next((side for side in sides if side.me), None)
    sessions = select(MediationSession).where(MediationSession.mediation_id == found.id).order_by(MediationSession.at)
    return MediationCard(
        id=found.id,
        number=number(found.id),
        version=found.version,
        state=state,
        state_name=STATES[state],
        mediator=names({found.mediator_id}).get(found.mediator_id, ""),
        opened_at=found.opened_at,
        ended_at=found.ended_at,
        sides=sides,
        sessions=tuple(
            SessionCard(at=one.at, place=one.place, present=one.present, note=one.note)
            for one in db.session.scalars(sessions)
        ),
        agreement=found.agreement or "",
        fingerprint=fingerprint(found.agreement) if found.agreement else "",
        leads=found.mediator_id == actor.user_id,
        may_agree=own is not None and not own.agreed and state not in ENDED,
        may_sign=own is not None and own.signed_at is None and state is State.SIGNING,
        over=state in ENDED,
    )


def _sides(actor: Actor, mediation_id: int) -> tuple[SideCard, ...]:
    query = select(MediationParty).where(MediationParty.mediation_id == mediation_id).order_by(MediationParty.id)
    rows = list(db.session.scalars(query))
    photos = files.photos_by_part("mediation", [row.id for row in rows])
    return tuple(
        SideCard(
            id=row.id,
            name=row.name,
            has_account=row.user_id is not None,
            me=row.user_id == actor.user_id is not None,
            agreed=row.agreed_at is not None,
            signed_at=row.signed_at,
            signed_how=row.signed_how or "",
            photos=photos.get(row.id, ()),
        )
        for row in rows
    )


@dataclass(frozen=True)
class MediationLine:
    """One of mine. `waits`: for my agreement or my signature."""

    id: int
    number: str
    state_name: object
    opened_at: datetime
    waits: bool
    leads: bool


def my_mediations(actor: Actor) -> list[MediationLine]:
    """Those in which I am a side or the mediator, newest first."""
    if not actor.signed_in:
        return []
    query = select(Mediation).where(mediation_visible_to(actor)).order_by(Mediation.opened_at.desc()).limit(50)
    rows = list(db.session.scalars(query))
    mine = select(MediationParty).where(MediationParty.user_id == actor.user_id)
    sides = {side.mediation_id: side for side in db.session.scalars(mine)}
    return [
        MediationLine(
            row.id,
            number(row.id),
            STATES[State(row.state)],
            row.opened_at,
            _waits(sides.get(row.id), State(row.state)),
            row.mediator_id == actor.user_id,
        )
        for row in rows
    ]


def _waits(side: MediationParty | None, state: State) -> bool:
    if side is None or state in ENDED:
        return False
    return side.agreed_at is None or (state is State.SIGNING and side.signed_at is None)
