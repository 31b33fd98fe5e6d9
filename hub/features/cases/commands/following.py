"""What the reporter does after telling: add, judge the answer, call the committee, take it back.

Each takes the case's id (the reporter by name) or the code (whoever holds it; recorded as nobody).
"""

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
from hub.features.cases.commands.mediating import end_with_case
from hub.features.cases.commands.moving import LONGEST, about, check_open, move, named, write_down
from hub.features.cases.events import CaseAddedTo, CaseEscalated, CaseJudged
from hub.features.cases.models import Case, Verdict
from hub.features.cases.queries.opening import Key, opened_by_reporter
from hub.features.cases.queries.sight import row
from hub.features.cases.rules.stages import Party, Stage, after_verdict, may_escalate


@command
def add(actor: Actor, key: Key, words: str, photos: Sequence[str] = ()) -> None:
    """More words or photos, while it is open."""
    who, case = opened_by_reporter(actor, key)
    check_open(case)
    if not words.strip() and not photos:
        raise RuleBroken(_l("请写几句话，或者加一张照片。"), "words")
    case.version += 1
    step = write_down(who, case, "words", words, Party.REPORTER, photos)
    record(CaseAddedTo(**about(case), step_id=step.id), who)


@command
def judge(actor: Actor, key: Key, solved: bool, score: int, words: str = "") -> None:
    """The verdict on this round's answer: solved, or not; once more, or closed without a solution."""
    who, case = opened_by_reporter(actor, key)
    _judge(who, case, solved, score, words)


@command
def judge_for_caller(actor: Actor, case_id: int, solved: bool, score: int, words: str = "") -> None:
    """A colleague of the owner rang the teller and writes down what they said."""
    case = row(actor, case_id)
    require(policy.may_judge_for_reporter(actor, case), _l("请负责人以外的同事来回访。"))
    _judge(actor, case, solved, score, named(actor, words))


def _judge(who: Actor, case: Case, solved: bool, score: int, words: str) -> None:
    if not 1 <= score <= 5:
        raise RuleBroken(_l("请选 1 到 5 星。"), "score")
    if Stage(case.stage) not in (Stage.ANSWERED, Stage.SILENT):
        raise RuleBroken(_l("有了答复以后才能评价。"))
    if db.session.scalar(select(Verdict.id).where(Verdict.case_id == case.id, Verdict.round == case.round)):
        raise RuleBroken(_l("您已经评价过这次答复了，谢谢。"))
    if not solved and not words.strip():
        raise RuleBroken(_l("请写一下哪里还没有解决。"), "words")
    verdict = Verdict(
        case_id=case.id,
        round=case.round,
        solved=solved,
        score=score,
        words=words.strip()[:LONGEST],
        at=clock.now(),
        noted_by_id=who.user_id if Party.REPORTER not in policy.parties(who, case) else None,
    )
    db.session.add(verdict)
    db.session.flush()
    record(move(who, case, after_verdict(solved, case.round), words, act="verdict"), who)
    record(CaseJudged(**about(case), score=score, verdict_id=verdict.id), who)


@command
def withdraw(actor: Actor, key: Key, why: str = "") -> None:
    """The reporter takes it back; it is counted as withdrawn, not as solved."""
    who, case = opened_by_reporter(actor, key)
    record(move(who, case, Stage.WITHDRAWN, why), who)
    end_with_case(case.id)


@command
def call_committee(actor: Actor, key: Key, why: str) -> None:
    """After an answer that does not satisfy, the reporter asks the committee to look at it."""
    who, case = opened_by_reporter(actor, key)
    _escalate(who, case, Party.REPORTER, why)


@command
def escalate(actor: Actor, case_id: int, why: str) -> None:
    """The office asks the committee."""
    case = row(actor, case_id)
    require(Party.OFFICE in policy.parties(actor, case))
    _escalate(actor, case, Party.OFFICE, why)


def _escalate(who: Actor, case: Case, by: Party, why: str) -> None:
    words = named(who, why)
    if case.escalated_at is not None or case.circle == "committee":
        raise RuleBroken(_l("业委会已经在过问这件事了。"))
    if not may_escalate(Stage(case.stage), case.replied_at is not None, by):
        raise RuleBroken(_l("有了答复、觉得不满意，才能请业委会过问。"))
    case.escalated_at, case.escalated_by = clock.now(), by
    case.version += 1
    write_down(who, case, "escalation", words, by)
    record(CaseEscalated(**about(case), by=by), who)
