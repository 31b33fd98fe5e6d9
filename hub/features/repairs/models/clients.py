"""Who may report from outside through Open311, and what came from whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.repairs.models.repair import one_of
from hub.features.repairs.rules.open311 import MOST_PER_HOUR, SCOPES


class ApiClient(Base):
    """A program with a key. Only the key's hash is kept; `hint` is its beginning, to tell keys apart."""

    __tablename__ = "repair_api_clients"
    __table_args__ = (
        one_of("scope", SCOPES),
        CheckConstraint(f"per_hour between 1 and {MOST_PER_HOUR}", name="per_hour_sane"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(8))
    scope: Mapped[str] = mapped_column(String(5))
    per_hour: Mapped[int]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ClientReport(Base):
    """This repair came from this client, who may read its own words again."""

    __tablename__ = "repair_client_reports"

    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("repair_api_clients.id"), index=True)
