"""Ringing the person who reported: the number is shown once, for a stated reason, and that is written down."""

from __future__ import annotations

from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import queries
from hub.features.repairs.events import RequesterPhoneSeen
from hub.features.repairs.queries.group import knows_requester
from hub.people import phones
from hub.people.models import User


@command
def reveal_phone(actor: Actor, repair_id: int, reason: str) -> str:
    """The requester's number as people write it; for the office and the assignee."""
    repair = queries.row(actor, repair_id)
    require(knows_requester(actor, repair))
    if not reason.strip():
        raise RuleBroken(_l("请写明为什么要看号码，会留下记录。"), "reason")
    account = db.session.get(User, repair.requester_id) if repair.requester_id else None
    number = repair.caller_phone or (account.phone if account else None)
    if not number:
        raise RuleBroken(_l("没有留下电话号码。"))
    record(RequesterPhoneSeen(repair_id=repair_id, reason=reason.strip()[:200]))
    return phones.spoken(number)
