"""A quote: sent, answered by the household or taken back. Every deed locks the repair first: one after another."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from hub.core import clock
from hub.core.authz import SYSTEM, Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands.moving import about, move
from hub.features.repairs.events import QuoteApproved, QuoteDeclined, QuoteFact, QuoteSent, QuoteWithdrawn
from hub.features.repairs.models import Repair, RepairQuote
from hub.features.repairs.queries.costs import lines_of, payer_now, waiting_quote
from hub.features.repairs.rules import costs as rules
from hub.features.repairs.rules.costs import QuoteState, Told
from hub.features.repairs.rules.places import Urgency
from hub.features.repairs.rules.stages import OPEN, Stage

_GONE = {
    QuoteState.APPROVED: _l("这份报价已经同意过了。"),
    QuoteState.DECLINED: _l("这份报价已经答复过了，没有同意。"),
    QuoteState.WITHDRAWN: _l("这份报价刚刚被物业撤回了，请等新的报价。"),
    QuoteState.SUPERSEDED: _l("这份报价已由新的代替，请看新的报价。"),
}


@command
def send_quote(actor: Actor, repair_id: int, last_day: date, note: str = "") -> int:
    """Ask the household; answers the quote's id. The repair waits for it, unless it is urgent."""
    repair = queries.row(actor, repair_id)
    require(policy.may_write_costs(actor, repair))
    _check_open(repair)
    lines = [line.value for line in lines_of(repair_id)]
    amount = rules.check_quote(lines, payer_now(repair_id), clock.today(), last_day)
    before = waiting_quote(repair_id)
    if before is not None:
        if before.last_day >= clock.today():
            raise RuleBroken(_l("已经有一份报价在等住户答复。"))
        before.state = QuoteState.SUPERSEDED
        db.session.flush()
    number = db.session.scalar(select(func.max(RepairQuote.version)).where(RepairQuote.repair_id == repair_id)) or 0
    quote = RepairQuote(
        repair_id=repair_id,
        version=number + 1,
        state=QuoteState.SENT,
        lines=[line.kept for line in lines_of(repair_id)],
        total=amount,
        note=note.strip(),
        last_day=last_day,
        pausing=_wait(actor, repair),
        sent_by=actor.user_id,
        sent_at=clock.now(),
    )
    db.session.add(quote)
    db.session.flush()
    _tell(QuoteSent, repair, quote)
    return quote.id


@command
def withdraw_quote(actor: Actor, repair_id: int, quote_id: int) -> None:
    """Take it back before it is answered."""
    repair = queries.row(actor, repair_id)
    require(policy.may_write_costs(actor, repair))
    quote = _waiting(repair_id, quote_id)
    quote.state = QuoteState.WITHDRAWN
    db.session.flush()
    _go_on(repair, quote)
    _tell(QuoteWithdrawn, repair, quote)


@command
def approve_quote(actor: Actor, repair_id: int, quote_id: int) -> None:
    """The household agrees to pay this sum, and not more."""
    repair = queries.row(actor, repair_id)
    require(policy.may_answer_quote(actor, repair), _l("请业主或报修的人来答复报价。"))
    _answer(actor, repair, quote_id, yes=True, words="", how=None)


@command
def decline_quote(actor: Actor, repair_id: int, quote_id: int, words: str) -> None:
    """The household does not agree, and says why."""
    repair = queries.row(actor, repair_id)
    require(policy.may_answer_quote(actor, repair), _l("请业主或报修的人来答复报价。"))
    if not words.strip():
        raise RuleBroken(_l("请写一句为什么不同意，师傅好再想办法。"), "words")
    _answer(actor, repair, quote_id, yes=False, words=words, how=None)


@command
def note_answer(actor: Actor, repair_id: int, quote_id: int, yes: bool, how: Told, words: str) -> None:
    """The office notes what somebody without a smartphone said. Never whoever sent it; the household hears."""
    repair = queries.row(actor, repair_id)
    require(policy.may_handle(actor))
    if not words.strip():
        raise RuleBroken(_l("请写明谁答复的、怎么说的。"), "words")
    if _waiting(repair_id, quote_id).sent_by == actor.user_id:
        raise RuleBroken(_l("报价是您发的，请另一位同事来代记。"))
    _answer(actor, repair, quote_id, yes=yes, words=words, how=how)


def _answer(actor: Actor, repair: Repair, quote_id: int, *, yes: bool, words: str, how: Told | None) -> None:
    _check_open(repair)
    quote = _waiting(repair.id, quote_id)
    if yes and quote.last_day < clock.today():
        raise RuleBroken(_l("这份报价过了有效期，请物业重新报价。"))
    if yes:
        _supersede(repair.id)
    quote.state = QuoteState.APPROVED if yes else QuoteState.DECLINED
    quote.answered_by, quote.answered_at = actor.user_id, clock.now()
    quote.answer, quote.told_how = words.strip(), how
    db.session.flush()
    _go_on(repair, quote)
    if yes:
        _tell(QuoteApproved, repair, quote, told_how=how)
    else:
        _tell(QuoteDeclined, repair, quote, told_how=how)


def _supersede(repair_id: int) -> None:
    """What was approved before no longer counts."""
    query = select(RepairQuote).where(RepairQuote.repair_id == repair_id, RepairQuote.state == QuoteState.APPROVED)
    for earlier in db.session.scalars(query):
        earlier.state = QuoteState.SUPERSEDED
    db.session.flush()


def _waiting(repair_id: int, quote_id: int) -> RepairQuote:
    quote = db.session.get(RepairQuote, quote_id)
    if quote is None or quote.repair_id != repair_id:
        raise NotFound
    if quote.state != QuoteState.SENT:
        raise RuleBroken(_GONE[QuoteState(quote.state)])
    return quote


def _check_open(repair: Repair) -> None:
    """Quotes belong to work that goes on; what was urgent is repaired first and agreed upon afterwards."""
    if Stage(repair.stage) in OPEN or (repair.stage == Stage.DONE and repair.urgency == Urgency.URGENT):
        return
    raise RuleBroken(_l("这一单已经结束，不用再报价。"))


def _wait(actor: Actor, repair: Repair) -> bool:
    """The work stops until the household has answered; True when it now stands still for that."""
    stage = Stage(repair.stage)
    if stage is Stage.WAITING_RESIDENT:
        return True
    if repair.urgency == Urgency.URGENT or stage not in (Stage.ON_THE_WAY, Stage.WORKING):
        return False
    record(move(actor, repair, Stage.WAITING_RESIDENT))
    return True


def _go_on(repair: Repair, quote: RepairQuote) -> None:
    """It is the technician's turn again, whatever the answer: nobody waits for the household any longer."""
    if quote.pausing and repair.stage == Stage.WAITING_RESIDENT:
        record(move(SYSTEM, repair, Stage.ASSIGNED), SYSTEM)


def _tell(kind: type[QuoteFact], repair: Repair, quote: RepairQuote, **more: Any) -> None:
    repair.version += 1
    record(kind(**about(repair), quote_id=quote.id, total=quote.total, **more))
