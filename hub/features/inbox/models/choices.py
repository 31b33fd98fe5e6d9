"""What people chose. No row: the default."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class TopicChoice(Base):
    """When one person hears of one topic."""

    __tablename__ = "topic_choices"
    __table_args__ = (CheckConstraint("how IN ('now', 'daily', 'off')", name="how"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    how: Mapped[str] = mapped_column(String(8))


class ChannelChoice(Base):
    """How much of the news one channel carries to one person."""

    __tablename__ = "channel_choices"
    __table_args__ = (
        CheckConstraint("channel IN ('email', 'sms', 'wechat', 'push')", name="channel"),
        CheckConstraint("reach IN ('off', 'urgent', 'all')", name="reach"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    reach: Mapped[str] = mapped_column(String(8))
