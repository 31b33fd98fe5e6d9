"""Public notices for feed readers, as RSS 2.0 and Atom."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from hub.core.authz import public
from hub.features.notices import feeds
from hub.features.notices.views.blueprint import bp


@bp.get("/notices/feed.rss")
@public
def rss() -> Any:
    """RSS 2.0."""
    return _feed("rss", "application/rss+xml")


@bp.get("/notices/feed.atom")
@public
def atom() -> Any:
    """Atom (RFC 4287)."""
    return _feed("atom", "application/atom+xml")


def _feed(kind: str, mimetype: str) -> Any:
    """The same for everybody, whoever asks: readers fetch it without signing in."""
    answer = Response(feeds.written(kind, request.url_root.rstrip("/")), content_type=f"{mimetype}; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.add_etag()
    return answer.make_conditional(request)
