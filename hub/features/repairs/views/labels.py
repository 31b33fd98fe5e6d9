"""QR labels, and reporting by them without signing in."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Response, url_for

from hub.core import web
from hub.core.authz import public, require
from hub.core.limits import limiter
from hub.features.repairs import commands, policy
from hub.features.repairs.forms import GuestForm, LabelForm
from hub.features.repairs.queries.labels import followed, label, labels
from hub.features.repairs.queries.people import office_phone
from hub.features.repairs.queries.places import guests_may_report
from hub.features.repairs.views.blueprint import bp
from hub.features.repairs.views.uploads import accepted, received


@bp.route("/repairs/labels", methods=["GET", "POST"])
def label_list() -> Any:
    """All labels in use, and a form for one more."""
    actor = web.current_actor()
    require(policy.may_handle(actor))
    form = LabelForm()
    done = web.attempt(form, lambda: commands.make_label(actor, form.title.data, form.public_place()))
    if done:
        return web.see_other(url_for(".label_list"))
    return web.page("repairs/labels.html", form=form, labels=labels(), guests=guests_may_report())


@bp.get("/repairs/labels/sheet")
def label_sheet() -> Any:
    """All labels, to be printed and cut out."""
    require(policy.may_handle(web.current_actor()))
    return web.page("repairs/sheet.html", labels=labels(), phone=office_phone())


@bp.post("/repairs/labels/<int:label_id>/retirement")
def retire_label(label_id: int) -> Any:
    """The label opens nothing any more."""
    commands.retire_label(web.current_actor(), label_id)
    return web.see_other(url_for(".label_list"))


@bp.get("/r/<code>.svg")
@public
def label_picture(code: str) -> Any:
    """The QR code as a drawing."""
    drawing = io.BytesIO()
    address = url_for(".scan", code=label(code).code, _external=True)
    segno.make(address, error="m").save(drawing, kind="svg", scale=6, border=2, xmldecl=False)
    return Response(drawing.getvalue(), mimetype="image/svg+xml")


@bp.route("/r/<code>", methods=["GET", "POST"])
@public
@web.photos_welcome
@limiter.limit("6/hour;20/day", methods=["POST"])
def scan(code: str) -> Any:
    """A scanned label: neighbours get the usual form with the place filled in, guests a short one if allowed."""
    actor, place = web.current_actor(), label(code)
    if actor.signed_in:
        return web.see_other(url_for(".new", **_filled_in(place.report)))
    if not guests_may_report():
        return web.page("repairs/guest_closed.html", label=place, phone=office_phone())
    form, photos = GuestForm(), received()
    done = web.attempt(
        form,
        lambda: commands.report_as_guest(actor, code, form.description.data, form.caller(), accepted(photos)),
    )
    if done:
        return web.see_other(url_for(".follow", token=done.value.token))
    return web.page("repairs/guest.html", label=place, form=form, photos=photos, phone=office_phone())


@bp.get("/r/follow/<token>")
@public
def follow(token: str) -> Any:
    """A guest watches the stage; the secret in the address opens this one repair and nothing personal."""
    return web.page("repairs/follow.html", card=followed(token), token=token)


def _filled_in(report: Any) -> dict[str, Any]:
    door = f"e{report.entrance_id}" if report.entrance_id else f"b{report.building_id}" if report.building_id else ""
    return {
        "place": "public",
        "door": door,
        "floor": report.floor,
        "spot": report.spot,
        "kind": report.kind,
        "place_note": report.place_note or None,
        "subject": report.subject or None,
    }
