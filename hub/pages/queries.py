"""Small questions of the pages themselves."""

from __future__ import annotations

from sqlalchemy import text

from hub.core.db import db


def database_answers() -> None:
    """Raises SQLAlchemyError when it does not."""
    db.session.execute(text("SELECT 1"))
