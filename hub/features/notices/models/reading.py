"""Who has opened, confirmed or been told of a notice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime


class NoticeRead(Base):
    """This account has opened the page; `version` is the latest it saw."""

    __tablename__ = "notice_reads"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_from_one"),
        Index("ix_notice_reads_user_id", "user_id"),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    version: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)


class NoticeConfirmation(Base):
    """我已阅读: this account, this version, once."""

    __tablename__ = "notice_confirmations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["notice_id", "version"],
            ["notice_versions.notice_id", "notice_versions.number"],
            name="fk_notice_confirmations_version",
        ),
        Index("ix_notice_confirmations_user_id", "user_id"),
    )

    notice_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class NoticeCall(Base):
    """Somebody at the desk has told this household of this version by telephone or at the door."""

    __tablename__ = "notice_calls"
    __table_args__ = (
        ForeignKeyConstraint(
            ["notice_id", "version"],
            ["notice_versions.notice_id", "notice_versions.number"],
            name="fk_notice_calls_version",
        ),
    )

    notice_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
