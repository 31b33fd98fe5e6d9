"""The blueprint that all modules of views share."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint

from hub.core import clock

bp = Blueprint("rounds", __name__)


@bp.app_template_filter("local_time")
def local_time(moment: datetime) -> str:
    """14:30, as the compound's clocks show it."""
    return clock.local(moment).strftime("%H:%M")


@bp.app_template_filter("local")
def local(moment: datetime) -> datetime:
    """The moment in the compound's own time."""
    return clock.local(moment)


@bp.context_processor
def _here() -> dict[str, str]:
    return {"nav": "services"}
