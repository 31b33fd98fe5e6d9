"""What reached whom: the office's side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import require_permission
from hub.core.i18n import _
from hub.features.inbox.commands import overseeing
from hub.features.inbox.forms import CHANNEL_NAMES, BudgetForm
from hub.features.inbox.queries import overview
from hub.features.inbox.rules import Channel

bp = Blueprint("deliveries", __name__, url_prefix="/admin/deliveries")


@bp.get("")
def index() -> Any:
    """Channels with their counts, and the messages, filtered by the address."""
    return _page()


@bp.post("/<int:delivery_id>/retry")
def retry(delivery_id: int) -> Any:
    """Once more."""
    overseeing.retry(web.current_actor(), delivery_id)
    return web.see_other(url_for("deliveries.index"), _("重新排上了，马上再发一次。"))


@bp.post("/budget")
def budget() -> Any:
    """How many short messages news may cost a day."""
    actor, form = web.current_actor(), BudgetForm()
    require_permission(actor, P.SETTINGS_MANAGE)
    done = web.attempt(form, lambda: overseeing.set_budget(actor, form.a_day.data or 0, form.a_person.data or 0))
    if done:
        return web.see_other(url_for("deliveries.index"), _("已保存。"))
    return _page(form)


def _page(form: BudgetForm | None = None) -> Any:
    actor = web.current_actor()
    channel, state = request.args.get("channel", ""), request.args.get("state", "")
    asked = {
        "channel": channel if channel in tuple(Channel) else None,
        "state": state if state in overview.STATES else None,
    }
    found = overview.page(actor, asked["channel"] or "", asked["state"] or "", web.asked_id("before"))
    spent = overview.budget(actor)
    may_set = actor.can(P.SETTINGS_MANAGE)
    return web.page(
        "inbox/deliveries.html",
        channels=overview.overview(actor),
        page=found,
        asked=asked,
        names=CHANNEL_NAMES,
        states=overview.STATES,
        budget=spent,
        form=(form or BudgetForm(formdata=None, a_day=spent.a_day, a_person=spent.a_person)) if may_set else None,
    )
