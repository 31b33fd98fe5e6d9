"""The append-only record of who did what, fed by every fact. The database itself refuses to change or remove a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date, datetime
from enum import Enum
from typing import Any

from flask import g, has_request_context
from sqlalchemy import DDL, JSON, ColumnElement, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import Base, UTCDateTime, db
from hub.core.events import Fact, within


class AuditRow(Base):
    """One fact: when, by whom, what, and its fields as JSON."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_fact_id", "fact", "id"), Index("ix_audit_user_id_id", "user_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    kind: Mapped[str] = mapped_column(String(16))  # user, guest, system
    user_id: Mapped[int | None]  # no foreign key: the record outlives the account
    fact: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    request_id: Mapped[str | None] = mapped_column(String(40))


@within(Fact)
def write_down(actor: Actor, fact: Fact) -> None:
    """Every fact becomes a row in the same transaction: no deed without its record."""
    db.session.add(
        AuditRow(
            at=clock.now(),
            kind=actor.kind,
            user_id=actor.user_id,
            fact=type(fact).__name__,
            data={f.name: _plain(getattr(fact, f.name)) for f in fields(fact)},
            request_id=g.get("request_id") if has_request_context() else None,
        )
    )


Kept = Callable[[Actor], "ColumnElement[bool] | None"]
_kept: list[Kept] = []


def kept_from(check: Kept) -> Kept:
    """Register what somebody must not read even though they may read the record: the condition on what they may."""
    _kept.append(check)
    return check


def readable_by(actor: Actor) -> list[ColumnElement[bool]]:
    """Conditions of all features on the rows `actor` may read. Whether they may read the record at all is not asked."""
    found = (check(actor) for check in _kept)
    return [condition for condition in found if condition is not None]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | frozenset | set | list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | bool | dict):
        return value
    if hasattr(value, "__dataclass_fields__"):
        return {key: _plain(item) for key, item in asdict(value).items()}
    raise TypeError(f"a fact carries plain values, not {type(value).__name__}")


APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    ),
}

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(
            AuditRow.__table__, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)
        )
