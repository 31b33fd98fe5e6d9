"""What a neighbour does: report, join, add, rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for

from hub.core import web
from hub.core.authz import require
from hub.core.i18n import lazy as _l
from hub.features.repairs import commands, policy, queries
from hub.features.repairs.forms import CallerReportForm, RatingForm, ReportForm, StepForm
from hub.features.repairs.views.blueprint import bp
from hub.features.repairs.views.uploads import accepted, received

ASKED_AFRESH = ("csrf_token", "_once", "kept", "anyway")


@bp.route("/repairs/new", methods=["GET", "POST"])
@web.photos_welcome
def new() -> Any:
    """Report; open reports that may be the same thing are shown first."""
    actor = web.current_actor()
    form = ReportForm(actor) if request.method == "POST" else ReportForm(actor, request.args)
    photos, alike = received(), _alike(form)
    if alike:
        return _same_thing(alike, photos.names)
    done = web.attempt(form, lambda: commands.report(actor, form.data_object(), accepted(photos)))
    if done:
        return web.see_other(url_for(".show", repair_id=done.value), _l("收到了，进展会在这里更新。"))
    return web.page("repairs/new.html", form=form, photos=photos, for_caller=False)


@bp.route("/repairs/new/caller", methods=["GET", "POST"])
@web.photos_welcome
def new_for_caller() -> Any:
    """The desk reports for somebody who rang."""
    actor = web.current_actor()
    require(policy.may_handle(actor))
    form = CallerReportForm(actor)
    photos, alike = received(), _alike(form)
    if alike:
        return _same_thing(alike, photos.names)
    done = web.attempt(
        form, lambda: commands.report_for_caller(actor, form.data_object(), form.caller(), accepted(photos))
    )
    if done:
        return web.see_other(url_for(".show", repair_id=done.value))
    return web.page("repairs/new.html", form=form, photos=photos, for_caller=True)


def _alike(form: ReportForm) -> list[queries.Line]:
    """Open reports that may be the same thing, unless the neighbour has said that they are not."""
    if not form.validate_on_submit() or form.anyway.data:
        return []
    return queries.similar(web.current_actor(), form.data_object())


def _same_thing(alike: list[queries.Line], photos: Sequence[str]) -> Any:
    """409, because nothing has been reported yet: join one of these, or send the same again with `anyway`."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in ASKED_AFRESH]
    kept = [*fields, *(("kept", name) for name in photos), ("anyway", "1")]
    return web.page("repairs/similar.html", alike=alike, kept=kept, again=request.path), 409


@bp.get("/repairs/similar")
def similar() -> Any:
    """While the form is being filled in (htmx): what has been reported nearby. Nothing is said about what is wrong."""
    actor = web.current_actor()
    form = ReportForm(actor, request.args, meta={"csrf": False})
    known = form.so_far()
    return web.page("repairs/_similar.html", alike=queries.similar(actor, known) if known else [])


@bp.post("/repairs/<int:repair_id>/affected")
def join(repair_id: int) -> Any:
    """我家也受影响."""
    commands.join(web.current_actor(), repair_id)
    return _after(repair_id)


@bp.post("/repairs/<int:repair_id>/affected/end")
def leave(repair_id: int) -> Any:
    """No longer affected."""
    commands.leave(web.current_actor(), repair_id)
    return _after(repair_id)


@bp.route("/repairs/<int:repair_id>/additions", methods=["GET", "POST"])
@web.photos_welcome
def add(repair_id: int) -> Any:
    """补充照片或说明."""
    actor, form, photos = web.current_actor(), StepForm(), received()
    done = web.attempt(form, lambda: commands.add(actor, repair_id, form.note.data or "", accepted(photos)))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id))
    return web.page("repairs/add.html", form=form, photos=photos, card=queries.card(actor, repair_id))


@bp.route("/repairs/<int:repair_id>/rating", methods=["GET", "POST"])
def rate(repair_id: int) -> Any:
    """Confirm and rate."""
    actor, form = web.current_actor(), RatingForm()
    done = web.attempt(form, lambda: commands.rate(actor, repair_id, form.score.data, form.comment.data or ""))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id), _l("谢谢您的评价。"))
    return web.page("repairs/rate.html", form=form, card=queries.card(actor, repair_id))


def _after(repair_id: int) -> Any:
    """htmx gets the fresh buttons (the card comes by itself), everybody else the page."""
    if web.is_htmx():
        return web.page("repairs/_actions.html", actions=queries.actions(web.current_actor(), repair_id))
    return web.see_other(url_for(".show", repair_id=repair_id))
