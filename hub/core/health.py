"""`/healthz`: is this process serving, and does its database answer? For supervisors and load balancers."""

from __future__ import annotations

import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hub.core.authz import public
from hub.core.db import db

log = structlog.get_logger(__name__)


def init_app(app: Flask) -> None:
    """Answer without asking who it is and without saying more than it must."""
    app.add_url_rule("/healthz", "healthz", healthz)


@public
def healthz() -> tuple[dict[str, str], int, dict[str, str]]:
    """200 when the database answers, 503 when not."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        log.exception("database_does_not_answer")
        return {"status": "no database"}, 503, {"Cache-Control": "no-store"}
    return {"status": "ok"}, 200, {"Cache-Control": "no-store"}
