"""The list, the page of one repair and its partials."""

from __future__ import annotations

from typing import Any

from flask import request

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.links import thread
from hub.features.repairs import policy, queries
from hub.features.repairs.queries.lists import GROUPS, Filter, Scope
from hub.features.repairs.rules.places import KINDS
from hub.features.repairs.views.blueprint import bp


@bp.get("/repairs")
def index() -> Any:
    """Mine, around me, or (staff) all; the filters live in the address."""
    actor, args = web.current_actor(), request.args
    asked = Filter.of(actor, args.get("scope", ""), args.get("stage", ""), args.get("kind", ""))
    return web.page_or_fragment(
        "repairs/index.html",
        "repairs/_lines.html",
        page=queries.page(actor, asked, web.asked_id("before")),
        asked=asked,
        scopes=tuple(Scope) if policy.is_staff(actor) else (Scope.MINE, Scope.AROUND),
        groups=tuple(GROUPS),
        kinds=KINDS,
        may_handle=policy.may_handle(actor),
        may_work=actor.can(P.REPAIRS_WORK),
        staff=policy.is_staff(actor),
    )


@bp.get("/repairs/<int:repair_id>")
def show(repair_id: int) -> Any:
    """One repair: its card, and what this viewer may do."""
    actor = web.current_actor()
    return web.page(
        "repairs/show.html",
        card=queries.card(actor, repair_id),
        actions=queries.actions(actor, repair_id),
        thread=thread(actor, f"repair:{repair_id}"),
        together=queries.together(actor, repair_id),
        checklist=queries.checklist(actor, repair_id),
        costs=queries.costs(actor, repair_id),
    )


@bp.get("/repairs/<int:repair_id>/card")
def card(repair_id: int) -> Any:
    """The card alone, as `live` sends it."""
    return web.page("repairs/_card.html", card=queries.card(web.current_actor(), repair_id))


@bp.get("/repairs/<int:repair_id>/line")
def line(repair_id: int) -> Any:
    """Its line in a list."""
    return web.page("repairs/_line.html", line=queries.card(web.current_actor(), repair_id).line)


@bp.get("/repairs/<int:repair_id>/actions")
def actions(repair_id: int) -> Any:
    """This viewer's buttons, asked again after a nudge."""
    return web.page("repairs/_actions.html", actions=queries.actions(web.current_actor(), repair_id))
