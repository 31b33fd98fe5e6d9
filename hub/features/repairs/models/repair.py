"""The repair and its steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, Secret, UTCDateTime
from hub.features.repairs.rules.places import Kind, Spot, Urgency
from hub.features.repairs.rules.stages import Stage

SOURCES = ("app", "desk", "guest", "open311", "plan")


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """The database knows the list as well."""
    listed = ",".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")


class Repair(Base):
    """工单. In a flat (`unit_id`) or in a public place (`spot`), never both; the building is kept for either.

    In charge is the assignee, and as long as there is none the person at the office (`desk_id`).
    """

    __tablename__ = "repairs"
    __table_args__ = (
        CheckConstraint("(unit_id is null) <> (spot is null)", name="flat_or_public"),
        CheckConstraint("(stage = 'duplicate') = (duplicate_of_id is not null)", name="duplicate_of_something"),
        one_of("stage", Stage),
        one_of("kind", Kind),
        CheckConstraint("spot is null or spot in ({})".format(",".join(f"'{s}'" for s in Spot)), name="spot_known"),
        one_of("urgency", Urgency),
        one_of("source", SOURCES),
        Index("ix_repairs_stage_reported_at", "stage", "reported_at"),
        Index("ix_repairs_building_id_spot", "building_id", "spot"),
        Index("ix_repairs_assignee_id_stage", "assignee_id", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)  # raised at every change; browsers ignore what is older
    source: Mapped[str] = mapped_column(String(10), default="app")

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("buildings.id"))
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrances.id"))
    floor: Mapped[int | None]
    spot: Mapped[str | None] = mapped_column(String(20))
    place_note: Mapped[str] = mapped_column(String(100), default="")

    kind: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(10), default="ordinary")
    description: Mapped[str] = mapped_column(Text)
    visit_on: Mapped[date | None]
    visit_part: Mapped[str] = mapped_column(String(10), default="any")

    requester_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # staff, for somebody who rang
    caller_name: Mapped[str | None] = mapped_column(Secret)
    caller_phone: Mapped[str | None] = mapped_column(Secret)
    guest_token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    label_id: Mapped[int | None] = mapped_column(ForeignKey("repair_labels.id"))
    subject: Mapped[str | None] = mapped_column(String(40), index=True)  # the thing it is about: "asset:7"

    stage: Mapped[str] = mapped_column(String(20), default="submitted")
    stage_since: Mapped[datetime] = mapped_column(UTCDateTime)
    round: Mapped[int] = mapped_column(default=1)  # raised when it is reopened; each round may be rated
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("repairs.id"), index=True)  # the main case
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class Step(Base):
    """One line of the timeline: a change of stage (`was` → `now`), or words and photos added while it stood at `now`.

    Its photos are part `id` of the subject "repair:<repair_id>". `party` is the capacity in which it was done.
    """

    __tablename__ = "repair_steps"
    __table_args__ = (
        Index("ix_repair_steps_repair_id_id", "repair_id", "id"),
        one_of("now", Stage),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    was: Mapped[str | None] = mapped_column(String(20))  # empty: the report itself
    now: Mapped[str] = mapped_column(String(20))
    addition: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    party: Mapped[str] = mapped_column(String(12))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # to whom, when it was given to somebody
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
