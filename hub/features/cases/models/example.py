"""A case told in public without anything that says who was meant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime


class Example(Base):
    """Written by one person, approved by another; public from then on. One for a case."""

    __tablename__ = "case_examples"
    __table_args__ = (
        CheckConstraint("approved_by_id is null or approved_by_id <> written_by_id", name="approved_by_another"),
        CheckConstraint("(approved_at is null) = (approved_by_id is null)", name="approved_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    told: Mapped[str] = mapped_column(Text)
    answered: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
