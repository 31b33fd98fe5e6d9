"""Technicians' skills, buildings, hours and absences; the search for somebody to do a job.

An offer is an `Assignment` that waits for its answer (`offer_until`), so at most one is open for a repair. Who has no
skills, no buildings or no hours on record is not limited in them: dispatch works before anybody has filled in a form.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.repairs.models.repair import one_of
from hub.features.repairs.rules.places import Kind


class TechnicianSkill(Base):
    """One kind of thing somebody can repair."""

    __tablename__ = "technician_skills"
    __table_args__ = (one_of("kind", Kind),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)


class TechnicianBuilding(Base):
    """One building somebody looks after."""

    __tablename__ = "technician_buildings"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("buildings.id"), primary_key=True)


class DutyShift(Base):
    """A span of the week; minutes from local midnight. `to_minute` ≤ `from_minute`: until the next day."""

    __tablename__ = "duty_shifts"
    __table_args__ = (
        UniqueConstraint("user_id", "weekday", "from_minute"),
        CheckConstraint("weekday between 0 and 6", name="weekday_known"),
        CheckConstraint(
            "from_minute between 0 and 1439 and to_minute between 0 and 1440 and from_minute <> to_minute",
            name="minutes_in_a_day",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    weekday: Mapped[int]  # 0 is Monday
    from_minute: Mapped[int]
    to_minute: Mapped[int]


class Away(Base):
    """Somebody is not to be asked; `until` empty: until they say that they are back."""

    __tablename__ = "duty_away"
    __table_args__ = (
        CheckConstraint("until is null or until >= since", name="ends_after_it_begins"),
        Index("ix_duty_away_user_id_until", "user_id", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(100), default="")
    said_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Search(Base):
    """Dispatch looks for somebody. Who said no at or after `since` is not asked again in this search.

    `exhausted_at` is set when nobody was left to ask and the supervisor took charge.
    """

    __tablename__ = "repair_searches"
    __table_args__ = (Index("ix_repair_searches_repair_id_id", "repair_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    exhausted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DutySettings(Base):
    """One row: how dispatch works here."""

    __tablename__ = "duty_settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("offer_minutes > 0 and urgent_offer_minutes > 0", name="minutes_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    automatic: Mapped[bool] = mapped_column(default=True)
    urgent_at_once: Mapped[bool] = mapped_column(default=True)
    offer_minutes: Mapped[int] = mapped_column(default=10)
    urgent_offer_minutes: Mapped[int] = mapped_column(default=5)
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
