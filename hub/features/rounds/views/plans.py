"""The office plans: rounds, points, labels."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Response, url_for

from hub.core import web
from hub.core.authz import Actor, require
from hub.core.i18n import _
from hub.features.rounds import commands, policy, queries
from hub.features.rounds.forms import PointForm, RoundForm
from hub.features.rounds.views.blueprint import bp


def _office() -> Actor:
    actor = web.current_actor()
    require(policy.may_manage(actor))
    return actor


@bp.get("/rounds/plans")
def plans() -> Any:
    """All rounds."""
    _office()
    return web.page("rounds/plans.html", rounds=queries.round_cards())


@bp.route("/rounds/new", methods=["GET", "POST"])
def new() -> Any:
    """One more."""
    actor, form = _office(), RoundForm(None)
    done = web.attempt(form, lambda: commands.set_round(actor, None, form.data_object()))
    if done:
        return web.see_other(url_for(".show", round_id=done.value), _("路线建好了，接着加巡查点"))
    return web.page("rounds/edit.html", form=form, walk=None)


@bp.get("/rounds/<int:round_id>")
def show(round_id: int) -> Any:
    """A round with its points."""
    _office()
    return web.page("rounds/show.html", walk=queries.round_card(round_id), points=queries.point_cards(round_id))


@bp.route("/rounds/<int:round_id>/edit", methods=["GET", "POST"])
def edit(round_id: int) -> Any:
    """Another plan."""
    actor, walk = _office(), queries.round_card(round_id)
    form = RoundForm(walk)
    if web.attempt(form, lambda: commands.set_round(actor, round_id, form.data_object())):
        return web.see_other(url_for(".show", round_id=round_id), _("保存好了"))
    return web.page("rounds/edit.html", form=form, walk=walk)


@bp.post("/rounds/<int:round_id>/pause")
def pause(round_id: int) -> Any:
    """No more outings for now."""
    commands.pause(web.current_actor(), round_id)
    return web.see_other(url_for(".show", round_id=round_id), _("已暂停"))


@bp.post("/rounds/<int:round_id>/resumption")
def resume(round_id: int) -> Any:
    """On again."""
    commands.resume(web.current_actor(), round_id)
    return web.see_other(url_for(".show", round_id=round_id), _("已恢复"))


@bp.route("/rounds/<int:round_id>/points/new", methods=["GET", "POST"])
def new_point(round_id: int) -> Any:
    """One more point."""
    actor, walk, form = _office(), queries.round_card(round_id), PointForm(None)
    if web.attempt(form, lambda: commands.set_point(actor, round_id, None, form.data_object())):
        return web.see_other(url_for(".show", round_id=round_id), _("加好了，记得打印二维码"))
    return web.page("rounds/point.html", form=form, walk=walk, point=None)


@bp.route("/rounds/points/<int:point_id>", methods=["GET", "POST"])
def edit_point(point_id: int) -> Any:
    """Change a point."""
    actor, point = _office(), queries.point_card(point_id)
    form = PointForm(point)
    if web.attempt(form, lambda: commands.set_point(actor, point.round_id, point_id, form.data_object())):
        return web.see_other(url_for(".show", round_id=point.round_id), _("保存好了"))
    return web.page("rounds/point.html", form=form, walk=queries.round_card(point.round_id), point=point)


@bp.post("/rounds/points/<int:point_id>/retirement")
def retire_point(point_id: int) -> Any:
    """Not walked to any more."""
    round_id = commands.retire_point(web.current_actor(), point_id)
    return web.see_other(url_for(".show", round_id=round_id), _("已取消这个点"))


@bp.post("/rounds/points/<int:point_id>/label")
def replace_label(point_id: int) -> Any:
    """A new code; the old one opens nothing any more."""
    round_id = commands.replace_label(web.current_actor(), point_id)
    return web.see_other(url_for(".show", round_id=round_id), _("换好了，请打印新的贴上"))


@bp.get("/rounds/<int:round_id>/sheet")
def sheet(round_id: int) -> Any:
    """All labels of a round, to be printed and cut out."""
    _office()
    return web.page("rounds/sheet.html", walk=queries.round_card(round_id), points=queries.point_cards(round_id))


@bp.get("/rounds/p/<code>.svg")
def picture(code: str) -> Any:
    """The QR code as a drawing; for the office alone, since a code is only to be had at its place."""
    _office()
    drawing = io.BytesIO()
    address = url_for(".scan", code=queries.label(code).code, _external=True)
    segno.make(address, error="m").save(drawing, kind="svg", scale=6, border=2, xmldecl=False)
    return Response(drawing.getvalue(), mimetype="image/svg+xml")
