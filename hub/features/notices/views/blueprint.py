"""Where the routes hang."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("notices", __name__)


@bp.context_processor
def _here() -> dict[str, str]:
    return {"nav": "services"}
