"""Who is on shift, who can do what, how dispatch works; and the record that everybody may read."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import require_permission
from hub.core.i18n import lazy as _l
from hub.features.repairs import commands, queries
from hub.features.repairs.forms import AwayForm, PlanForm, SettingsForm
from hub.features.repairs.views.blueprint import bp


@bp.get("/repairs/duty")
def duty() -> Any:
    """All technicians, those on shift first."""
    actor = web.current_actor()
    require_permission(actor, P.REPAIRS_HANDLE)
    return web.page(
        "repairs/duty/duty.html",
        duty=queries.duty(actor),
        may_set=actor.can(P.REPAIRS_SUPERVISE),
        may_work=actor.can(P.REPAIRS_WORK),
    )


@bp.route("/repairs/duty/<int:user_id>", methods=["GET", "POST"])
def plan(user_id: int) -> Any:
    """One technician's skills, buildings and week."""
    actor = web.current_actor()
    require_permission(actor, P.REPAIRS_HANDLE)
    person = queries.roster(actor, user_id)
    form = PlanForm(person.member)
    done = web.attempt(form, lambda: commands.plan(actor, user_id, form.data_object()))
    if done:
        return web.see_other(url_for(".duty"), _l("已保存。"))
    return web.page("repairs/duty/plan.html", form=form, person=person)


@bp.route("/repairs/duty/<int:user_id>/away", methods=["GET", "POST"])
def absence(user_id: int) -> Any:
    """The office writes down that somebody is away."""
    actor, form = web.current_actor(), AwayForm()
    require_permission(actor, P.REPAIRS_HANDLE)
    person = queries.roster(actor, user_id)
    done = web.attempt(form, lambda: commands.go_away(actor, user_id, form.moment(), form.reason.data or ""))
    if done:
        return web.see_other(url_for(".duty"))
    return web.page("repairs/duty/away.html", form=form, person=person, own=False, back_to=url_for(".duty"))


@bp.post("/repairs/duty/<int:user_id>/back")
def absence_over(user_id: int) -> Any:
    """The office writes down that somebody is back."""
    commands.come_back(web.current_actor(), user_id)
    return web.see_other(url_for(".duty"))


@bp.route("/repairs/duty/settings", methods=["GET", "POST"])
def duty_settings() -> Any:
    """How dispatch works; the manager's."""
    actor = web.current_actor()
    require_permission(actor, P.REPAIRS_SUPERVISE)
    form = SettingsForm(queries.duty(actor).settings)
    done = web.attempt(form, lambda: commands.set_dispatch(actor, form.data_object()))
    if done:
        return web.see_other(url_for(".duty"), _l("已保存。"))
    return web.page("repairs/duty/settings.html", form=form)
