"""Who has the job, whom it affects, what they thought of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.repairs.models.repair import one_of

ENDINGS = ("handed_back", "no_answer", "replaced", "finished", "stopped")


class Assignment(Base):
    """派单: who got the job from whom, why, and until when. An offer waits for its answer until `offer_until`."""

    __tablename__ = "repair_assignments"
    __table_args__ = (
        # two technicians grab one job: even if every check above failed, the second row cannot exist
        Index(
            "uq_repair_assignments_open",
            "repair_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_repair_assignments_user_id_ended_at", "user_id", "ended_at"),
        CheckConstraint("(ended_at is null) = (ended_why is null)", name="ended_with_reason"),
        one_of("ended_why", ENDINGS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    given_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # empty: dispatch
    reason: Mapped[str] = mapped_column(String(200), default="")
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    offer_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_why: Mapped[str | None] = mapped_column(String(12))


class Affected(Base):
    """我家也受影响: a neighbour who hears of every step; households are counted by `unit_id`."""

    __tablename__ = "repair_affected"
    __table_args__ = (UniqueConstraint("repair_id", "user_id"), Index("ix_repair_affected_user_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class Rating(Base):
    """One verdict a round. A low one waits for the office's answer."""

    __tablename__ = "repair_ratings"
    __table_args__ = (
        UniqueConstraint("repair_id", "round"),
        CheckConstraint("score between 1 and 5", name="score_in_range"),
        CheckConstraint("(answered_at is null) = (answer is null)", name="answered_with_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    round: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
