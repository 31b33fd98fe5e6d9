"""What it costs, and who agreed to it."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.i18n import lazy as _l
from hub.features.repairs.events.base import RepairFact


@dataclass(frozen=True, kw_only=True)
class CostsNoted(RepairFact):
    """The lines of a repair or who bears them have changed; `total` is the new sum in fen."""

    said = _l("记了维修费用")

    payer: str
    total: int


@dataclass(frozen=True, kw_only=True)
class QuoteFact(RepairFact):
    """Base: which quote, and its sum in fen."""

    quote_id: int
    total: int


@dataclass(frozen=True, kw_only=True)
class QuoteSent(QuoteFact):
    """The household is asked whether it agrees to pay."""

    said = _l("发了维修报价")


@dataclass(frozen=True, kw_only=True)
class QuoteApproved(QuoteFact):
    """The household agreed; `told_how` is set when the office noted it for somebody."""

    said = _l("同意了维修报价")

    told_how: str | None


@dataclass(frozen=True, kw_only=True)
class QuoteDeclined(QuoteFact):
    """The household does not want to pay this; `told_how` is set when the office noted it for somebody."""

    said = _l("没有同意维修报价")

    told_how: str | None


@dataclass(frozen=True, kw_only=True)
class QuoteWithdrawn(QuoteFact):
    """Taken back before it was answered."""

    said = _l("撤回了维修报价")
