"""The asset, its inspections, the times in which it did not run, and the reminders that were sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.assets.rules.card import Status
from hub.features.assets.rules.inspection import LATE, MARKS, Result
from hub.features.assets.rules.kinds import Kind


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """The database knows the list as well."""
    listed = ",".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")


class Asset(Base):
    """设施设备. `code` stands on its label. The inspection is the one the law asks for, if it asks for any."""

    __tablename__ = "assets"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("status", Status),
        one_of("inspection_result", Result),
        CheckConstraint("inspection_months is null or inspection_months > 0", name="months_positive"),
        CheckConstraint("(status = 'in_service') = (status_reason = '')", name="stopped_with_reason"),
        Index("ix_assets_status_inspection_due", "status", "inspection_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20), index=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("buildings.id"), index=True)
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrances.id"))
    place_note: Mapped[str] = mapped_column(String(100), default="")
    maker: Mapped[str] = mapped_column(String(60), default="")
    model: Mapped[str] = mapped_column(String(60), default="")
    serial: Mapped[str] = mapped_column(String(60), default="")
    installed_on: Mapped[date | None]
    warranty_until: Mapped[date | None]
    company: Mapped[str] = mapped_column(String(80), default="")
    company_phone: Mapped[str] = mapped_column(String(40), default="")  # a firm's number, printed on its label anyway
    inspection: Mapped[str] = mapped_column(String(60), default="")
    inspection_months: Mapped[int | None]
    inspection_last: Mapped[date | None]
    inspection_due: Mapped[date | None]
    inspection_result: Mapped[str | None] = mapped_column(String(12))  # of the last one
    status: Mapped[str] = mapped_column(String(12), default="in_service")
    status_reason: Mapped[str] = mapped_column(String(200), default="")
    status_since: Mapped[datetime] = mapped_column(UTCDateTime)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Stoppage(Base):
    """A time in which it did not run, for good where it was retired; at most one is open."""

    __tablename__ = "asset_stoppages"
    __table_args__ = (
        Index(
            "uq_asset_stoppages_open",
            "asset_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        CheckConstraint("until is null or until >= since", name="ends_after_it_begins"),
        one_of("status", (Status.STOPPED, Status.RETIRED)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")  # what was done before it ran again
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Inspection(Base):
    """检验记录. The certificate's photos are part `id` of the subject "inspection:<id>"."""

    __tablename__ = "asset_inspections"
    __table_args__ = (one_of("result", Result), Index("ix_asset_inspections_asset_id_done_on", "asset_id", "done_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    name: Mapped[str] = mapped_column(String(60))
    done_on: Mapped[date]
    body: Mapped[str] = mapped_column(String(80))
    result: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    was_due: Mapped[date | None]
    next_due: Mapped[date | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Reminder(Base):
    """Who looks after inspections was told once that this one is near, or overdue."""

    __tablename__ = "asset_reminders"
    __table_args__ = (UniqueConstraint("asset_id", "due_on", "mark"), one_of("mark", (*map(str, MARKS), LATE)))

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    due_on: Mapped[date]
    mark: Mapped[str] = mapped_column(String(6))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
