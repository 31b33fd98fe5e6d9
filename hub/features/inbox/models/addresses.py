"""Where people are reached outside the hub. All of it lies encrypted; a fingerprint finds it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, Secret, UTCDateTime


class EmailAddress(Base):
    """One address a person. `address` is proven; `pending` waits for its code (of which only `nonce` is kept)."""

    __tablename__ = "email_addresses"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    address: Mapped[str | None] = mapped_column(Secret)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pending: Mapped[str | None] = mapped_column(Secret)
    nonce: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)


class WeChatBinding(Base):
    """The openid under which the service account knows a person; one openid opens one inbox."""

    __tablename__ = "wechat_bindings"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    openid: Mapped[str] = mapped_column(Secret)
    openid_index: Mapped[str] = mapped_column(String(64), unique=True)
    bound_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PushSubscription(Base):
    """One browser that takes push messages (RFC 8030); a browser belongs to whoever used it last."""

    __tablename__ = "push_subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    endpoint: Mapped[str] = mapped_column(Secret)
    endpoint_index: Mapped[str] = mapped_column(String(64), unique=True)
    p256dh: Mapped[str] = mapped_column(Secret)
    auth: Mapped[str] = mapped_column(Secret)
    label: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
