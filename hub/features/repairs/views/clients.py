"""Keys for programs outside, on the office's page."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.i18n import _
from hub.features.repairs import commands
from hub.features.repairs.forms.clients import SCOPES, ClientForm
from hub.features.repairs.queries import clients as queries
from hub.features.repairs.views.blueprint import bp


@bp.route("/admin/open311", methods=["GET", "POST"])
def clients() -> Any:
    """All keys; a new one is shown once, on the answer to the form."""
    actor = web.current_actor()
    listed, form = queries.clients(actor), ClientForm()
    done = web.attempt(form, lambda: commands.make_client(actor, form.data_object()))
    if done:
        response = web.page("repairs/open311/key.html", key=done.value, name=form.name.data)
    else:
        response = web.page("repairs/open311/clients.html", clients=listed, form=form, scopes=SCOPES)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/admin/open311/<int:client_id>/revocation")
def revoke_client(client_id: int) -> Any:
    """The key opens nothing any more."""
    commands.revoke_client(web.current_actor(), client_id)
    return web.see_other(url_for(".clients"), _("这把钥匙作废了。"))
