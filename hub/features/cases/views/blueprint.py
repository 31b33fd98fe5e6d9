"""The blueprint that all modules of views share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("cases", __name__)


@bp.context_processor
def _here() -> dict[str, str]:
    return {"nav": "services"}
