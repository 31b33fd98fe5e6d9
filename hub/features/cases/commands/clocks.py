"""What happens when nobody does anything. Late or twice does no harm."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.features.cases.commands.moving import about, move, write_down
from hub.features.cases.events import CaseAlerted, CaseEscalated
from hub.features.cases.models import Case, CaseAlert
from hub.features.cases.queries.sight import row
from hub.features.cases.rules.due import SILENCE, Level, alert
from hub.features.cases.rules.stages import OPEN, Party, Stage


@command
def remind(actor: Actor, case_id: int) -> Level | None:
    """Give the one alert that is to be given now, if any. The last one puts the case before the committee."""
    require(actor.kind == "system")
    case = row(actor, case_id)
    if Stage(case.stage) not in OPEN:
        return None
    which, due_at = ("reply", case.reply_due) if case.replied_at is None else ("solve", case.solve_due)
    given = select(CaseAlert.level).where(
        CaseAlert.case_id == case.id, CaseAlert.round == case.round, CaseAlert.clock == which
    )
    level = alert(due_at, clock.now(), frozenset(Level(one) for one in db.session.scalars(given)))
    if level is None or (level is Level.COMMITTEE and _before_committee(case)):
        return None
    db.session.add(CaseAlert(case_id=case.id, round=case.round, clock=which, level=level, at=clock.now()))
    record(CaseAlerted(**about(case), clock=which, level=level), actor)
    if level is Level.COMMITTEE:
        case.escalated_at, case.escalated_by = clock.now(), "system"
        case.version += 1
        write_down(actor, case, "escalation", "", Party.SYSTEM)
        record(CaseEscalated(**about(case), by="system"), actor)
    return level


def _before_committee(case: Case) -> bool:
    return case.escalated_at is not None or case.circle == "committee"


@command
def end_silence(actor: Actor, case_id: int) -> bool:
    """Two weeks without a word after the answer: over, but not counted as solved."""
    require(actor.kind == "system")
    case = row(actor, case_id)
    if Stage(case.stage) is not Stage.ANSWERED or case.stage_since > clock.now() - SILENCE:
        return False
    record(move(actor, case, Stage.SILENT), actor)
    return True
