"""Whom a notice is for, counted in accounts and in households, and how many of them it has reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from hub.core import clock
from hub.core.db import db
from hub.features.notices.models import Notice, NoticeCall, NoticeConfirmation, NoticeRead, NoticeTarget
from hub.features.notices.rules.notice import HOUSEHOLD_ROLES, ROLES, Audience, Scope
from hub.people.models import Building, Entrance, Occupancy, Ownership, Phase, RoleGrant, Unit, User

HOMES = ("flat", "shop")
_HOME = aliased(Building)


@dataclass(frozen=True)
class Names:
    """Whom it is for, in words: places by their Chinese names, roles translated."""

    places: tuple[str, ...] = ()
    roles: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Reach:
    """How far it has come. `reached` households have read it (confirmed, if they must), `told` were telephoned."""

    accounts: int = 0
    read: int = 0
    confirmed: int = 0
    households: int = 0
    reached: int = 0
    told: int = 0

    @property
    def left(self) -> int:
        return self.households - self.reached - self.told


def holds(tie: Any) -> tuple[ColumnElement[bool], ...]:
    """Owning or living there today."""
    today = clock.today()
    return tie.since <= today, or_(tie.until.is_(None), tie.until > today)


def audience_of(notice: Notice) -> Audience:
    """As it was chosen."""
    ids = tuple(
        found for t in notice.targets for found in (t.phase_id, t.building_id, t.entrance_id) if found is not None
    )
    return Audience(Scope(notice.scope), ids, tuple(t.role for t in notice.targets if t.role))


def in_place(audience: Audience) -> ColumnElement[bool]:
    """Condition on a unit (and, for a phase, its building)."""
    if audience.scope is Scope.BUILDING:
        return Unit.building_id.in_(audience.ids)
    if audience.scope is Scope.ENTRANCE:
        return Unit.entrance_id.in_(audience.ids)
    if audience.scope is Scope.PHASE:
        return Unit.building_id.in_(select(Building.id).where(Building.phase_id.in_(audience.ids)))
    return true()


def accounts(audience: Audience) -> Select[int]:
    """Accounts it is for; banned and erased ones are told nothing."""
    live = select(User.id).where(User.banned_at.is_(None))
    if audience.scope is Scope.ALL:
        return live
    if audience.scope is Scope.ROLE:
        return live.where(or_(*_roles(audience.roles)))
    tied = [
        select(tie.person_id).join(Unit, Unit.id == tie.unit_id).where(in_place(audience), *holds(tie)) for tie in TIES
    ]
    return live.where(or_(*(User.person_id.in_(found) for found in tied)))


TIES = (Ownership, Occupancy)


def _roles(roles: Sequence[str]) -> list[ColumnElement[bool]]:
    today = clock.today()
    granted = select(RoleGrant.user_id).where(
        RoleGrant.role.in_(roles), RoleGrant.since <= today, or_(RoleGrant.until.is_(None), RoleGrant.until > today)
    )
    ways: list[ColumnElement[bool]] = [User.id.in_(granted)]
    if "owner" in roles:
        ways.append(User.person_id.in_(select(Ownership.person_id).where(*holds(Ownership))))
    living = [role for role in roles if role in ("family", "tenant")]
    if living:
        lives = select(Occupancy.person_id).where(Occupancy.kind.in_(living), *holds(Occupancy))
        ways.append(User.person_id.in_(lives))
    return ways


def households(audience: Audience) -> ColumnElement[bool]:
    """Condition on a unit: a flat or shop in scope where somebody is known to own or live."""
    owned, lived = _with(Ownership), _with(Occupancy)
    if audience.scope is Scope.ROLE:
        ways = [owned] if "owner" in audience.roles else []
        living = [role for role in audience.roles if role in ("family", "tenant")]
        if living:
            ways.append(_with(Occupancy, Occupancy.kind.in_(living)))
        return and_(Unit.kind.in_(HOMES), or_(*ways)) if ways else false()
    return and_(Unit.kind.in_(HOMES), in_place(audience), or_(owned, lived))


def _with(tie: Any, *wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """Asked once for all units: a question of its own for each of thousands would hold everybody up."""
    return Unit.id.in_(select(tie.unit_id).where(*holds(tie), *wanted))


def heard(notice: Notice) -> Select[int]:
    """Accounts it has reached: those who confirmed where they must, else those who opened it, in the asked version."""
    table = NoticeConfirmation if notice.mandatory else NoticeRead
    return select(table.user_id).where(table.notice_id == notice.id, table.version >= notice.asked_version)


def reached(notice: Notice) -> ColumnElement[bool]:
    """Condition on a unit: somebody who owns or lives there has heard."""
    persons = select(User.person_id).where(User.id.in_(heard(notice)))
    return or_(*(_with(tie, tie.person_id.in_(persons)) for tie in TIES))


def telephoned(notice: Notice) -> ColumnElement[bool]:
    """Condition on a unit: the desk has told them."""
    calls = select(NoticeCall.unit_id).where(
        NoticeCall.notice_id == notice.id, NoticeCall.version >= max(1, notice.asked_version)
    )
    return Unit.id.in_(calls)


def reach(notice: Notice) -> Reach:
    """Counted now."""
    audience = audience_of(notice)
    whom = accounts(audience).subquery()
    homes = households(audience)
    if not notice.version:
        return Reach(accounts=_count(select(whom.c.id)), households=_count(select(Unit.id).where(homes)))
    reads = select(NoticeRead.user_id).where(
        NoticeRead.notice_id == notice.id,
        NoticeRead.version >= notice.asked_version,
        NoticeRead.user_id.in_(select(whom.c.id)),
    )
    confirmations = (
        select(NoticeConfirmation.user_id)
        .where(
            NoticeConfirmation.notice_id == notice.id,
            NoticeConfirmation.version >= notice.asked_version,
            NoticeConfirmation.user_id.in_(select(whom.c.id)),
        )
        .distinct()
    )
    here = reached(notice)
    counted = select(
        func.count(), func.count().filter(here), func.count().filter(telephoned(notice), ~here)
    ).select_from(Unit)
    whole, some, told = db.session.execute(counted.where(homes)).one()
    return Reach(
        accounts=_count(select(whom.c.id)),
        read=_count(reads),
        confirmed=_count(confirmations) if notice.mandatory else 0,
        households=whole,
        reached=some,
        told=told,
    )


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def readers(notice_id: int) -> tuple[int, ...]:
    """Accounts to tell. For flows."""
    notice = db.session.get_one(Notice, notice_id)
    return tuple(db.session.scalars(accounts(audience_of(notice))))


def importance(notice_id: int) -> tuple[bool, bool]:
    """(urgent, mandatory). For flows."""
    notice = db.session.get_one(Notice, notice_id)
    return notice.urgent, notice.mandatory


def names_of(notice_ids: Iterable[int]) -> dict[int, Names]:
    """Whom each of these is for, in one question."""
    wanted = list(notice_ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(NoticeTarget.notice_id, NoticeTarget.role, Phase.name, Building.name, Entrance.name, _HOME.name)
        .outerjoin(Phase, Phase.id == NoticeTarget.phase_id)
        .outerjoin(Building, Building.id == NoticeTarget.building_id)
        .outerjoin(Entrance, Entrance.id == NoticeTarget.entrance_id)
        .outerjoin(_HOME, _HOME.id == Entrance.building_id)
        .where(NoticeTarget.notice_id.in_(wanted))
        .order_by(NoticeTarget.id)
    )
    places: dict[int, list[str]] = defaultdict(list)
    roles: dict[int, list[Any]] = defaultdict(list)
    for notice_id, role, phase, building, entrance, home in rows:
        if role:
            roles[notice_id].append(ROLES[role])
        else:
            places[notice_id].append(phase or building or f"{home}{entrance}")
    return {n: Names(tuple(places[n]), tuple(roles[n])) for n in wanted}


def asks_households(audience: Audience) -> bool:
    """False when it is for staff only: then accounts are counted, not homes."""
    return audience.scope is not Scope.ROLE or bool(set(audience.roles) & set(HOUSEHOLD_ROLES))
