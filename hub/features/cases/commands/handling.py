"""What the office does: take it, give it, move it, answer, note, set right."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.cases import policy
from hub.features.cases.commands.moving import (
    about,
    check_open,
    hand_over,
    move,
    named,
    take_over,
    write_down,
)
from hub.features.cases.events import CallerSeen, CaseAnswered, CaseNoted, CaseRedirected, TermsSet
from hub.features.cases.models import Case, CaseTerms, Mediation, MediationParty, Note
from hub.features.cases.queries.people import candidates, roles_of, staff
from hub.features.cases.queries.sight import row
from hub.features.cases.rules.choices import choices
from hub.features.cases.rules.due import Terms
from hub.features.cases.rules.kinds import Kind, circle
from hub.features.cases.rules.stages import Party, Stage
from hub.people import phones


def _handled(actor: Actor, case_id: int) -> Case:
    case = row(actor, case_id)
    require(policy.may_handle(actor, case))
    return case


@command
def take(actor: Actor, case_id: int) -> None:
    """我来负责."""
    case = _handled(actor, case_id)
    check_open(case)
    if case.owner_id == actor.user_id:
        raise RuleBroken(_l("已经是您在负责了。"))
    assert actor.user_id is not None
    record(hand_over(actor, case, actor.user_id), actor)
    take_over(actor, case)


@command
def give(actor: Actor, case_id: int, to_id: int, reason: str) -> None:
    """Transfer it to somebody else, with a reason that stays inside the office."""
    case = _handled(actor, case_id)
    check_open(case)
    if to_id not in {user_id for user_id, _, _ in candidates(case)}:
        raise RuleBroken(_l("这件事不能交给这一位。"), "to")
    if to_id == case.owner_id:
        raise RuleBroken(_l("已经是这一位在负责了。"), "to")
    if case.owner_id is not None and not reason.strip():
        raise RuleBroken(_l("请写明为什么转交。"), "reason")
    record(hand_over(actor, case, to_id, reason), actor)
    take_over(actor, case)


@command
def advance(actor: Actor, case_id: int, to: Stage, words: str = "", photos: Sequence[str] = ()) -> None:
    """A plain step: begin, refer, or close without a solution."""
    case = _handled(actor, case_id)
    offered = {stage for stage, _ in choices(Stage(case.stage), policy.parties(actor, case))}
    if to not in offered and not (Stage(case.stage) is Stage.RECEIVED and to is Stage.WORKING):
        raise RuleBroken(_l("现在还不能这样做，请刷新页面看看。"))
    take_over(actor, case)
    record(move(actor, case, to, words, photos=photos), actor)


@command
def answer(actor: Actor, case_id: int, words: str, final: bool, photos: Sequence[str] = ()) -> None:
    """Tell the reporter: in between, or `final`, upon which it waits for their verdict."""
    case = _handled(actor, case_id)
    said = named(actor, words)
    check_open(case)
    if final and Stage(case.stage) is Stage.MEDIATION:
        raise RuleBroken(_l("正在调解，先等调解有结果，或者先发一条进展。"), "final")
    take_over(actor, case)
    case.replied_at = case.replied_at or clock.now()
    if final and Stage(case.stage) is not Stage.ANSWERED:
        moved = move(actor, case, Stage.ANSWERED, said, act="answer", photos=photos)
        record(moved, actor)
        step_id = moved.step_id
    else:
        case.version += 1
        party = Party.OFFICE if Party.OFFICE in policy.parties(actor, case) else Party.COMMITTEE
        step_id = write_down(actor, case, "reply", said, party, photos).id
    record(CaseAnswered(**about(case), final=final, step_id=step_id), actor)


@command
def note(actor: Actor, case_id: int, words: str) -> None:
    """Inside the office only."""
    case = _handled(actor, case_id)
    assert actor.user_id is not None
    line = Note(case_id=case.id, user_id=actor.user_id, at=clock.now(), words=named(actor, words))
    db.session.add(line)
    case.version += 1
    db.session.flush()
    record(CaseNoted(**about(case), note_id=line.id), actor)


@command
def redirect(actor: Actor, case_id: int, kind: Kind, about_user_id: int | None) -> None:
    """Set right what it is about, and whom. Who may see it follows from that; an owner it is about loses it."""
    case = row(actor, case_id)
    require(policy.may_redirect(actor, case))
    handled_by = circle(None if about_user_id is None else roles_of(about_user_id))
    if about_user_id is not None:
        if about_user_id not in {user_id for user_id, _ in staff()}:
            raise RuleBroken(_l("请从名单里选一位工作人员。"), "about")
        if about_user_id in (case.reporter_id, actor.user_id):
            raise RuleBroken(_l("这一位不能是被投诉的人，请让同事来办。"), "about")
        if about_user_id in _mediating(case.id):
            raise RuleBroken(_l("这一位正在参加调解，请先结束调解。"), "about")
        if case.owner_id == about_user_id:
            case.owner_id = None
    case.kind, case.about_user_id = kind, about_user_id
    case.circle = handled_by
    case.version += 1
    db.session.flush()
    record(CaseRedirected(**about(case), kind=kind), actor)


def _mediating(case_id: int) -> set[int | None]:
    query = select(MediationParty.user_id).join(Mediation, Mediation.id == MediationParty.mediation_id)
    sides = set(db.session.scalars(query.where(Mediation.case_id == case_id)))
    return sides | set(db.session.scalars(select(Mediation.mediator_id).where(Mediation.case_id == case_id)))


@command
def reveal_caller(actor: Actor, case_id: int, reason: str) -> str:
    """The number a caller left, once, for a stated reason that is written down."""
    case = _handled(actor, case_id)
    if not reason.strip():
        raise RuleBroken(_l("请写明为什么要看号码，会留下记录。"), "reason")
    if not case.caller_phone:
        raise RuleBroken(_l("没有留下电话号码。"))
    record(CallerSeen(case_id=case.id, reason=reason.strip()[:200]), actor)
    return phones.spoken(case.caller_phone)


@command
def set_terms(actor: Actor, kind: Kind, what: Terms) -> None:
    """How many days the office gives itself for new cases of a kind; promises made keep."""
    require(policy.may_set_terms(actor))
    what.check()
    found = db.session.get(CaseTerms, str(kind))
    if found is None:
        db.session.add(CaseTerms(kind=kind, reply_days=what.reply_days, solve_days=what.solve_days))
    else:
        found.reply_days, found.solve_days = what.reply_days, what.solve_days
    record(TermsSet(kind=kind, reply_days=what.reply_days, solve_days=what.solve_days), actor)
