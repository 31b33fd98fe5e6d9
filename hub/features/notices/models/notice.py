"""A notice, whom it is for, and all its versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base, UTCDateTime
from hub.features.notices.rules.notice import ROLES, Category, Scope, Stage, Voice


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """The database knows the list as well."""
    listed = ",".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")


class Notice(Base):
    """公告. Title, text, photos and documents are the current ones; from the first publication on each version is kept.

    `asked_version` is the last version of which everybody was told: who has read or confirmed that one, or a later one,
    has been reached.
    """

    __tablename__ = "notices"
    __table_args__ = (
        one_of("stage", Stage),
        one_of("voice", Voice),
        one_of("category", Category),
        one_of("scope", Scope),
        CheckConstraint("not visitors or scope = 'all'", name="visitors_only_of_all"),
        CheckConstraint("(stage in ('published','withdrawn')) = (published_at is not null)", name="published_when"),
        CheckConstraint("(stage = 'withdrawn') = (withdrawn_at is not null)", name="withdrawn_when"),
        CheckConstraint("stage <> 'withdrawn' or length(withdrawn_reason) > 1", name="withdrawn_why"),
        CheckConstraint("stage <> 'scheduled' or from_at is not null", name="scheduled_when"),
        CheckConstraint("(version = 0) = (published_at is null)", name="version_from_publication"),
        CheckConstraint("asked_version <= version", name="asked_version_exists"),
        CheckConstraint("until_at is null or published_at is null or until_at > published_at", name="ends_after"),
        Index("ix_notices_stage_published_at", "stage", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)  # its name in feeds, whatever the address becomes
    stage: Mapped[str] = mapped_column(String(10), default="draft")
    voice: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    photos: Mapped[list[str]] = mapped_column(JSON, default=list)
    documents: Mapped[list[str]] = mapped_column(JSON, default=list)

    scope: Mapped[str] = mapped_column(String(10), default="all")
    visitors: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=False)
    mandatory: Mapped[bool] = mapped_column(default=False)
    from_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    version: Mapped[int] = mapped_column(default=0)
    asked_version: Mapped[int] = mapped_column(default=0)
    touched: Mapped[int] = mapped_column(default=1)  # raised at every change; browsers ignore what is older
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # of the current version
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(String(200), default="")

    targets: Mapped[list[NoticeTarget]] = relationship(cascade="all, delete-orphan", order_by="NoticeTarget.id")


class NoticeTarget(Base):
    """One phase, building, entrance or role that a narrower notice is for."""

    __tablename__ = "notice_targets"
    __table_args__ = (
        CheckConstraint(
            "(case when phase_id is null then 0 else 1 end) + (case when building_id is null then 0 else 1 end)"
            " + (case when entrance_id is null then 0 else 1 end) + (case when role is null then 0 else 1 end) = 1",
            name="names_one",
        ),
        CheckConstraint("role is null or role in ({})".format(",".join(f"'{r}'" for r in ROLES)), name="role_known"),
        UniqueConstraint("notice_id", "phase_id", name="uq_notice_targets_phase_id"),
        UniqueConstraint("notice_id", "building_id", name="uq_notice_targets_building_id"),
        UniqueConstraint("notice_id", "entrance_id", name="uq_notice_targets_entrance_id"),
        UniqueConstraint("notice_id", "role", name="uq_notice_targets_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phases.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("buildings.id"))
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrances.id"))
    role: Mapped[str | None] = mapped_column(String(20))


class NoticeVersion(Base):
    """What was to be read from `at` on; never changed afterwards."""

    __tablename__ = "notice_versions"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("number = 1 or length(changed) > 1", name="says_what_changed"),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    photos: Mapped[list[str]] = mapped_column(JSON)
    documents: Mapped[list[str]] = mapped_column(JSON)
    until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    changed: Mapped[str] = mapped_column(String(200), default="")
    told: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
