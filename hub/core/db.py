"""Engine, session, column types and the write transaction's ground.

SQLite: WAL, synchronous=FULL, foreign keys on. Reads open a deferred transaction; writes are opened by
`hub.core.events.command` with BEGIN IMMEDIATE, so a read is never promoted and never meets "database is locked".
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, MetaData, String, Text, event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from hub.config import Config
from hub.core import crypto

READ_BUSY_MS = 250


class Base(DeclarativeBase):
    """Constraints are named, so that migrations can speak of them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class UTCDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; `timestamptz` on PostgreSQL, naive UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its time zone must not be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Secret(TypeDecorator[str]):
    """Text that lies encrypted at rest. It cannot be searched: keep a `crypto.index` beside it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else crypto.seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else crypto.unseal(value)


Code = String(64)


def phone_index(phone: str) -> str:
    """Fingerprint under which a telephone number (E.164) is looked up."""
    return crypto.index(phone, "phone")


def engine_options(config: Config) -> dict[str, Any]:
    """Pool sizes: SQLite connections are cheap; PostgreSQL's are shared with other processes."""
    if config.sqlite:
        return {"pool_size": 20, "max_overflow": 60, "pool_timeout": 15}
    return {"pool_size": 10, "max_overflow": 20, "pool_timeout": 15, "pool_pre_ping": True}


def init_app(app: Flask) -> None:
    """Bind the session to the app and teach its engine our transactions."""
    config: Config = app.config["HUB"]
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: Engine) -> None:
    """SQLite only: we emit BEGIN ourselves, because the driver's own guess begins too late."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={READ_BUSY_MS}",
            "cache_size=-16000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("hub_write"):
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        # busy_timeout=0: waiting happens in `command`, cooperatively, never inside the database call
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={READ_BUSY_MS}")


@event.listens_for(Session, "before_flush")
def _no_write_outside_a_command(session: Session, *_: Any) -> None:
    if not session.info.get("tx") and (session.new or session.dirty or session.deleted):
        changed = [*session.new, *(o for o in session.dirty if session.is_modified(o)), *session.deleted]
        if changed:
            raise RuntimeError(f"written outside a @command: {type(changed[0]).__name__}")


@event.listens_for(Session, "do_orm_execute")
def _no_dml_outside_a_command(state: Any) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and not state.session.info.get("tx"):
        raise RuntimeError("written outside a @command")
