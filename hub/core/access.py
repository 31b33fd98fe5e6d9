"""The access log: one line a request, without personal data.

It names the route's pattern ("/repairs/<int:repair_id>"), never the address asked for: addresses carry ids, search
words and invitation codes. No name, no network address, no browser.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from flask import Flask, g, request, request_finished, request_started

log = structlog.get_logger("hub.access")


def init_app(app: Flask) -> None:
    """Log what is served, except static files and the health check."""
    request_started.connect(_begin, app)
    request_finished.connect(_end, app)


def _begin(_app: Flask, **_: Any) -> None:
    g.began = time.perf_counter()


def _end(_app: Flask, response: Any, **_: Any) -> None:
    rule = request.url_rule.rule if request.url_rule else "(none)"
    if request.endpoint == "static" or rule == "/healthz":
        return
    taken = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
    log.info("request", method=request.method, route=rule, status=response.status_code, ms=round(taken, 1))
