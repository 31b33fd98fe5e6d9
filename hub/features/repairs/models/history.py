"""What became of each repair, worked out ahead so that the page with all figures opens at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime


class HistoryRow(Base):
    """A copy that may be thrown away: everything in it follows from the repair, its steps, clocks and ratings.

    It holds as long as `version` is the repair's own; see `rules.figures.History` for the meaning of each column.
    """

    __tablename__ = "repair_histories"
    __table_args__ = (
        CheckConstraint("resolve_kept between 0 and resolve_of", name="kept_of_decided"),
        Index("ix_repair_histories_reported_at", "reported_at"),
        Index("ix_repair_histories_done_at", "done_at"),
    )

    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"), primary_key=True)
    version: Mapped[int]
    worked_out_at: Mapped[datetime] = mapped_column(UTCDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(60))
    stage: Mapped[str] = mapped_column(String(20))
    building_id: Mapped[int | None]
    technician_id: Mapped[int | None]
    reported_at: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970, as all moments below
    accepted_at: Mapped[int | None] = mapped_column(BigInteger)
    first_done_at: Mapped[int | None] = mapped_column(BigInteger)
    done_at: Mapped[int | None] = mapped_column(BigInteger)
    reopened_at: Mapped[int | None] = mapped_column(BigInteger)
    accept_kept: Mapped[bool | None]
    resolve_kept: Mapped[int]
    resolve_of: Mapped[int]
    score_sum: Mapped[int]
    ratings: Mapped[int]
