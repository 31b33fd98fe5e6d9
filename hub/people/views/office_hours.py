"""Routes of the office's calendar."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import require_permission
from hub.core.hours import spoken
from hub.core.i18n import _
from hub.people.commands import office_hours as commands
from hub.people.forms.office_hours import ClosureForm, HoursForm
from hub.people.queries.office_hours import office
from hub.people.worktime import Day

bp = Blueprint("office_hours", __name__, url_prefix="/admin/office-hours")
DAYS = tuple(Day)


@bp.get("")
def index() -> Any:
    """Today's hours, those to come, and days off."""
    require_permission(web.current_actor(), P.SETTINGS_MANAGE)
    return web.page("people/office_hours.html", office=office(), days=DAYS, spoken=spoken)


@bp.route("/change", methods=["GET", "POST"])
def change() -> Any:
    """New hours from a day on."""
    actor = web.current_actor()
    require_permission(actor, P.SETTINGS_MANAGE)
    form = HoursForm(office().now)
    if web.attempt(form, lambda: commands.set_hours(actor, form.data_object())):
        return web.see_other(url_for(".index"), _("已保存。"))
    return web.page("people/office_hours_change.html", form=form)


@bp.route("/closures", methods=["GET", "POST"])
def close() -> Any:
    """Days off."""
    actor, form = web.current_actor(), ClosureForm()
    require_permission(actor, P.SETTINGS_MANAGE)
    done = web.attempt(
        form, lambda: commands.close_office(actor, form.first.data, form.last.data, form.name.data or "")
    )
    if done:
        return web.see_other(url_for(".index"), _("已保存。"))
    return web.page("people/office_closure.html", form=form)


@bp.post("/closures/<int:closure_id>/withdrawal")
def reopen(closure_id: int) -> Any:
    """Open after all."""
    commands.reopen_office(web.current_actor(), closure_id)
    return web.see_other(url_for(".index"), _("已取消，这几天照常办公。"))
