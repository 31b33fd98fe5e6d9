"""Roles are dated records that somebody granted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime


class RoleGrant(Base):
    """A role from `since` until `until` (empty: open), given by someone with a reason."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint("until is null or until >= since", name="ends_after_it_begins"),
        Index("ix_role_grants_user_id_until", "user_id", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    until: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
