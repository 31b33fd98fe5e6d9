"""Plans, and the calendar of what is to come."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from hub.core import web
from hub.core.i18n import lazy as _l
from hub.core.links import named
from hub.core.problems import NotFound
from hub.features.assets import commands, policy
from hub.features.assets.forms import PlanForm
from hub.features.assets.queries.cards import card
from hub.features.assets.queries.planned import calendar, plans
from hub.features.assets.rules.kinds import GLYPHS, KINDS, Kind
from hub.features.assets.views.blueprint import bp, only_insiders, only_managers


@bp.get("/assets/calendar")
def months() -> Any:
    """The next three months, and what is overdue."""
    actor = web.current_actor()
    only_insiders(actor)
    found = calendar(actor)
    orders = {strand.thing: strand.name for strand in named(actor, [late.work for late in found.late])}
    return web.page("assets/calendar.html", calendar=found, orders=orders, may_manage=policy.may_manage(actor))


@bp.get("/assets/plans")
def plan_list() -> Any:
    """All running plans."""
    actor = web.current_actor()
    only_insiders(actor)
    return web.page(
        "assets/plans.html", plans=plans(actor), kinds=KINDS, glyphs=GLYPHS, may_manage=policy.may_manage(actor)
    )


@bp.route("/assets/plans/new", methods=["GET", "POST"])
def new_plan() -> Any:
    """For one asset (`?asset=7`) or for a kind (`?kind=lift`)."""
    actor = web.current_actor()
    only_managers(actor)
    number, asked = web.asked_id("asset"), request.args.get("kind", "")
    if number is None and asked not in tuple(Kind):
        raise NotFound
    found = card(actor, number) if number else None
    kind = found.line.kind if found else Kind(asked)
    form = PlanForm(kind, (found.line.id, found.line.name) if found else None)
    done = web.attempt(form, lambda: commands.make_plan(actor, form.data_object()))
    if done:
        back = url_for(".show", asset_id=found.line.id) if found else url_for(".plan_list")
        return web.see_other(back, _l("计划定好了，到日子会自动派工单。"))
    return web.page("assets/plan_form.html", form=form, card=found, kind_name=KINDS[kind])


@bp.post("/assets/plans/<int:plan_id>/end")
def end_plan(plan_id: int) -> Any:
    """No more work orders of this plan."""
    commands.end_plan(web.current_actor(), plan_id)
    return web.see_other(url_for(".plan_list"), _l("计划已结束，已经派出的工单不受影响。"))
