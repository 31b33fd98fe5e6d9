"""What is to go out, what went out, and how the ways out are."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime


class Delivery(Base):
    """One message to one person by one channel (and, for push, one browser: `target`).

    Written with the entry it carries. A carrier claims it until `claimed_until` before it sends; what a killed carrier
    had in hand is free again after that. `sent_to` is masked: the record says whom it reached, not the address.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("channel IN ('email', 'sms', 'wechat', 'push')", name="channel"),
        CheckConstraint("state IN ('waiting', 'sent', 'failed', 'given_up', 'suppressed')", name="state"),
        CheckConstraint("purpose IN ('entry', 'digest', 'test', 'confirm')", name="purpose"),
        CheckConstraint(
            "(purpose = 'entry') = (entry_id IS NOT NULL) AND (purpose = 'digest') = (digest_id IS NOT NULL)",
            name="what",
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        UniqueConstraint("entry_id", "channel", "target"),
        UniqueConstraint("digest_id", "channel", "target"),
        Index(
            "ix_deliveries_due",
            "channel",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_deliveries_user_id_created_at", "user_id", "created_at"),
        Index("ix_deliveries_budget", "channel", "counted_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[str] = mapped_column(String(8))
    target: Mapped[str] = mapped_column(String(12), default="")
    purpose: Mapped[str] = mapped_column(String(8))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_entries.id"))
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"))
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    counted_on: Mapped[date | None] = mapped_column(Date)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_to: Mapped[str] = mapped_column(String(120), default="")
    provider_id: Mapped[str] = mapped_column(String(200), default="")
    error: Mapped[str] = mapped_column(String(200), default="")


class Digest(Base):
    """The one summary a person gets on a day."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("user_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    day: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DigestLine(Base):
    """An entry that waits for its person's next summary, or went into one."""

    __tablename__ = "digest_lines"
    __table_args__ = (
        Index(
            "ix_digest_lines_waiting",
            "user_id",
            sqlite_where=text("digest_id IS NULL"),
            postgresql_where=text("digest_id IS NULL"),
        ),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("inbox_entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"), index=True)


class ChannelState(Base):
    """How a channel does: after several failures in a row it rests, and only it."""

    __tablename__ = "news_channels"

    name: Mapped[str] = mapped_column(String(8), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    resting_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error: Mapped[str] = mapped_column(String(200), default="")
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class NewsSettings(Base):
    """One row: how many short messages news may cost a day. Sign-in codes have a budget of their own."""

    __tablename__ = "news_settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("sms_a_day >= 0 AND sms_a_person >= 0", name="budget"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    sms_a_day: Mapped[int] = mapped_column(default=200)
    sms_a_person: Mapped[int] = mapped_column(default=3)
