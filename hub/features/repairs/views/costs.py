"""What a repair costs: written line by line by whoever works on it, read by whoever it concerns."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import require
from hub.core.problems import NotFound
from hub.features.repairs import commands, queries
from hub.features.repairs.forms import LineForm, PayerForm
from hub.features.repairs.queries.costs import line, needed
from hub.features.repairs.views.blueprint import bp


@bp.route("/repairs/<int:repair_id>/costs", methods=["GET", "POST"])
def costs(repair_id: int) -> Any:
    """The lines, and one short form for the next."""
    actor, form = web.current_actor(), LineForm()
    done = web.attempt(form, lambda: commands.add_line(actor, repair_id, form.data_object()))
    if done:
        return web.see_other(url_for(".costs", repair_id=repair_id))
    shown = needed(actor, repair_id)
    require(shown.may_write or shown.may_send or shown.may_withdraw)
    return web.page("repairs/costs/write.html", form=form, costs=shown, card=queries.card(actor, repair_id))


@bp.route("/repairs/<int:repair_id>/costs/<int:line_id>", methods=["GET", "POST"])
def cost_line(repair_id: int, line_id: int) -> Any:
    """Correct a line."""
    actor = web.current_actor()
    shown = needed(actor, repair_id)
    require(shown.may_write)
    form = LineForm.of(line(shown, line_id))
    done = web.attempt(form, lambda: commands.change_line(actor, repair_id, line_id, form.data_object()))
    if done:
        return web.see_other(url_for(".costs", repair_id=repair_id))
    return web.page(
        "repairs/costs/line.html", form=form, costs=shown, line_id=line_id, card=queries.card(actor, repair_id)
    )


@bp.post("/repairs/<int:repair_id>/costs/<int:line_id>/removal")
def remove_cost_line(repair_id: int, line_id: int) -> Any:
    """Take it away."""
    commands.remove_line(web.current_actor(), repair_id, line_id)
    return web.see_other(url_for(".costs", repair_id=repair_id))


@bp.route("/repairs/<int:repair_id>/costs/payer", methods=["GET", "POST"])
def payer(repair_id: int) -> Any:
    """Who bears it."""
    actor = web.current_actor()
    shown = needed(actor, repair_id)
    require(shown.may_write)
    form = PayerForm(shown.in_flat, payer=shown.payer, reference=shown.reference)
    done = web.attempt(
        form, lambda: commands.set_payer(actor, repair_id, form.data_object(), form.reference.data or "")
    )
    if done:
        return web.see_other(url_for(".costs", repair_id=repair_id))
    return web.page("repairs/costs/payer.html", form=form, costs=shown, card=queries.card(actor, repair_id))


@bp.get("/repairs/<int:repair_id>/costs/summary")
def costs_summary(repair_id: int) -> Any:
    """The block on the case's page, asked again after a nudge."""
    shown = queries.costs(web.current_actor(), repair_id)
    if shown is None:
        raise NotFound
    return web.page("repairs/_costs.html", costs=shown)


@bp.get("/repairs/<int:repair_id>/receipt")
def receipt(repair_id: int) -> Any:
    """The same on a sheet of paper."""
    actor = web.current_actor()
    return web.page("repairs/costs/receipt.html", costs=needed(actor, repair_id), card=queries.card(actor, repair_id))
