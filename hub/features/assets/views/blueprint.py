"""The blueprint that all modules of views share."""

from __future__ import annotations

from flask import Blueprint

from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P

bp = Blueprint("assets", __name__)


@bp.context_processor
def _here() -> dict[str, str]:
    return {"nav": "services"}


def only_managers(actor: Actor) -> None:
    """The manager and the desk."""
    require_permission(actor, P.ASSETS_MANAGE)


def only_insiders(actor: Actor) -> None:
    """Staff and committee."""
    require_permission(actor, P.ASSETS_SEE)
