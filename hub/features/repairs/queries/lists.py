"""Lists of repairs: filters that live in the address, paged by cursor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select, true

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.features.repairs import policy
from hub.features.repairs.models import Affected, Repair
from hub.features.repairs.queries.cards import Line, lines
from hub.features.repairs.queries.group import merged_into
from hub.features.repairs.queries.sight import visible_to
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.promises import SIMILAR_WITHIN
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import OPEN, OVER, Stage

PAGE = 20
MOST_SIMILAR = 5


class Scope(StrEnum):
    """Whose repairs: mine, those around me, all I may see."""

    MINE = "mine"
    AROUND = "around"
    ALL = "all"


class Group(StrEnum):
    """Stages as people ask for them."""

    ANY = ""
    OPEN = "open"
    DONE = "done"
    OVER = "over"


GROUPS: dict[Group, frozenset[Stage]] = {
    Group.ANY: frozenset(Stage),
    Group.OPEN: OPEN,
    Group.DONE: frozenset({Stage.DONE}),
    Group.OVER: OVER,
}


@dataclass(frozen=True)
class Filter:
    """What the address asks for; unknown words fall back to the widest meaning."""

    scope: Scope
    group: Group = Group.ANY
    kind: Kind | None = None

    @classmethod
    def of(cls, actor: Actor, scope: str, group: str, kind: str) -> Filter:
        usual = Scope.ALL if policy.is_staff(actor) else Scope.MINE
        chosen = Scope(scope) if scope in tuple(Scope) else usual
        return cls(
            Scope.AROUND if chosen is Scope.ALL and not policy.is_staff(actor) else chosen,
            Group(group) if group in tuple(Group) else Group.ANY,
            Kind(kind) if kind in tuple(Kind) else None,
        )


@dataclass(frozen=True)
class Page:
    """Newest first; `before` is the cursor of the next page, None on the last."""

    lines: list[Line]
    before: int | None


def page(actor: Actor, asked: Filter, before: int | None = None) -> Page:
    """One page of what this actor may see and asked for."""
    query = (
        select(Repair)
        .where(visible_to(actor), _scope(actor, asked.scope), Repair.stage.in_(GROUPS[asked.group]))
        .order_by(Repair.id.desc())
        .limit(PAGE + 1)
    )
    if asked.kind:
        query = query.where(Repair.kind == asked.kind)
    if before is not None:
        query = query.where(Repair.id < before)
    found = lines(query)
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def _scope(actor: Actor, scope: Scope) -> ColumnElement[bool]:
    if scope is Scope.MINE:
        joined = select(Affected.repair_id).where(Affected.user_id == actor.user_id)
        return or_(Repair.requester_id == actor.user_id, Repair.unit_id.in_(actor.unit_ids), Repair.id.in_(joined))
    if scope is Scope.AROUND:
        near = or_(Repair.building_id.is_(None), Repair.building_id.in_(actor.building_ids))
        broken = and_(Repair.spot.is_not(None), Repair.source != "plan")  # what is broken, not what is looked after
        return and_(broken, near) if actor.building_ids else broken
    return true()


def similar(actor: Actor, report: Report) -> list[Line]:
    """Open reports of the last days that may well be the same thing, newest first."""
    query = (
        select(Repair)
        .where(
            visible_to(actor),
            Repair.stage.in_(OPEN),
            Repair.source != "plan",
            Repair.reported_at > clock.now() - SIMILAR_WITHIN,
            or_(*_likely_the_same(report)),
        )
        .order_by(Repair.id.desc())
        .limit(MOST_SIMILAR)
    )
    return lines(query)


def _likely_the_same(report: Report) -> list[ColumnElement[bool]]:
    """Same public spot, same kind of thing at the same door, or same kind in the same flat."""
    same_kind = Repair.kind == report.kind
    door = [Repair.building_id.is_not_distinct_from(report.building_id)]
    if report.entrance_id is not None:
        door.append(or_(Repair.entrance_id.is_(None), Repair.entrance_id == report.entrance_id))
    likely = []
    if report.spot is not None:
        likely.append(and_(Repair.spot == report.spot, *door))
    if report.building_id is not None:
        likely.append(and_(Repair.spot.is_not(None), same_kind, *door))
    if report.unit_id is not None:
        likely.append(and_(Repair.unit_id == report.unit_id, same_kind))
    return likely


def joined(actor: Actor, repair_id: int) -> bool:
    """Whether this actor has said "me too", here or to a report that was merged into it."""
    repair = db.session.get_one(Repair, repair_id)
    reports = {repair_id, *merged_into(repair)}
    query = select(Affected.id).where(Affected.repair_id.in_(reports), Affected.user_id == actor.user_id).limit(1)
    return db.session.scalar(query) is not None
