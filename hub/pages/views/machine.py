"""What machines ask for: health, the service worker, robots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template

from hub.core import web
from hub.core.authz import public
from hub.pages.queries import database_answers

bp = Blueprint("machine", __name__)


@bp.get("/healthz")
@public
def healthz() -> Any:
    """200 when the database answers, 503 when it does not."""
    if not database_answers():
        return jsonify(status="database away"), 503
    return jsonify(status="ok")


@bp.get("/sw.js")
@public
def service_worker() -> Any:
    """Served from the root, so that it may answer for the whole site."""
    script = Path(current_app.static_folder or "", "js", "sw.js").read_text()
    return current_app.response_class(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@bp.get("/robots.txt")
@public
def robots() -> Any:
    """A community's home is nobody's search result."""
    return current_app.response_class("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@bp.get("/offline")
@public
def offline() -> Any:
    """Kept by the service worker for when the network is gone."""
    return render_template("errors/offline.html", **web.for_keeping())
