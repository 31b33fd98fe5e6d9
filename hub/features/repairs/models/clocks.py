"""What was promised, when each clock began and stopped, when it stood still, and who has been alerted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.repairs.models.repair import one_of
from hub.features.repairs.rules.clocks import Level, Waits, Which
from hub.features.repairs.rules.places import Kind, Urgency


class PromiseRow(Base):
    """How long things may take; `kind` empty: all kinds that have no row of their own. Holds for reports to come."""

    __tablename__ = "repair_promises"
    __table_args__ = (
        UniqueConstraint("kind", "urgency"),
        CheckConstraint("kind = '' or kind in ({})".format(",".join(f"'{k}'" for k in Kind)), name="kind_known"),
        one_of("urgency", Urgency),
        CheckConstraint("accept_minutes > 0 and resolve_minutes >= accept_minutes", name="minutes_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), default="")
    urgency: Mapped[str] = mapped_column(String(10))
    accept_minutes: Mapped[int]
    resolve_minutes: Mapped[int]
    always: Mapped[bool]


class ClockRow(Base):
    """One promise of one round. The promise is the one in force when it began; `outcome` is the stage that ended it."""

    __tablename__ = "repair_clocks"
    __table_args__ = (
        UniqueConstraint("repair_id", "which", "round"),
        one_of("which", Which),
        CheckConstraint("promise_minutes > 0", name="promise_positive"),
        CheckConstraint("(stopped_at is null) = (outcome is null)", name="stopped_with_outcome"),
        CheckConstraint("stopped_at is null or stopped_at >= started_at", name="stops_after_it_starts"),
        Index("ix_repair_clocks_stopped_at", "stopped_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    which: Mapped[str] = mapped_column(String(10))
    round: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    promise_minutes: Mapped[int]
    always: Mapped[bool]
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(20))


class PauseRow(Base):
    """Time in which the clocks of a repair stand still; at most one is open."""

    __tablename__ = "repair_pauses"
    __table_args__ = (
        Index(
            "uq_repair_pauses_open",
            "repair_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_repair_pauses_repair_id", "repair_id"),
        one_of("why", Waits),
        CheckConstraint("until is null or until >= since", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    why: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AlertRow(Base):
    """A level was raised, once for each clock."""

    __tablename__ = "repair_alerts"
    __table_args__ = (one_of("level", Level),)

    clock_id: Mapped[int] = mapped_column(ForeignKey("repair_clocks.id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(12), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
