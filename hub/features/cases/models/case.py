"""The case, its course, what is said inside the office only, and the reporter's verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, Secret, UTCDateTime
from hub.features.cases.rules.due import Level
from hub.features.cases.rules.kinds import Channel, Circle, Kind
from hub.features.cases.rules.stages import Party, Stage

ACTS = ("stage", "reply", "answer", "words", "verdict", "escalation")


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """The database knows the list as well."""
    listed = ",".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")


class Case(Base):
    """A complaint or suggestion. The id is drawn by lot: a gap in a row of numbers would tell somebody of a case
    that is kept from them.

    Without a name there is no account in it, nor in the record: only the hash of the code by which it is followed.
    """

    __tablename__ = "cases"
    __table_args__ = (
        one_of("stage", Stage),
        one_of("kind", Kind),
        one_of("channel", Channel),
        one_of("circle", Circle),
        CheckConstraint("not (anonymous and reporter_id is not null)", name="anonymous_has_no_account"),
        CheckConstraint("not (anonymous and (caller_name is not null or caller_phone is not null))", name="no_name"),
        CheckConstraint("(about_user_id is null) or (circle <> 'office')", name="about_staff_not_for_all"),
        CheckConstraint("about_user_id <> owner_id", name="owner_not_about"),
        CheckConstraint("reporter_id <> owner_id", name="owner_not_reporter"),
        CheckConstraint("round between 1 and 2", name="round_known"),
        CheckConstraint("(escalated_at is null) = (escalated_by is null)", name="escalated_by_somebody"),
        CheckConstraint("escalated_by in ('reporter','office','system')", name="escalated_known"),
        Index("ix_cases_stage_solve_due", "stage", "solve_due"),
        Index("ix_cases_received_at_id", "received_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(12))
    circle: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text)
    about_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("buildings.id"))

    anonymous: Mapped[bool] = mapped_column(default=False)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    caller_name: Mapped[str | None] = mapped_column(Secret)
    caller_phone: Mapped[str | None] = mapped_column(Secret)
    reference: Mapped[str] = mapped_column(String(40), default="")
    code_index: Mapped[str | None] = mapped_column(String(64), unique=True)

    stage: Mapped[str] = mapped_column(String(12), default="received")
    stage_since: Mapped[datetime] = mapped_column(UTCDateTime)
    round: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    solve_days: Mapped[int]
    reply_due: Mapped[datetime] = mapped_column(UTCDateTime)
    solve_due: Mapped[datetime] = mapped_column(UTCDateTime)
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the first answer of all
    escalated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    escalated_by: Mapped[str | None] = mapped_column(String(10))


class Step(Base):
    """One line of the course, read by the reporter. Its photos are part `id` of the subject "case:<case_id>"."""

    __tablename__ = "case_steps"
    __table_args__ = (
        Index("ix_case_steps_case_id_id", "case_id", "id"),
        one_of("act", ACTS),
        one_of("now", Stage),
        one_of("party", Party),
        CheckConstraint("party <> 'reporter' or user_id is null", name="reporter_is_in_the_case"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    act: Mapped[str] = mapped_column(String(12))
    was: Mapped[str | None] = mapped_column(String(12))
    now: Mapped[str] = mapped_column(String(12))
    party: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # staff and committee only
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    words: Mapped[str] = mapped_column(Text, default="")


class Note(Base):
    """Inside the office: a table of its own, so that no page of the reporter's can show it by a forgotten filter."""

    __tablename__ = "case_notes"
    __table_args__ = (Index("ix_case_notes_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    words: Mapped[str] = mapped_column(Text)


class Handover(Base):
    """Who has been responsible since when, by whom and why. Inside the office."""

    __tablename__ = "case_handovers"
    __table_args__ = (Index("ix_case_handovers_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    from_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")


class Verdict(Base):
    """The reporter's word on an answer, once a round. `noted_by_id`: told to staff on the telephone or at the desk."""

    __tablename__ = "case_verdicts"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        CheckConstraint("score between 1 and 5", name="score_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    solved: Mapped[bool]
    score: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class CaseAlert(Base):
    """That somebody has been told of a due answer: each level once for each clock and round."""

    __tablename__ = "case_alerts"
    __table_args__ = (
        UniqueConstraint("case_id", "round", "clock", "level"),
        one_of("clock", ("reply", "solve")),
        one_of("level", Level),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    clock: Mapped[str] = mapped_column(String(6))
    level: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class CaseTerms(Base):
    """How many days the office has given itself for a kind."""

    __tablename__ = "case_terms"
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("reply_days between 1 and 60", name="reply_days_in_range"),
        CheckConstraint("solve_days between reply_days and 60", name="solve_days_in_range"),
    )

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    reply_days: Mapped[int]
    solve_days: Mapped[int]
