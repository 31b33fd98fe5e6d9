"""When the office is open."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime


class OfficeHours(Base):
    """Opening hours from a day on, as `hub.core.hours` writes them; "" is closed. Older rows stay: promises hold."""

    __tablename__ = "office_hours"

    since: Mapped[date] = mapped_column(primary_key=True)
    workday: Mapped[str] = mapped_column(String(80))
    saturday: Mapped[str] = mapped_column(String(80), default="")
    sunday: Mapped[str] = mapped_column(String(80), default="")
    holiday: Mapped[str] = mapped_column(String(80), default="")
    set_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)


class OfficeClosure(Base):
    """Days on which the office is closed besides Sundays and holidays, both included."""

    __tablename__ = "office_closures"
    __table_args__ = (CheckConstraint("last >= first", name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(index=True)
    last: Mapped[date]
    name: Mapped[str] = mapped_column(String(60))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
