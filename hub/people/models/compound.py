"""The compound itself and the telephone numbers everyone needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime


class Compound(Base):
    """One row: which community this instance serves, and how far its set-up has come."""

    __tablename__ = "compound"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    office_name: Mapped[str] = mapped_column(String(80), default="")
    office_address: Mapped[str] = mapped_column(String(200), default="")
    office_hours: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    guest_reports: Mapped[bool] = mapped_column(default=False)
    public_address: Mapped[str] = mapped_column(String(200), default="")
    setup_code_hash: Mapped[str | None] = mapped_column(String(64))
    setup_finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Telephone(Base):
    """A number in the directory; public by nature, so not encrypted."""

    __tablename__ = "telephones"

    id: Mapped[int] = mapped_column(primary_key=True)
    # office, emergency, guard, lift, city, police, fire, ambulance, other
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int] = mapped_column(default=0)
