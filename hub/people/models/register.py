"""Who owns and who lives where, with history: rows are ended, never overwritten.

A row holds on day d when `since <= d` and (`until` is empty or d < `until`).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, Secret, UTCDateTime

OCCUPANCIES = ("tenant", "family")


class Person(Base):
    """A natural person, or an organisation (the developer, a company that owns). No identity-card number, ever."""

    __tablename__ = "persons"
    __table_args__ = (CheckConstraint("kind in ('natural','organisation','developer')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), default="natural")
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(Secret)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    note: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Ownership(Base):
    """产权: a share of a unit. Shares of a unit's current owners should add up to 1; the register page says if not."""

    __tablename__ = "ownerships"
    __table_args__ = (
        CheckConstraint("share_num > 0 and share_den > 0 and share_num <= share_den", name="share_proper"),
        CheckConstraint("until is null or until >= since", name="ends_after_it_begins"),
        Index(
            "uq_ownerships_current",
            "unit_id",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_ownerships_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    share_num: Mapped[int] = mapped_column(default=1)
    share_den: Mapped[int] = mapped_column(default=1)
    since: Mapped[date]
    until: Mapped[date | None]


class Occupancy(Base):
    """Living there without owning: tenancy or family."""

    __tablename__ = "occupancies"
    __table_args__ = (
        CheckConstraint("kind in ('tenant','family')", name="kind_known"),
        CheckConstraint("until is null or until >= since", name="ends_after_it_begins"),
        Index(
            "uq_occupancies_current",
            "unit_id",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_occupancies_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(10))
    since: Mapped[date]
    until: Mapped[date | None]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
