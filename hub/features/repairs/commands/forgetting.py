"""When an account is erased, its reports lose what says who it was."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import command, record
from hub.features.repairs.events import RequesterForgotten
from hub.features.repairs.models import Repair, RepairQuote


@command
def forget_requester(_actor: Actor, user_id: int) -> None:
    """Names and numbers taken down, words said to a quote. For flows; what was repaired, when and by whom stays."""
    theirs = list(db.session.scalars(select(Repair).where(Repair.requester_id == user_id)))
    for repair in theirs:
        repair.caller_name = repair.caller_phone = None
    for quote in db.session.scalars(select(RepairQuote).where(RepairQuote.answered_by == user_id)):
        quote.answer = ""
    record(RequesterForgotten(user_id=user_id, repair_ids=tuple(repair.id for repair in theirs)))
