"""What this viewer may do with a repair, and what only some may read. Never part of a card."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.features.repairs import policy
from hub.features.repairs.models import Assignment, Rating, Repair
from hub.features.repairs.queries.group import knows_requester, waits_through
from hub.features.repairs.queries.lists import joined
from hub.features.repairs.queries.sight import get
from hub.features.repairs.rules.choices import Choice, choices
from hub.features.repairs.rules.stages import FIXED, OVER, UNASSIGNED, Party, Stage
from hub.people import phones
from hub.people.models import Unit, User


@dataclass(frozen=True)
class Verdict:
    """The rating of this round, for the requester and the office."""

    score: int
    comment: str
    answer: str


@dataclass(frozen=True)
class Requester:
    """Who reported, for the office and the assignee; the number is masked."""

    name: str
    unit: str
    phone: str


@dataclass(frozen=True)
class Actions:
    """Every button and every private line of one viewer."""

    repair_id: int
    version: int
    choices: tuple[Choice, ...]
    may_take: bool
    may_join: bool
    joined: bool
    may_add: bool
    may_rate: bool
    may_answer: bool
    verdict: Verdict | None
    requester: Requester | None


def actions(actor: Actor, repair_id: int) -> Actions:
    """NotFound when there is no such repair for this actor."""
    repair = get(actor, repair_id)
    stage, held = Stage(repair.stage), policy.parties(actor, repair)
    follows = joined(actor, repair_id)
    asks = Party.REQUESTER in held
    verdict = _verdict(repair) if asks or policy.sees_all(actor) else None
    through = waits_through(actor, repair)
    rateable = asks and verdict is None and _worked_on(repair) in FIXED
    offered = tuple(c for c in choices(stage, held) if c.to is not Stage.CONFIRMED and _fits(c, actor))
    return Actions(
        repair_id=repair_id,
        version=repair.version,
        choices=offered,
        may_take=actor.can(P.REPAIRS_WORK) and _takeable(repair, actor),
        may_join=bool(actor.unit_ids)
        and not (asks or follows or through)
        and repair.spot is not None
        and stage not in OVER,
        joined=follows,
        may_add=(bool(held - {Party.TECHNICIAN}) or follows or through) and stage not in OVER,
        may_rate=rateable,
        may_answer=policy.may_handle(actor) and verdict is not None and not verdict.answer,
        verdict=verdict,
        requester=requester_of(repair) if knows_requester(actor, repair) else None,
    )


def _worked_on(repair: Repair) -> Stage:
    """Where the work stands: a merged report's is its main case's."""
    if repair.duplicate_of_id is None:
        return Stage(repair.stage)
    return Stage(db.session.get_one(Repair, repair.duplicate_of_id).stage)


def _fits(choice: Choice, actor: Actor) -> bool:
    """Giving the job away is the office's; a technician's own way to it is `take`."""
    return choice.to is not Stage.ASSIGNED or policy.may_handle(actor)


def _takeable(repair: Repair, actor: Actor) -> bool:
    held = db.session.execute(
        select(Assignment.user_id, Assignment.accepted_at).where(
            Assignment.repair_id == repair.id, Assignment.ended_at.is_(None)
        )
    ).first()
    if held is None:
        return repair.stage in UNASSIGNED
    return held.user_id == actor.user_id and held.accepted_at is None


def _verdict(repair: Repair) -> Verdict | None:
    query = select(Rating).where(Rating.repair_id == repair.id, Rating.round == repair.round)
    rating = db.session.scalar(query)
    return None if rating is None else Verdict(rating.score, rating.comment, rating.answer or "")


def requester_of(repair: Repair) -> Requester:
    """Unchecked: `group.knows_requester` says who may read it."""
    account = db.session.get(User, repair.requester_id) if repair.requester_id else None
    unit = db.session.get(Unit, repair.unit_id) if repair.unit_id else None
    name = repair.caller_name or (account.nickname if account else "")
    number = repair.caller_phone or (account.phone if account else None)
    return Requester(name, unit.code if unit else "", phones.masked(number))
