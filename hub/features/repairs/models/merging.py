"""Reports of the same thing, merged and taken apart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.repairs.models.repair import one_of
from hub.features.repairs.rules.stages import Stage


class Merger(Base):
    """并单: `repair_id` was merged into `into_id` by somebody; open until it is split.

    `Repair.duplicate_of_id` is the main case at the top, which may be another than `into_id` once that one was merged
    itself. `was` and `round` are what the report was before. `unit_id`: the requester's home, counted as affected.
    """

    __tablename__ = "repair_mergers"
    __table_args__ = (
        Index(
            "uq_repair_mergers_open",
            "repair_id",
            unique=True,
            sqlite_where=text("split_at IS NULL"),
            postgresql_where=text("split_at IS NULL"),
        ),
        Index("ix_repair_mergers_into_id", "into_id"),
        CheckConstraint("repair_id <> into_id", name="into_another"),
        CheckConstraint("(split_at is null) = (split_reason is null)", name="split_with_reason"),
        CheckConstraint("split_at is null or split_at >= at", name="split_after_it_was_merged"),
        one_of("was", tuple(stage for stage in Stage if stage is not Stage.DUPLICATE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    was: Mapped[str] = mapped_column(String(20))
    round: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    split_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # empty: the main case was withdrawn
    split_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    split_reason: Mapped[str | None] = mapped_column(Text)
