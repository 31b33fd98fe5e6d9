"""The list for staff, and the inspections for everybody."""

from __future__ import annotations

from typing import Any

from flask import request

from hub.core import web
from hub.core.authz import public
from hub.features.assets import policy
from hub.features.assets.queries.inspections import inspections
from hub.features.assets.queries.lists import Asked, buildings, page
from hub.features.assets.rules.card import STATUSES
from hub.features.assets.rules.kinds import KINDS
from hub.features.assets.views.blueprint import bp, only_insiders


@bp.get("/assets")
def index() -> Any:
    """By kind, building, status, overdue; the filters live in the address."""
    actor = web.current_actor()
    only_insiders(actor)
    asked = Asked.of(request.args)
    return web.page_or_fragment(
        "assets/index.html",
        "assets/_lines.html",
        page=page(actor, asked, request.args.get("after", "")),
        asked=asked,
        kinds=KINDS,
        statuses=STATUSES,
        buildings=buildings(),
        may_manage=policy.may_manage(actor),
    )


@bp.get("/assets/inspections")
@public
def public_inspections() -> Any:
    """All inspections the law asks for: when each is due, and how many days overdue. Nothing about people."""
    after = request.args.get("after", "")
    actor = web.current_actor()
    return web.page("assets/inspections.html", found=inspections(after), first=not after, inside=policy.may_look(actor))
