"""Plans of maintenance, and each time that something was due."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.assets.models.asset import one_of
from hub.features.assets.rules.intervals import Counted, Span
from hub.features.assets.rules.planning import STATES


class PlanRow(Base):
    """保养计划 of one asset, or of all of a kind. An ended plan makes no work orders any more."""

    __tablename__ = "asset_plans"
    __table_args__ = (
        CheckConstraint("(asset_id is null) <> (kind is null)", name="one_or_a_kind"),
        CheckConstraint("n > 0", name="interval_positive"),
        CheckConstraint("lead between 0 and 60", name="lead_in_range"),
        one_of("span", Span),
        one_of("counted", Counted),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id"), index=True)
    kind: Mapped[str | None] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(60))
    checklist: Mapped[str] = mapped_column(Text, default="")
    n: Mapped[int]
    span: Mapped[str] = mapped_column(String(6))
    counted: Mapped[str] = mapped_column(String(10))
    first_on: Mapped[date]
    lead: Mapped[int]
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Occurrence(Base):
    """One time that a plan is due for one asset; `work` is the work order that was made of it ("repair:9").

    `missed` earlier dates went by without one. `alone`: of such a plan (counted from the completed date) only one may
    be open for an asset at a time.
    """

    __tablename__ = "asset_occurrences"
    __table_args__ = (
        UniqueConstraint("plan_id", "asset_id", "due_on"),
        Index(
            "uq_asset_occurrences_alone",
            "plan_id",
            "asset_id",
            unique=True,
            sqlite_where=text("state = 'open' AND alone"),
            postgresql_where=text("state = 'open' AND alone"),
        ),
        one_of("state", STATES),
        CheckConstraint("(state = 'open') = (ended_on is null)", name="ended_with_date"),
        Index("ix_asset_occurrences_asset_id_due_on", "asset_id", "due_on"),
        Index("ix_asset_occurrences_state_due_on", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("asset_plans.id"))
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    due_on: Mapped[date]
    missed: Mapped[int] = mapped_column(default=0)
    alone: Mapped[bool] = mapped_column(default=False)
    work: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(8), default="open")
    ended_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
