"""What the commands share: one line of the course, and what every fact says. Not for callers outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.core import clock, files
from hub.core.authz import GUEST, Actor
from hub.core.db import db
from hub.core.events import record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.cases import policy
from hub.features.cases.events import CaseGiven, CaseMoved
from hub.features.cases.models import Case, Handover, Step
from hub.features.cases.rules.due import due
from hub.features.cases.rules.stages import OPEN, Party, Stage, check_step, party_for

LONGEST = 4000


def about(case: Case) -> dict[str, Any]:
    """What every fact says."""
    return {"case_id": case.id, "version": case.version, "stage": case.stage}


def named(actor: Actor, words: str, field: str = "words") -> str:
    """The words, or RuleBroken on `field` when there are none."""
    if not words.strip():
        raise RuleBroken(_l("请写几句话。"), field)
    return words.strip()[:LONGEST]


def write_down(
    actor: Actor,
    case: Case,
    act: str,
    words: str,
    party: Party,
    photos: Sequence[str] = (),
    was: Stage | None = None,
) -> Step:
    """A line of the course with its photos. A reporter is never named in it, nor as the photos' sender."""
    teller = party is Party.REPORTER
    step = Step(
        case_id=case.id,
        act=act,
        was=was,
        now=case.stage,
        party=party,
        user_id=None if teller else actor.user_id,
        at=clock.now(),
        words=words.strip()[:LONGEST],
    )
    db.session.add(step)
    db.session.flush()
    files.attach(GUEST if teller else actor, photos, f"case:{case.id}", step.id)
    return step


def move(
    actor: Actor, case: Case, to: Stage, words: str = "", act: str = "stage", photos: Sequence[str] = ()
) -> CaseMoved:
    """Check the step, take it, write it down; answers the fact to record."""
    was, parties = Stage(case.stage), policy.parties(actor, case)
    check_step(was, to, parties, words)
    party = party_for(was, to, parties)
    case.stage, case.stage_since = to, clock.now()
    case.version += 1
    if to is Stage.REOPENED:
        case.round += 1
        case.solve_due = due(clock.now(), case.solve_days)
    step = write_down(actor, case, act, words, party, photos, was)
    return CaseMoved(**about(case), was=was, step_id=step.id)


def hand_over(actor: Actor, case: Case, owner_id: int, reason: str = "") -> CaseGiven:
    """Make somebody responsible, with a line of who gave it why; answers the fact to record."""
    before = case.owner_id
    line = Handover(case_id=case.id, from_id=before, to_id=owner_id, by_id=actor.user_id, at=clock.now())
    line.reason = reason.strip()[:200]
    db.session.add(line)
    case.owner_id = owner_id
    case.version += 1
    db.session.flush()
    return CaseGiven(**about(case), owner_id=owner_id, before_id=before, handover_id=line.id)


def take_over(actor: Actor, case: Case) -> None:
    """Whoever does something with a case nobody is responsible for has become responsible."""
    if case.owner_id is None and actor.user_id is not None:
        record(hand_over(actor, case, actor.user_id), actor)
    if Stage(case.stage) is Stage.RECEIVED:
        record(move(actor, case, Stage.ACCEPTED), actor)


def check_open(case: Case) -> None:
    """RuleBroken when it is over."""
    if Stage(case.stage) not in OPEN | {Stage.ANSWERED, Stage.SILENT}:
        raise RuleBroken(_l("这件事已经结束了。"))
