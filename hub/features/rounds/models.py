"""Rounds, their points and labels; outings with the stops that were due on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.rounds.rules.outings import Kind, State


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """The database knows the list as well."""
    listed = ",".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")


class Round(Base):
    """A way through the compound that is walked by a timetable.

    `active_since`: windows that opened earlier make no outings (made, changed or resumed then).
    """

    __tablename__ = "rounds"
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("weekdays between 1 and 127", name="weekdays_known"),
        CheckConstraint("minutes between 5 and 1440", name="minutes_in_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    weekdays: Mapped[int]  # Monday is the lowest bit
    minutes: Mapped[int]
    walker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    photos: Mapped[bool] = mapped_column(default=False)
    active_since: Mapped[datetime] = mapped_column(UTCDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RoundStart(Base):
    """A time of day at which a window opens; minutes from local midnight."""

    __tablename__ = "round_starts"
    __table_args__ = (CheckConstraint("minute between 0 and 1439", name="minute_in_a_day"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)


class RoundPoint(Base):
    """A place on the way. `min_seconds`: nobody walks here from the point before in less."""

    __tablename__ = "round_points"
    __table_args__ = (
        CheckConstraint("min_seconds between 0 and 3600", name="min_seconds_sensible"),
        Index("ix_round_points_round_id_position", "round_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("buildings.id"))
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrances.id"))
    place_note: Mapped[str] = mapped_column(String(100), default="")
    checks: Mapped[str] = mapped_column(String(300), default="")
    min_seconds: Mapped[int] = mapped_column(default=20)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PointLabel(Base):
    """A printed QR code; a point has one in use at most."""

    __tablename__ = "round_labels"
    __table_args__ = (
        Index(
            "uq_round_labels_in_use",
            "point_id",
            unique=True,
            sqlite_where=text("retired_at is null"),
            postgresql_where=text("retired_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("round_points.id"))
    code: Mapped[str] = mapped_column(String(16), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Outing(Base):
    """One walk, for one window. Its stops are the points as they were when the window opened."""

    __tablename__ = "outings"
    __table_args__ = (
        UniqueConstraint("round_id", "begins_at"),
        one_of("state", State),
        CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        CheckConstraint("(state = 'excused') = (excuse <> '')", name="excused_for_a_reason"),
        CheckConstraint("(state in ('due', 'going')) = (closed_at is null)", name="closed_when_over"),
        Index("ix_outings_state_ends_at", "state", "ends_at"),
        Index("ix_outings_begins_at", "begins_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(20), default="due")
    photos: Mapped[bool] = mapped_column(default=False)
    walker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    excuse: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Stop(Base):
    """A point of an outing, and the visit to it: there can be no second one."""

    __tablename__ = "outing_stops"
    __table_args__ = (
        UniqueConstraint("outing_id", "point_id"),
        CheckConstraint("visited_at is not null or by_id is null", name="somebody_only_when_visited"),
        Index("ix_outing_stops_by_id_visited_at", "by_id", "visited_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outing_id: Mapped[int] = mapped_column(ForeignKey("outings.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("round_points.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(200), default="")
    checks: Mapped[str] = mapped_column(String(300), default="")
    min_seconds: Mapped[int]
    visited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    late: Mapped[bool] = mapped_column(default=False)
    too_fast: Mapped[bool] = mapped_column(default=False)
    out_of_order: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="")
    repair_id: Mapped[int | None]  # of another feature: a flow made it


class RoundSettings(Base):
    """One row: how rounds work here."""

    __tablename__ = "round_settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("grace_minutes between 0 and 240", name="grace_sensible"),
        CheckConstraint("keep_days between 1 and 730", name="keep_sensible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    grace_minutes: Mapped[int] = mapped_column(default=10)
    keep_days: Mapped[int] = mapped_column(default=90)
