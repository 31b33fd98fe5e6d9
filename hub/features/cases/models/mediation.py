"""Mediation of a case. What is said there lies encrypted, and only the parties and the mediator read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, Secret, UTCDateTime
from hub.features.cases.models.case import one_of
from hub.features.cases.rules.mediation import State


class Mediation(Base):
    """调解. Photos of a signed paper are part of the subject "mediation:<id>"."""

    __tablename__ = "case_mediations"
    __table_args__ = (
        one_of("state", State),
        CheckConstraint("(ended_at is not null) = (state in ('reached','not_reached'))", name="ended_with_outcome"),
        CheckConstraint("state <> 'reached' or agreement is not null", name="reached_with_text"),
        Index(
            "uq_case_mediations_running",
            "case_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    mediator_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12), default="proposed")
    version: Mapped[int] = mapped_column(default=1)
    agreement: Mapped[str | None] = mapped_column(Secret)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class MediationParty(Base):
    """One side: with an account, or a name only. `signed_text` is the fingerprint of the very text that was signed."""

    __tablename__ = "case_mediation_parties"
    __table_args__ = (
        UniqueConstraint("mediation_id", "user_id"),
        CheckConstraint("(signed_at is null) = (signed_text is null)", name="signed_a_text"),
        CheckConstraint("(signed_at is null) = (signed_how is null)", name="signed_somehow"),
        CheckConstraint("signed_how is null or signed_how in ('account','paper')", name="signed_how_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mediation_id: Mapped[int] = mapped_column(ForeignKey("case_mediations.id"), index=True)
    name: Mapped[str] = mapped_column(Secret)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_text: Mapped[str | None] = mapped_column(String(64))
    signed_how: Mapped[str | None] = mapped_column(String(8))


class MediationSession(Base):
    """One meeting: when, where, who was there, and a confidential note."""

    __tablename__ = "case_mediation_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    mediation_id: Mapped[int] = mapped_column(ForeignKey("case_mediations.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(Secret)
    present: Mapped[str] = mapped_column(Secret)
    note: Mapped[str] = mapped_column(Secret)
