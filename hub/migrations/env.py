"""How Alembic reaches our database: the app's own engine, one transaction, both dialects.

SQLite rebuilds a table to change it. With foreign keys enforced, dropping the old one would delete what refers to it,
so they are off while migrating and everything is checked before the commit.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator

from hub.core.db import db


def keep_unless_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """`flask db migrate` with nothing to say writes no file."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def as_stored(kind: str, thing: Any, _context: Any) -> str | bool:
    """A revision names what the database stores, not our types: those may change, a revision must not."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl!r}"
    return False


def migrate(connection: Connection) -> None:
    """Run the asked-for revisions on this connection, all or nothing."""
    sqlite = connection.dialect.name == "sqlite"
    driver: Any = connection.connection.driver_connection
    if sqlite:
        driver.execute("PRAGMA foreign_keys=OFF")  # outside of any transaction, or SQLite ignores it
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        **{
            **current_app.extensions["migrate"].configure_args,
            "process_revision_directives": keep_unless_empty,
            "render_item": as_stored,
            "compare_type": True,
        },
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                raise RuntimeError(f"this migration would break references: {broken[:5]}")
    finally:
        if sqlite:
            driver.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Migrations need the database itself; there is no offline mode.")

# the write transaction is opened as one: a read is never promoted (see hub/core/db.py)
with db.engine.connect().execution_options(hub_write=True) as _connection:
    migrate(_connection)
