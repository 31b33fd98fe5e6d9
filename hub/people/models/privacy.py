"""What people ask about their own data: to correct it, or to have it erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime

KINDS = ("correction", "erasure")
SUBJECTS = ("name", "phone", "unit", "share", "household", "other")
OUTCOMES = ("done", "refused", "withdrawn")


class DataRequest(Base):
    """One wish of one account. Of each kind at most one waits; settled ones stay as the proof that it was answered."""

    __tablename__ = "data_requests"
    __table_args__ = (
        CheckConstraint("kind in ('correction','erasure')", name="kind_known"),
        CheckConstraint("outcome in ('done','refused','withdrawn')", name="outcome_known"),
        CheckConstraint("(settled_at is null) = (outcome is null)", name="settled_with_outcome"),
        Index(
            "uq_data_requests_waiting",
            "user_id",
            "kind",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(12), default="other")  # what is wrong, of a correction
    words: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text, default="")
