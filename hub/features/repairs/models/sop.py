"""Checklists for kinds of work, their versions, and the ticks on one order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UTCDateTime
from hub.features.repairs.models.repair import one_of
from hub.features.repairs.rules.places import Kind, Urgency
from hub.features.repairs.rules.sop import ANY


class Sop(Base):
    """作业步骤 for a kind of work and, if wanted, one urgency of it. `draft` is what is being written."""

    __tablename__ = "sops"
    __table_args__ = (
        UniqueConstraint("kind", "urgency"),
        one_of("kind", Kind),
        one_of("urgency", (ANY, *Urgency)),
        CheckConstraint("(draft is null) = (draft_at is null)", name="drafted_at_some_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(10), default=ANY)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    draft: Mapped[str | None] = mapped_column(Text)
    draft_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    draft_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # no new order gets it


class SopVersion(Base):
    """What was published, for good: an order keeps the version with which its work began."""

    __tablename__ = "sop_versions"
    __table_args__ = (UniqueConstraint("sop_id", "number"), CheckConstraint("number > 0", name="number_from_one"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sop_id: Mapped[int] = mapped_column(ForeignKey("sops.id"))
    number: Mapped[int]
    change: Mapped[str] = mapped_column(String(300))
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SopStep(Base):
    """One step of one version; never changed."""

    __tablename__ = "sop_steps"
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        CheckConstraint("position > 0", name="position_from_one"),
        CheckConstraint("text <> ''", name="says_what_to_do"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("sop_versions.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    must: Mapped[bool] = mapped_column(default=False)
    photo: Mapped[bool] = mapped_column(default=False)


class Checklist(Base):
    """The version that was in force when the work of this round began."""

    __tablename__ = "repair_checklists"
    __table_args__ = (UniqueConstraint("repair_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    round: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("sop_versions.id"))
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Tick(Base):
    """A step of a checklist that was done, or (`done` false) left out for a reason, kept in `note`.

    Photos belong to the timeline's line `entry_id`.
    """

    __tablename__ = "repair_ticks"
    __table_args__ = (
        UniqueConstraint("checklist_id", "step_id"),
        CheckConstraint("done or note <> ''", name="left_out_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("repair_checklists.id"))
    step_id: Mapped[int] = mapped_column(ForeignKey("sop_steps.id"))
    done: Mapped[bool] = mapped_column(default=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    note: Mapped[str] = mapped_column(String(500), default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("repair_steps.id"))
