"""Small questions of the pages themselves."""

from __future__ import annotations

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hub.core.db import db

log = structlog.get_logger(__name__)


def database_answers() -> bool:
    """False when the database cannot be asked anything; the log says why."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        log.exception("database_does_not_answer")
        return False
    return True
