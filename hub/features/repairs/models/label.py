"""QR labels on machines."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.repairs.models.repair import one_of
from hub.features.repairs.rules.places import Kind, Spot


class MachineLabel(Base):
    """A label stuck on a lift or a gate: /r/<code> opens a report with the place filled in."""

    __tablename__ = "repair_labels"
    __table_args__ = (one_of("spot", Spot), one_of("kind", Kind))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(String(60))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("buildings.id"))
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrances.id"))
    floor: Mapped[int | None]
    spot: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    place_note: Mapped[str] = mapped_column(String(100), default="")
    subject: Mapped[str | None] = mapped_column(String(40), index=True)  # the thing it is stuck on: "asset:7"
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
