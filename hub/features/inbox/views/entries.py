"""Routes of the inbox."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from hub.core import web
from hub.core.i18n import _
from hub.features.inbox import commands, queries

bp = Blueprint("inbox", __name__)


@bp.get("/inbox")
def index() -> Any:
    """Newest first."""
    return web.page("inbox/index.html", page=queries.page(web.current_actor(), web.asked_id("before")))


@bp.get("/inbox/badge")
def badge() -> Any:
    """The number on the bell."""
    return web.page("inbox/_badge.html")


@bp.post("/inbox/<int:entry_id>/reading")
def read(entry_id: int) -> Any:
    """Open one: it is read, and leads on."""
    return web.see_other(commands.read(web.current_actor(), entry_id))


@bp.post("/inbox/reading")
def read_all() -> Any:
    """全部看过了."""
    commands.read_all(web.current_actor())
    return web.see_other(url_for("inbox.index"), _("都标成看过了。"))
