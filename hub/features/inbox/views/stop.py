"""No more e-mail: the link in every letter. Opening it changes nothing (mail programs open links); its button does."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from hub.core import web
from hub.core.authz import public
from hub.core.limits import limiter
from hub.features.inbox.commands import choosing
from hub.features.inbox.queries.compose import whose_stop

bp = Blueprint("stop", __name__)


@bp.route("/news/stop/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60/hour")
def stop(token: str) -> Any:
    """The token in the address says whose e-mail; mail programs post here by themselves (RFC 8058), so no cookie and
    no form of ours is asked for."""
    user_id, done = whose_stop(token), False
    if user_id is not None and request.method == "POST":
        choosing.stop_email(web.current_actor(), user_id)
        done = True
    return web.page("inbox/stop.html", known=user_id is not None, done=done)


stop.csrf_exempt = True  # type: ignore[attr-defined]
