"""The staff's board, and what is done on it with two taps."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import require_permission
from hub.core.problems import RuleBroken
from hub.features.repairs import commands, policy, queries
from hub.features.repairs.forms import QuickAssignForm
from hub.features.repairs.queries.board import NOBODY, Asked, buildings
from hub.features.repairs.rules.places import KINDS, URGENCIES
from hub.features.repairs.rules.stages import Stage
from hub.features.repairs.views.blueprint import bp


@bp.get("/repairs/board")
def board() -> Any:
    """By whose turn it is, overdue first; the filters live in the address."""
    actor = web.current_actor()
    if not policy.is_staff(actor):
        require_permission(actor, P.REPAIRS_SEE_ALL)
    asked = Asked.of(request.args)
    return web.page_or_fragment(
        "repairs/duty/board.html",
        "repairs/duty/_board.html",
        board=queries.board(actor, asked),
        asked=asked,
        here=asked.address(url_for(".board")),
        buildings=buildings(),
        kinds=KINDS,
        urgencies=URGENCIES,
        nobody=NOBODY,
        may_handle=policy.may_handle(actor),
        may_work=actor.can(P.REPAIRS_WORK),
    )


@bp.post("/repairs/<int:repair_id>/acceptance")
def accept(repair_id: int) -> Any:
    """受理, from the board."""
    commands.advance(web.current_actor(), repair_id, Stage.ACCEPTED)
    return web.see_other(web.safe_next(url_for(".board")))


@bp.post("/repairs/<int:repair_id>/assignee/quick")
def quick_assign(repair_id: int) -> Any:
    """派给 somebody chosen, or to whoever fits."""
    actor, form = web.current_actor(), QuickAssignForm()
    if not form.validate_on_submit():
        raise RuleBroken(form.user_id.errors[0])
    if form.automatic:
        commands.search(actor, repair_id)
    else:
        commands.assign(actor, repair_id, form.chosen, form.reason.data or "")
    return web.see_other(web.safe_next(url_for(".board")))
