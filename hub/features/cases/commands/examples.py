"""Telling a case in public: written by one, approved by another, never the original words."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.cases import policy
from hub.features.cases.commands.moving import named
from hub.features.cases.events import ExampleApproved, ExampleDropped, ExampleWritten
from hub.features.cases.models import Case, Example, Mediation
from hub.features.cases.queries.people import names
from hub.features.cases.queries.sight import row
from hub.features.cases.rules.redaction import left_in
from hub.features.cases.rules.stages import Stage

TOLD_OF = frozenset({Stage.SOLVED, Stage.UNSOLVED, Stage.SILENT})


@command
def write_example(actor: Actor, case_id: int, told: str, answered: str) -> int:
    """A redacted text; it stays inside until another person approves it. Answers its id."""
    case = row(actor, case_id)
    require(policy.may_handle(actor, case))
    assert actor.user_id is not None
    _check_kind(case)
    texts = (named(actor, told, "told"), named(actor, answered, "answered"))
    _check_redacted(case, *texts)
    found = db.session.scalar(select(Example).where(Example.case_id == case.id))
    if found is None:
        found = Example(case_id=case.id)
        db.session.add(found)
    found.told, found.answered = texts
    found.written_by_id, found.written_at = actor.user_id, clock.now()
    found.approved_by_id = found.approved_at = None
    db.session.flush()
    record(ExampleWritten(case_id=case.id, example_id=found.id), actor)
    return found.id


@command
def approve_example(actor: Actor, case_id: int) -> None:
    """Another person has compared it with the case: it is public from now on."""
    case, example = _both(actor, case_id)
    if example.written_by_id == actor.user_id:
        raise RuleBroken(_l("自己写的要请另一位来核对。"))
    _check_kind(case)
    _check_redacted(case, example.told, example.answered)
    example.approved_by_id, example.approved_at = actor.user_id, clock.now()
    record(ExampleApproved(case_id=case.id, example_id=example.id), actor)


@command
def drop_example(actor: Actor, case_id: int) -> None:
    """Not good to be told, or no longer."""
    case, example = _both(actor, case_id)
    db.session.delete(example)
    record(ExampleDropped(case_id=case.id, example_id=example.id), actor)


def _both(actor: Actor, case_id: int) -> tuple[Case, Example]:
    case = row(actor, case_id)
    require(policy.may_handle(actor, case))
    example = db.session.scalar(select(Example).where(Example.case_id == case.id).with_for_update())
    if example is None:
        raise NotFound
    return case, example


def _check_kind(case: Case) -> None:
    if Stage(case.stage) not in TOLD_OF:
        raise RuleBroken(_l("事情结束了才能写成公开案例。"))
    if case.about_user_id is not None or case.circle != "office":
        raise RuleBroken(_l("和工作人员有关的投诉不公开案例。"))
    if db.session.scalar(select(Mediation.id).where(Mediation.case_id == case.id)) is not None:
        raise RuleBroken(_l("调解是保密的，不公开案例。"))


def _check_redacted(case: Case, told: str, answered: str) -> None:
    people = [*names({case.reporter_id, case.owner_id}).values(), case.caller_name or ""]
    for field, text in (("told", told), ("answered", answered)):
        found = left_in(text, people)
        if found:
            raise RuleBroken(_l("这里还能看出是谁：%(found)s。请改掉再提交。", found="、".join(found)), field)
