"""What a repair costs, and the quotes that its household was asked to approve."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.repairs.models.repair import one_of
from hub.features.repairs.rules.costs import (
    LARGEST_AMOUNT,
    LARGEST_PRICE,
    LARGEST_QUANTITY,
    LARGEST_TOTAL,
    Payer,
    QuoteState,
    Sort,
    Told,
)


class RepairBill(Base):
    """Who bears the cost of a repair. There is none as long as nobody has said anything about costs."""

    __tablename__ = "repair_bills"
    __table_args__ = (
        one_of("payer", Payer),
        CheckConstraint("payer <> 'fund' or reference <> ''", name="fund_with_reference"),
    )

    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"), primary_key=True)
    payer: Mapped[str] = mapped_column(String(12), default=Payer.FREE)
    reference: Mapped[str] = mapped_column(String(200), default="")
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RepairCostLine(Base):
    """A line as it stands now: an estimate before the work, what was used after it."""

    __tablename__ = "repair_cost_lines"
    __table_args__ = (
        one_of("sort", Sort),
        CheckConstraint(f"quantity > 0 and quantity <= {LARGEST_QUANTITY}", name="quantity_in_range"),
        CheckConstraint(f"price between 0 and {LARGEST_PRICE}", name="price_in_range"),
        CheckConstraint(f"amount between 0 and {LARGEST_AMOUNT}", name="amount_in_range"),
        Index("ix_repair_cost_lines_repair_id_id", "repair_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    what: Mapped[str] = mapped_column(String(80))
    sort: Mapped[str] = mapped_column(String(10))
    quantity: Mapped[int]  # thousandths
    unit: Mapped[str] = mapped_column(String(10), default="")
    price: Mapped[int]  # fen
    amount: Mapped[int]  # fen, as the rule rounds it
    added_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RepairQuote(Base):
    """A quote as it was sent: its lines lie in it and are never changed."""

    __tablename__ = "repair_quotes"
    __table_args__ = (
        UniqueConstraint("repair_id", "version"),
        # whatever two hands do at the same moment: one quote waits, one is in force
        *(
            Index(
                f"uq_repair_quotes_{state}",
                "repair_id",
                unique=True,
                sqlite_where=text(f"state = '{state}'"),
                postgresql_where=text(f"state = '{state}'"),
            )
            for state in (QuoteState.SENT, QuoteState.APPROVED)
        ),
        one_of("state", QuoteState),
        one_of("told_how", Told),
        CheckConstraint(f"total > 0 and total <= {LARGEST_TOTAL}", name="total_in_range"),
        CheckConstraint("state not in ('approved', 'declined') or answered_at is not null", name="answered_when"),
        CheckConstraint("state <> 'sent' or answered_at is null", name="not_answered_yet"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    version: Mapped[int]  # 1, 2, … of this repair
    state: Mapped[str] = mapped_column(String(12), default=QuoteState.SENT)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    total: Mapped[int]  # fen
    note: Mapped[str] = mapped_column(Text, default="")
    last_day: Mapped[date]
    pausing: Mapped[bool] = mapped_column(default=False)  # the repair waits for this answer
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    told_how: Mapped[str | None] = mapped_column(String(10))  # the office noted it for the household
