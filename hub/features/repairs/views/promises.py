"""Routes of the promises: everybody may read them, the supervisor sets them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import require_permission
from hub.core.i18n import _
from hub.features.repairs.commands import promising as commands
from hub.features.repairs.forms.promises import PromiseForm
from hub.features.repairs.queries import clocks as queries
from hub.features.repairs.rules.clocks import spoken
from hub.features.repairs.rules.places import KINDS, URGENCIES
from hub.features.repairs.views.blueprint import bp
from hub.people.queries.office_hours import office


@bp.get("/repairs/promises")
def promises() -> Any:
    """How soon what is accepted and resolved, and which hours count."""
    actor = web.current_actor()
    return web.page(
        "repairs/promises/index.html",
        promises=queries.promises(),
        office=office(),
        kinds=KINDS,
        urgencies=URGENCIES,
        spoken=spoken,
        may_set=actor.can(P.REPAIRS_SUPERVISE),
    )


@bp.route("/repairs/promises/change", methods=["GET", "POST"])
def promise() -> Any:
    """A promise for one kind or for all."""
    actor, form = web.current_actor(), PromiseForm()
    require_permission(actor, P.REPAIRS_SUPERVISE)
    if web.attempt(form, lambda: commands.promise(actor, *form.which(), form.data_object())):
        return web.see_other(url_for(".promises"), _("已保存，从现在起的新报修按这个算。"))
    return web.page("repairs/promises/change.html", form=form)


@bp.post("/repairs/promises/<int:promise_id>/end")
def drop_promise(promise_id: int) -> Any:
    """The usual promise holds again."""
    commands.drop_promise(web.current_actor(), promise_id)
    return web.see_other(url_for(".promises"), _("已取消。"))
