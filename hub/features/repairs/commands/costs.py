"""What a repair costs: its lines, and who bears them."""

from __future__ import annotations

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands.moving import about
from hub.features.repairs.events import CostsNoted
from hub.features.repairs.models import Repair, RepairBill, RepairCostLine
from hub.features.repairs.queries.costs import approved_total, lines_of, waiting_quote
from hub.features.repairs.rules import costs as rules
from hub.features.repairs.rules.costs import MOST_LINES, CostLine, Payer
from hub.features.repairs.rules.places import Urgency
from hub.features.repairs.rules.stages import OPEN, Stage


@command
def add_line(actor: Actor, repair_id: int, line: CostLine) -> int:
    """Write down a part, work or the way; answers the line's id."""
    repair = _to_write(actor, repair_id)
    if len(lines_of(repair_id)) >= MOST_LINES:
        raise RuleBroken(_l("一张工单最多写 %(n)s 项费用。", n=MOST_LINES))
    row = RepairCostLine(repair_id=repair_id, added_by=actor.user_id, added_at=clock.now())
    _fill(row, line)
    db.session.add(row)
    _noted(actor, repair)
    return row.id


@command
def change_line(actor: Actor, repair_id: int, line_id: int, line: CostLine) -> None:
    """Correct a line."""
    repair = _to_write(actor, repair_id)
    _fill(_line(repair_id, line_id), line)
    _noted(actor, repair)


@command
def remove_line(actor: Actor, repair_id: int, line_id: int) -> None:
    """Take a line away."""
    repair = _to_write(actor, repair_id)
    db.session.delete(_line(repair_id, line_id))
    _noted(actor, repair)


@command
def set_payer(actor: Actor, repair_id: int, payer: Payer, reference: str = "") -> None:
    """Say who bears the cost; the fund only with what was decided about it."""
    repair = _to_write(actor, repair_id)
    rules.check_payer(payer, in_flat=repair.unit_id is not None, reference=reference)
    bill = bill_of(repair_id)
    bill.payer, bill.reference = payer, reference.strip()[:200] if payer is Payer.FUND else ""
    _noted(actor, repair)


def must_be_covered(repair: Repair) -> None:
    """Before it is called done: RuleBroken when a household would have to pay what it has not agreed to."""
    bill = db.session.get(RepairBill, repair.id)
    if bill is None:
        return
    amount, urgent = rules.total(_values(repair.id)), repair.urgency == Urgency.URGENT
    rules.check_done(Payer(bill.payer), amount, approved_total(repair.id), urgent=urgent)


def bill_of(repair_id: int) -> RepairBill:
    """Who pays; free until somebody says otherwise."""
    bill = db.session.get(RepairBill, repair_id)
    if bill is None:
        bill = RepairBill(repair_id=repair_id, payer=Payer.FREE, reference="", noted_at=clock.now())
        db.session.add(bill)
    return bill


def _to_write(actor: Actor, repair_id: int) -> Repair:
    """The repair whose lines may be changed now. What the household is asked about stands still."""
    repair = queries.row(actor, repair_id)
    require(policy.may_write_costs(actor, repair))
    stage = Stage(repair.stage)
    if stage not in OPEN and not (stage is Stage.DONE and policy.may_handle(actor)):
        raise RuleBroken(_l("这一单已经结束，费用不能再改。"))
    waiting = waiting_quote(repair_id)
    if waiting is not None and waiting.last_day >= clock.today():
        raise RuleBroken(_l("报价正等住户答复，要改请先撤回。"))
    return repair


def _line(repair_id: int, line_id: int) -> RepairCostLine:
    found = db.session.get(RepairCostLine, line_id)
    if found is None or found.repair_id != repair_id:
        raise NotFound
    return found


def _fill(row: RepairCostLine, line: CostLine) -> None:
    row.what, row.sort, row.unit = line.what.strip(), line.sort, line.unit.strip()
    row.quantity, row.price, row.amount = line.quantity, line.price, line.amount


def _values(repair_id: int) -> list[CostLine]:
    return [line.value for line in lines_of(repair_id)]


def _noted(actor: Actor, repair: Repair) -> None:
    """After any change: who, when, how much now. What is finished stays within what was agreed."""
    bill = bill_of(repair.id)
    bill.noted_by, bill.noted_at = actor.user_id, clock.now()
    db.session.flush()
    amount = rules.total(_values(repair.id))
    if repair.stage == Stage.DONE:
        must_be_covered(repair)
    repair.version += 1
    record(CostsNoted(**about(repair), payer=bill.payer, total=amount))
