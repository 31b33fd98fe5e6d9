"""Labels to be stuck on: a sheet to print, and the drawing of each."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Response, request, url_for

from hub.core import web
from hub.core.authz import public
from hub.features.assets.queries.cards import public_card
from hub.features.assets.queries.lists import Asked, labels
from hub.features.assets.views.blueprint import bp, only_managers
from hub.people.queries.compound import office_phone


@bp.get("/assets/labels")
def label_sheet() -> Any:
    """All that the filter leaves, to be printed and cut out."""
    actor = web.current_actor()
    only_managers(actor)
    asked = Asked.of(request.args)
    return web.page("assets/sheet.html", labels=labels(actor, asked), asked=asked, office=office_phone())


@bp.get("/a/<code>.svg")
@public
def label_picture(code: str) -> Any:
    """The QR code as a drawing; it leads to the public card."""
    address = url_for("asset_card.show", code=public_card(code).line.code, _external=True)
    drawing = io.BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", scale=6, border=2, xmldecl=False)
    return Response(drawing.getvalue(), mimetype="image/svg+xml")
