"""The office looks: today and the month, one outing, reasons."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for

from hub.core import web
from hub.core.authz import require
from hub.core.i18n import _
from hub.core.problems import NotFound
from hub.features.rounds import commands, policy, queries
from hub.features.rounds.forms import ExcuseForm, MannersForm
from hub.features.rounds.views.blueprint import bp


@bp.get("/rounds")
def overview() -> Any:
    """Today by round, and a month of them."""
    require(policy.may_manage(web.current_actor()))
    month = _day(request.args["month"] + "-01") if request.args.get("month") else None
    return web.page_or_fragment(
        "rounds/overview.html",
        "rounds/_overview.html",
        view=queries.overview(month),
        here=request.full_path.rstrip("?"),
    )


@bp.get("/rounds/<int:round_id>/days/<day>")
def of_day(round_id: int, day: str) -> Any:
    """One round's outings of one day."""
    require(policy.may_manage(web.current_actor()))
    walk, when = queries.round_card(round_id), _day(day)
    return web.page("rounds/day.html", walk=walk, when=when, outings=queries.of_day(round_id, when))


@bp.get("/rounds/outings/<int:outing_id>")
def outing(outing_id: int) -> Any:
    """When each point was visited, with photos; who, while that is kept."""
    actor = web.current_actor()
    return web.page_or_fragment(
        "rounds/outing.html",
        "rounds/_outing.html",
        card=queries.outing_card(actor, outing_id),
        office=policy.may_manage(actor),
    )


@bp.route("/rounds/outings/<int:outing_id>/excuse", methods=["GET", "POST"])
def excuse(outing_id: int) -> Any:
    """There is a reason not to walk."""
    actor, form = web.current_actor(), ExcuseForm()
    require(policy.may_manage(actor))
    card = queries.outing_card(actor, outing_id)
    if web.attempt(form, lambda: commands.excuse(actor, outing_id, form.reason.data or "")):
        return web.see_other(url_for(".outing", outing_id=outing_id), _("已准许免走"))
    return web.page("rounds/excuse.html", card=card, form=form)


@bp.route("/rounds/settings", methods=["GET", "POST"])
def settings() -> Any:
    """How rounds work here."""
    actor = web.current_actor()
    require(policy.may_manage(actor))
    form = MannersForm(obj=queries.manners())
    if web.attempt(form, lambda: commands.order(actor, form.data_object())):
        return web.see_other(url_for(".plans"), _("保存好了"))
    return web.page("rounds/settings.html", form=form)


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    if not 2000 <= found.year <= 2200:
        raise NotFound
    return found
