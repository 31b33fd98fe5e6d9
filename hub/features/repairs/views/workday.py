"""我的活儿: a technician's list, made for one wet thumb."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import require_permission
from hub.core.problems import Forbidden, NotFound
from hub.features.repairs import commands, policy, queries
from hub.features.repairs.forms import AwayForm
from hub.features.repairs.rules.stages import Stage
from hub.features.repairs.rules.workday import ONE_TAP
from hub.features.repairs.views.blueprint import bp


@bp.get("/repairs/mine-now")
def mine_now() -> Any:
    """Offers, jobs in hand, jobs anybody may take."""
    actor = web.current_actor()
    require_permission(actor, P.REPAIRS_WORK)
    day = queries.workday(actor)
    if day is None:
        raise Forbidden
    return web.page_or_fragment(
        "repairs/duty/mine_now.html",
        "repairs/duty/_mine_now.html",
        work=day,
        checklists=queries.checklists(actor, [task.line.id for task in day.jobs]),
        may_handle=policy.may_handle(actor),
    )


@bp.post("/repairs/<int:repair_id>/offer/yes")
def say_yes(repair_id: int) -> Any:
    """接单."""
    commands.take(web.current_actor(), repair_id)
    return web.see_other(url_for(".mine_now"))


@bp.post("/repairs/<int:repair_id>/offer/no")
def say_no(repair_id: int) -> Any:
    """转给别人."""
    commands.decline(web.current_actor(), repair_id)
    return web.see_other(url_for(".mine_now"))


@bp.post("/repairs/<int:repair_id>/next")
def go_on(repair_id: int) -> Any:
    """The one big button: set off, begin, go on. Finishing has a page of its own."""
    to = request.form.get("to", "")
    if to not in tuple(ONE_TAP):
        raise NotFound
    commands.advance(web.current_actor(), repair_id, Stage(to))
    return web.see_other(url_for(".mine_now"))


@bp.route("/repairs/mine-now/away", methods=["GET", "POST"])
def my_absence() -> Any:
    """A technician says until when not to be asked."""
    actor, form = web.current_actor(), AwayForm()
    require_permission(actor, P.REPAIRS_WORK)
    user_id = actor.user_id or 0
    done = web.attempt(form, lambda: commands.go_away(actor, user_id, form.moment(), form.reason.data or ""))
    if done:
        return web.see_other(url_for(".mine_now"))
    back = url_for(".mine_now")
    return web.page("repairs/duty/away.html", form=form, person=queries.roster(actor, user_id), own=True, back_to=back)


@bp.post("/repairs/mine-now/back")
def back_again() -> Any:
    """我回来了."""
    actor = web.current_actor()
    commands.come_back(actor, actor.user_id or 0)
    return web.see_other(url_for(".mine_now"))
