"""Ticking off the steps of an order: one tap, or a page where a photo is asked for."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import require
from hub.core.problems import NotFound
from hub.features.repairs import commands, queries
from hub.features.repairs.forms import TickForm
from hub.features.repairs.views.blueprint import bp
from hub.features.repairs.views.uploads import accepted, received


@bp.get("/repairs/<int:repair_id>/checklist")
def checklist(repair_id: int) -> Any:
    """The checklist, asked again after a nudge."""
    return web.page("repairs/_checklist.html", checklist=queries.checklist(web.current_actor(), repair_id))


@bp.route("/repairs/<int:repair_id>/checklist/<int:step_id>", methods=["GET", "POST"])
@web.photos_welcome
def tick(repair_id: int, step_id: int) -> Any:
    """One tap ticks it; GET asks for photo and words."""
    actor, form, photos = web.current_actor(), TickForm(), received()
    found = queries.checklist(actor, repair_id)
    point = next((one for one in found.points if one.id == step_id), None)
    if point is None:
        raise NotFound
    require(found.may_tick)
    done = web.attempt(form, lambda: commands.tick(actor, repair_id, step_id, form.note.data or "", accepted(photos)))
    if done:
        return _after(repair_id)
    return web.page(
        "repairs/tick.html",
        form=form.with_photo() if point.photo else form,
        photos=photos,
        point=point,
        card=queries.card(actor, repair_id),
    )


@bp.post("/repairs/<int:repair_id>/checklist/<int:step_id>/end")
def untick(repair_id: int, step_id: int) -> Any:
    """Ticked by mistake."""
    commands.untick(web.current_actor(), repair_id, step_id)
    return _after(repair_id)


def _after(repair_id: int) -> Any:
    if web.is_htmx():
        return checklist(repair_id)
    return web.see_other(web.safe_next(url_for(".show", repair_id=repair_id, _anchor=f"repair-{repair_id}-checklist")))
