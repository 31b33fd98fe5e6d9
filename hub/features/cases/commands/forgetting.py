"""When an account is erased, its cases lose what says who it was."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import command, record
from hub.features.cases.events import ReporterForgotten
from hub.features.cases.models import Case, MediationParty

GONE = "已注销"


@command
def forget_reporter(actor: Actor, user_id: int) -> None:
    """For flows: what was told and answered stays, without saying by whom; a side of a mediation keeps no name."""
    theirs = list(db.session.scalars(select(Case).where(Case.reporter_id == user_id)))
    for case in theirs:
        case.reporter_id, case.caller_name, case.caller_phone, case.anonymous = None, None, None, True
    for side in db.session.scalars(select(MediationParty).where(MediationParty.user_id == user_id)):
        side.name, side.user_id = GONE, None
    record(ReporterForgotten(user_id=user_id, count=len(theirs)), actor)
