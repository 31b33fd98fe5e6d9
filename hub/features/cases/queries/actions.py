"""What one viewer may do with a case, and what the office alone reads beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.features.cases import policy
from hub.features.cases.models import Case, Example, Handover, Mediation, MediationParty, Note, Verdict
from hub.features.cases.queries.people import names
from hub.features.cases.queries.sight import by_code, get
from hub.features.cases.rules import mediation as mediating
from hub.features.cases.rules.choices import choices
from hub.features.cases.rules.stages import OPEN, OVER, Party, Stage, may_escalate, may_move
from hub.people import phones


@dataclass(frozen=True, kw_only=True)
class Follow:
    """What the reporter, by name or by code, may do now."""

    may_add: bool
    may_judge: bool
    may_withdraw: bool
    may_call_committee: bool


@dataclass(frozen=True)
class NoteCard:
    """A line inside the office."""

    who: str
    at: datetime
    words: str
    to_whom: str = ""


@dataclass(frozen=True, kw_only=True)
class MediationLine:
    """What the office may know of a mediation: that there is one, by whom, and how it ended."""

    id: int
    state: str
    state_name: object
    mediator: str
    opened_at: datetime
    inside: bool  # this viewer is a side or the mediator and may open it


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What the office reads beside the case."""

    teller: str
    phone: str
    reference: str
    about: str
    noted_by: str
    notes: tuple[NoteCard, ...]
    mediations: tuple[MediationLine, ...]
    example: str  # "", "waiting" or "public"
    example_by_me: bool


@dataclass(frozen=True, kw_only=True)
class Actions:
    """All of it; `follow` or `inside` is None for whom it is not meant."""

    case_id: int
    version: int
    follow: Follow | None
    inside: Inside | None
    may_take: bool = False
    may_give: bool = False
    may_answer: bool = False
    may_judge: bool = False
    may_escalate: bool = False
    may_redirect: bool = False
    may_mediate: bool = False
    may_tell: bool = False
    steps: tuple[tuple[Stage, object], ...] = ()


def actions(actor: Actor, case_id: int) -> Actions:
    """NotFound when there is no such case for this actor."""
    case = get(actor, case_id)
    parties = policy.parties(actor, case)
    follow = _follow(case) if Party.REPORTER in parties else None
    if not policy.may_handle(actor, case):
        return Actions(case_id=case.id, version=case.version, follow=follow, inside=None)
    stage = Stage(case.stage)
    open_ = stage in OPEN
    return Actions(
        case_id=case.id,
        version=case.version,
        follow=follow,
        inside=_inside(actor, case),
        may_take=open_ and case.owner_id != actor.user_id,
        may_give=open_,
        may_answer=open_ or stage is Stage.ANSWERED,
        may_judge=stage is Stage.ANSWERED and policy.may_judge_for_reporter(actor, case),
        may_escalate=Party.OFFICE in parties
        and case.escalated_at is None
        and case.circle != "committee"
        and may_escalate(stage, True, Party.OFFICE),
        may_redirect=policy.may_redirect(actor, case),
        may_mediate=may_move(stage, Stage.MEDIATION, parties) or stage is Stage.RECEIVED,
        may_tell=stage in (Stage.SOLVED, Stage.UNSOLVED, Stage.SILENT) and case.circle == "office",
        steps=choices(stage, parties) if stage is not Stage.RECEIVED else _from_start(parties),
    )


def _from_start(parties: frozenset[Party]) -> tuple[tuple[Stage, object], ...]:
    return choices(Stage.ACCEPTED, parties)


def follow(code: str) -> Follow:
    """By the code."""
    return _follow(by_code(code))


def _follow(case: Case) -> Follow:
    stage = Stage(case.stage)
    judged = select(Verdict.id).where(Verdict.case_id == case.id, Verdict.round == case.round)
    return Follow(
        may_add=stage not in OVER or stage is Stage.SILENT,
        may_judge=stage in (Stage.ANSWERED, Stage.SILENT) and db.session.scalar(judged) is None,
        may_withdraw=may_move(stage, Stage.WITHDRAWN, {Party.REPORTER}),
        may_call_committee=case.escalated_at is None
        and case.circle != "committee"
        and may_escalate(stage, case.replied_at is not None, Party.REPORTER),
    )


def _inside(actor: Actor, case: Case) -> Inside:
    known = names({case.reporter_id, case.about_user_id, case.noted_by_id})
    example = db.session.scalar(select(Example).where(Example.case_id == case.id))
    return Inside(
        teller=known.get(case.reporter_id or 0, "") or case.caller_name or "",
        phone=phones.masked(case.caller_phone) if case.caller_phone else "",
        reference=case.reference,
        about=known.get(case.about_user_id or 0, ""),
        noted_by=known.get(case.noted_by_id or 0, ""),
        notes=_notes(case.id),
        mediations=_mediations(actor, case.id),
        example="" if example is None else "public" if example.approved_at else "waiting",
        example_by_me=example is not None and example.written_by_id == actor.user_id,
    )


def _notes(case_id: int) -> tuple[NoteCard, ...]:
    notes = list(db.session.scalars(select(Note).where(Note.case_id == case_id)))
    moves = list(db.session.scalars(select(Handover).where(Handover.case_id == case_id)))
    known = names({*(n.user_id for n in notes), *(m.by_id for m in moves), *(m.to_id for m in moves)})
    found = [NoteCard(known.get(n.user_id, ""), n.at, n.words) for n in notes]
    found += [NoteCard(known.get(m.by_id or 0, ""), m.at, m.reason, known.get(m.to_id or 0, "")) for m in moves]
    return tuple(sorted(found, key=lambda one: one.at))


def _mediations(actor: Actor, case_id: int) -> tuple[MediationLine, ...]:
    rows = list(db.session.scalars(select(Mediation).where(Mediation.case_id == case_id).order_by(Mediation.opened_at)))
    known = names(row.mediator_id for row in rows)
    sides = select(MediationParty.mediation_id).where(MediationParty.user_id == actor.user_id)
    mine = set(db.session.scalars(sides))
    return tuple(
        MediationLine(
            id=row.id,
            state=row.state,
            state_name=mediating.STATES[mediating.State(row.state)],
            mediator=known.get(row.mediator_id, ""),
            opened_at=row.opened_at,
            inside=row.id in mine or row.mediator_id == actor.user_id,
        )
        for row in rows
    )
