"""What a repair costs and who bears it. Money is whole fen and quantities are thousandths, so no sum is ever inexact.

The amount of a line is quantity × price, rounded half up to whole fen line by line; a total is the sum of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken

THOUSAND = 1000
LARGEST_PRICE = 100_000_000  # a million yuan in fen
LARGEST_QUANTITY = 10_000 * THOUSAND
LARGEST_AMOUNT = 1_000_000_000  # of a line
LARGEST_TOTAL = 2_000_000_000  # the database keeps 32 bits
MOST_LINES = 60
VALID_DAYS = 7


class Sort(StrEnum):
    """What a line pays for."""

    PART = "part"
    LABOUR = "labour"
    CALL_OUT = "call_out"


class Payer(StrEnum):
    """Who bears the cost of one repair."""

    FREE = "free"
    HOUSEHOLD = "household"
    WARRANTY = "warranty"
    FUND = "fund"  # the maintenance fund, the owners' common money


class QuoteState(StrEnum):
    """A quote exists from the moment it is sent; what is still being written are the lines of the repair."""

    SENT = "sent"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"  # a later one was approved, or took its place after its last day


class Told(StrEnum):
    """How the office heard an answer that it notes for somebody."""

    PHONE = "phone"
    VISIT = "visit"
    PAPER = "paper"


SORTS = {Sort.PART: _l("配件、材料"), Sort.LABOUR: _l("人工"), Sort.CALL_OUT: _l("上门")}
PAYERS = {
    Payer.FREE: _l("免费"),
    Payer.HOUSEHOLD: _l("住户付费"),
    Payer.WARRANTY: _l("保修期内，厂家或开发商承担"),
    Payer.FUND: _l("专项维修资金"),
}
STATES = {
    QuoteState.SENT: _l("等住户答复"),
    QuoteState.APPROVED: _l("已同意"),
    QuoteState.DECLINED: _l("没有同意"),
    QuoteState.WITHDRAWN: _l("已撤回"),
    QuoteState.SUPERSEDED: _l("已由新的报价代替"),
}
TOLD = {Told.PHONE: _l("在电话里说的"), Told.VISIT: _l("当面说的"), Told.PAPER: _l("写在纸上、签了字")}


@dataclass(frozen=True)
class CostLine:
    """One line. `quantity` in thousandths of `unit`, `price` in fen for one `unit`."""

    what: str
    sort: Sort
    quantity: int
    unit: str
    price: int

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise RuleBroken(_l("请写这一项是什么。"), "what")
        if not 0 < self.quantity <= LARGEST_QUANTITY:
            raise RuleBroken(_l("数量要大于 0，最多 10000。"), "quantity")
        if not 0 <= self.price <= LARGEST_PRICE:
            raise RuleBroken(_l("单价要在 0 到 100 万元之间。"), "price")
        if self.amount > LARGEST_AMOUNT:
            raise RuleBroken(_l("这一项超过 1000 万元，请检查数量和单价。"), "price")

    @property
    def amount(self) -> int:
        """In fen, rounded half up: 1.5 × ¥0.33 = ¥0.495 is ¥0.50."""
        return (self.quantity * self.price + THOUSAND // 2) // THOUSAND


def total(lines: Iterable[CostLine]) -> int:
    """The sum of the lines' amounts; whatever their order, the same."""
    found = sum(line.amount for line in lines)
    if found > LARGEST_TOTAL:
        raise RuleBroken(_l("合计超过 2000 万元，请检查数量和单价。"), "price")
    return found


def approval_needed(payer: Payer) -> bool:
    """Only a household's own money needs its yes; the fund has a procedure of its own, outside of this."""
    return payer is Payer.HOUSEHOLD


def covered(payer: Payer, amount: int, approved: int | None) -> bool:
    """Whether this sum may be charged: nothing to pay, nobody's own money, or no more than was approved."""
    return not approval_needed(payer) or amount == 0 or (approved is not None and amount <= approved)


def check_done(payer: Payer, amount: int, approved: int | None, *, urgent: bool) -> None:
    """RuleBroken when it may not be finished yet. What is urgent is repaired first; only charging waits for the yes."""
    if urgent or covered(payer, amount, approved):
        return
    if approved is None:
        raise RuleBroken(_l("这一单要住户付费，住户还没有同意报价，不能完工。请先发报价；不收费就改成“免费”。"))
    raise RuleBroken(_l("费用超过了住户同意的报价，不能完工。请重新报价，或者把费用改回报价以内。"))


def to_charge(payer: Payer, amount: int, approved: int | None) -> int:
    """What the household is asked to pay now: never more than what it has agreed to."""
    return min(amount, approved) if payer is Payer.HOUSEHOLD and approved is not None else 0


def check_payer(payer: Payer, *, in_flat: bool, reference: str) -> None:
    """RuleBroken unless this payer can bear it. A leak seen in a flat may well be the fund's: its cause is the roof."""
    if payer is Payer.HOUSEHOLD and not in_flat:
        raise RuleBroken(_l("公共部位的维修不向某一户收费。"), "payer")
    if payer is Payer.FUND and not reference.strip():
        raise RuleBroken(_l("请写明依据，例如业主大会第几号决定。"), "reference")


def check_quote(lines: Iterable[CostLine], payer: Payer, today: date, last_day: date) -> int:
    """The total to be sent; RuleBroken when there is nothing that somebody could approve."""
    amount = total(lines)
    if payer is not Payer.HOUSEHOLD:
        raise RuleBroken(_l("只有住户付费的维修要发报价。"))
    if amount == 0:
        raise RuleBroken(_l("先写上要收费的项目，再发报价。"))
    if last_day < today:
        raise RuleBroken(_l("有效期请选今天或以后的日期。"), "last_day")
    return amount


# --- reading what people type -----------------------------------------------------------------------------------------

_MONEY = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?")
_QUANTITY = re.compile(r"(\d+)(?:\.(\d+))?")


def parse_money(text: str, field: str = "price") -> int:
    """Fen from "12", "1.5", "¥1,234.50", "12元", "１２．５元"; RuleBroken in plain words otherwise."""
    plain = _plain(text).removeprefix("¥").removesuffix("元").removesuffix("块")
    if not plain:
        raise RuleBroken(_l("请填金额。"), field)
    if plain.startswith("-"):
        raise RuleBroken(_l("金额不能是负数。"), field)
    found = _MONEY.fullmatch(plain)
    if found is None:
        raise RuleBroken(_l("金额请写成 12 或 12.50 这样。"), field)
    whole, part = found[1].replace(",", ""), found[2] or ""
    if len(part.rstrip("0")) > 2:
        raise RuleBroken(_l("金额最多到分，小数点后两位。"), field)
    return _in_bounds(whole, part, 2, LARGEST_PRICE, _l("单价要在 0 到 100 万元之间。"), field)


def parse_quantity(text: str, field: str = "quantity") -> int:
    """Thousandths from "1", "1.5", "0.125"; RuleBroken in plain words otherwise."""
    plain = _plain(text)
    if not plain:
        raise RuleBroken(_l("请填数量。"), field)
    found = _QUANTITY.fullmatch(plain)
    if found is None:
        raise RuleBroken(_l("数量只填数字，例如 2 或 1.5；单位填在后面一格。"), field)
    part = found[2] or ""
    if len(part.rstrip("0")) > 3:
        raise RuleBroken(_l("数量最多写三位小数。"), field)
    return _in_bounds(found[1], part, 3, LARGEST_QUANTITY, _l("数量要大于 0，最多 10000。"), field)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("，", ",")


def _in_bounds(whole: str, part: str, places: int, largest: int, said: object, field: str) -> int:
    if len(whole.lstrip("0")) > 12:
        raise RuleBroken(said, field)
    value = int(whole) * 10**places + int(part[:places].ljust(places, "0"))
    if value > largest:
        raise RuleBroken(said, field)
    return value


def spoken_quantity(thousandths: int) -> str:
    """ "2", "1.5", "0.125", as `parse_quantity` reads it back."""
    whole, part = divmod(thousandths, THOUSAND)
    return f"{whole}.{part:03d}".rstrip("0") if part else str(whole)


def spoken_price(fen: int) -> str:
    """ "12", "12.50", as `parse_money` reads it back, for a field."""
    return f"{fen // 100}.{fen % 100:02d}" if fen % 100 else str(fen // 100)
