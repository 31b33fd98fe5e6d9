"""The costs of a repair as this viewer may see them, with what this viewer may do about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import Forbidden, NotFound
from hub.features.repairs import policy
from hub.features.repairs.models import Repair, RepairBill, RepairCostLine, RepairQuote
from hub.features.repairs.queries.cards import headline
from hub.features.repairs.queries.people import listeners
from hub.features.repairs.queries.sight import get, visible_to
from hub.features.repairs.rules import costs as rules
from hub.features.repairs.rules.costs import CostLine, Payer, QuoteState, Sort, Told
from hub.features.repairs.rules.places import Urgency
from hub.features.repairs.rules.stages import OPEN, Stage
from hub.people.models import Ownership, User

_Sender, _Answerer = aliased(User), aliased(User)


@dataclass(frozen=True)
class LineRow:
    """A line with its id (0 in a quote), as people read it."""

    id: int
    value: CostLine

    @property
    def what(self) -> str:
        return self.value.what

    @property
    def sort_name(self) -> object:
        return rules.SORTS[self.value.sort]

    @property
    def quantity(self) -> str:
        return rules.spoken_quantity(self.value.quantity)

    @property
    def unit(self) -> str:
        return self.value.unit

    @property
    def price(self) -> int:
        return self.value.price

    @property
    def amount(self) -> int:
        return self.value.amount

    @property
    def kept(self) -> dict[str, Any]:
        """As it is frozen in a quote."""
        one = self.value
        return {"what": one.what, "sort": one.sort, "quantity": one.quantity, "unit": one.unit, "price": one.price}


@dataclass(frozen=True, kw_only=True)
class QuoteCard:
    """A quote as it was sent, and what became of it."""

    id: int
    version: int
    state: QuoteState
    state_name: object
    expired: bool
    lines: tuple[LineRow, ...]
    total: int
    note: str
    last_day: date
    sent_at: datetime
    sent_by: str
    answered_at: datetime | None
    answered_by: str
    answer: str
    told_name: object | None  # the office noted it for somebody


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Everything about the money of one repair."""

    repair_id: int
    version: int
    lines: tuple[LineRow, ...]
    total: int
    payer: Payer
    payer_name: object
    reference: str
    noted_at: datetime | None
    quotes: tuple[QuoteCard, ...]  # newest first
    in_flat: bool
    covered: bool
    to_charge: int
    may_write: bool
    may_send: bool
    may_answer: bool
    may_note: bool
    may_withdraw: bool

    @property
    def waiting(self) -> QuoteCard | None:
        """What the household is asked now."""
        return next((q for q in self.quotes if q.state is QuoteState.SENT), None)

    @property
    def approved(self) -> QuoteCard | None:
        return next((q for q in self.quotes if q.state is QuoteState.APPROVED), None)

    @property
    def known(self) -> bool:
        """Whether there is anything to show to those who only read."""
        return bool(self.lines or self.quotes)


def costs(actor: Actor, repair_id: int) -> Costs | None:
    """None when the costs are none of this actor's business; NotFound when the repair is not."""
    repair = get(actor, repair_id)
    if not policy.sees_costs(actor, repair):
        return None
    bill = db.session.get(RepairBill, repair_id)
    payer, lines = Payer(bill.payer) if bill else Payer.FREE, lines_of(repair_id)
    quotes = _quotes(repair_id)
    amount = sum(line.amount for line in lines)
    approved = approved_total(repair_id)
    waiting = next((q for q in quotes if q.state is QuoteState.SENT), None)
    stage = Stage(repair.stage)
    going_on = stage in OPEN or (stage is Stage.DONE and repair.urgency == Urgency.URGENT)
    asked = waiting is not None and not waiting.expired
    writes = policy.may_write_costs(actor, repair)
    return Costs(
        repair_id=repair_id,
        version=repair.version,
        lines=lines,
        total=amount,
        payer=payer,
        payer_name=rules.PAYERS[payer],
        reference=bill.reference if bill else "",
        noted_at=bill.noted_at if bill else None,
        quotes=quotes,
        in_flat=repair.unit_id is not None,
        covered=rules.covered(payer, amount, approved),
        to_charge=rules.to_charge(payer, amount, approved),
        may_write=writes and not asked and (stage in OPEN or (stage is Stage.DONE and policy.may_handle(actor))),
        may_send=writes and not asked and going_on and payer is Payer.HOUSEHOLD and amount > 0,
        may_answer=asked and going_on and policy.may_answer_quote(actor, repair),
        may_note=asked and going_on and policy.may_handle(actor),
        may_withdraw=asked and writes,
    )


def needed(actor: Actor, repair_id: int) -> Costs:
    """The same for a page that is about nothing else; Forbidden when they are none of this actor's business."""
    found = costs(actor, repair_id)
    if found is None:
        raise Forbidden
    return found


def quote(shown: Costs, quote_id: int) -> QuoteCard:
    """One of its quotes; NotFound when it has no such quote."""
    for card in shown.quotes:
        if card.id == quote_id:
            return card
    raise NotFound


def line(shown: Costs, line_id: int) -> LineRow:
    """One of its lines; NotFound when it has no such line."""
    for row in shown.lines:
        if row.id == line_id:
            return row
    raise NotFound


@dataclass(frozen=True)
class Asked:
    """A quote that waits for this very person."""

    repair_id: int
    quote_id: int
    headline: str
    total: int


def quotes_to_answer(actor: Actor) -> list[Asked]:
    """What this actor is asked to approve, the oldest first."""
    if not actor.signed_in:
        return []
    own = and_(Repair.requester_id == actor.user_id, Repair.unit_id.in_(actor.unit_ids))
    query = (
        select(Repair.id, RepairQuote.id, Repair.description, RepairQuote.total)
        .join(RepairQuote, RepairQuote.repair_id == Repair.id)
        .where(
            RepairQuote.state == QuoteState.SENT,
            RepairQuote.last_day >= clock.today(),
            or_(Repair.stage.in_(OPEN), and_(Repair.stage == Stage.DONE, Repair.urgency == Urgency.URGENT)),
            or_(own, Repair.unit_id.in_(actor.owned_unit_ids)),
            visible_to(actor),
        )
        .order_by(RepairQuote.id)
    )
    return [Asked(a, b, headline(words), total) for a, b, words, total in db.session.execute(query)]


# --- for commands, which have checked the rights ----------------------------------------------------------------------


def lines_of(repair_id: int) -> tuple[LineRow, ...]:
    """Its lines in the order in which they were written."""
    query = select(RepairCostLine).where(RepairCostLine.repair_id == repair_id).order_by(RepairCostLine.id)
    return tuple(
        LineRow(row.id, CostLine(row.what, Sort(row.sort), row.quantity, row.unit, row.price))
        for row in db.session.scalars(query)
    )


def payer_now(repair_id: int) -> Payer:
    """Who bears it; free when nobody has said anything."""
    found = db.session.scalar(select(RepairBill.payer).where(RepairBill.repair_id == repair_id))
    return Payer(found) if found else Payer.FREE


def waiting_quote(repair_id: int) -> RepairQuote | None:
    """The one that has been sent and not been answered."""
    return db.session.scalar(_in_state(repair_id, QuoteState.SENT))


def approved_total(repair_id: int) -> int | None:
    """How much the household has agreed to."""
    found = db.session.scalar(_in_state(repair_id, QuoteState.APPROVED))
    return None if found is None else found.total


def approvers(repair_id: int) -> frozenset[int]:
    """Who may answer a quote: the flat's owners, and whoever of its household asked for the repair. For flows."""
    repair, people, today = db.session.get_one(Repair, repair_id), listeners(repair_id), clock.today()
    owners = select(User.id).where(
        Ownership.person_id == User.person_id,
        Ownership.unit_id == repair.unit_id,
        Ownership.since <= today,
        or_(Ownership.until.is_(None), Ownership.until > today),
    )
    asked = people.household_ids & ({people.requester_id} if people.requester_id else set())
    return frozenset(db.session.scalars(owners)) | asked


def _in_state(repair_id: int, state: QuoteState) -> Any:
    return select(RepairQuote).where(RepairQuote.repair_id == repair_id, RepairQuote.state == state)


def _quotes(repair_id: int) -> tuple[QuoteCard, ...]:
    query = (
        select(RepairQuote, _Sender.nickname, _Answerer.nickname)
        .outerjoin(_Sender, _Sender.id == RepairQuote.sent_by)
        .outerjoin(_Answerer, _Answerer.id == RepairQuote.answered_by)
        .where(RepairQuote.repair_id == repair_id)
        .order_by(RepairQuote.version.desc())
    )
    return tuple(_card(*found) for found in db.session.execute(query))


def _card(row: RepairQuote, sender: str | None, answerer: str | None) -> QuoteCard:
    state = QuoteState(row.state)
    kept = (CostLine(**{**one, "sort": Sort(one["sort"])}) for one in row.lines)
    return QuoteCard(
        id=row.id,
        version=row.version,
        state=state,
        state_name=rules.STATES[state],
        expired=state is QuoteState.SENT and row.last_day < clock.today(),
        lines=tuple(LineRow(0, one) for one in kept),
        total=row.total,
        note=row.note,
        last_day=row.last_day,
        sent_at=row.sent_at,
        sent_by=sender or "",
        answered_at=row.answered_at,
        answered_by=answerer or "",
        answer=row.answer,
        told_name=rules.TOLD[Told(row.told_how)] if row.told_how else None,
    )
