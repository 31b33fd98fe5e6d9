"""Compression: a page on a phone network is mostly waiting for bytes. A proxy in front may do it instead."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request

SQUEEZED = {"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json"}
LEAST = 1024


def init_app(app: Flask) -> None:
    """Before everything else that looks at answers: the first registered is the last to see them."""
    app.after_request(_squeeze)


def _squeeze(response: Response) -> Response:
    if response.mimetype not in SQUEEZED:
        return response
    response.vary.add("Accept-Encoding")
    if (
        request.method not in ("GET", "POST")
        or "gzip" not in request.accept_encodings
        or "Content-Encoding" in response.headers
        or response.status_code in (204, 206, 304)
    ):
        return response
    if request.endpoint == "static" and response.status_code == 200:
        path = Path(current_app.static_folder or "", (request.view_args or {}).get("filename", ""))
        body = _file(path, path.stat().st_mtime_ns)
        response.close()
        response.direct_passthrough = False
    elif response.is_streamed or response.direct_passthrough or (response.content_length or 0) < LEAST:
        return response
    else:
        body = gzip.compress(response.get_data(), 5)
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    etag, _weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)  # same content, other bytes
    return response


@cache
def _file(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9)
