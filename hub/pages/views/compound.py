"""The telephone directory, the committee and the counting base, settings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import public, require_permission
from hub.core.i18n import _
from hub.pages.forms import SettingsForm
from hub.people.commands import compound as commands
from hub.people.queries import compound as queries

bp = Blueprint("compound", __name__)


@bp.get("/phones")
@public
def phones() -> Any:
    """The same for everyone, so that any cache may keep it for when there is no network."""
    web.look_as_guest()
    response = web.page("pages/phones.html", phones=queries.phones(), compound=queries.compound())
    response.headers["Cache-Control"] = "public, max-age=300, stale-if-error=2592000"
    return response


@bp.get("/governance")
def governance() -> Any:
    """Who decides here, and how it is counted."""
    return web.page(
        "pages/governance.html",
        committee=queries.committee(),
        base=queries.register_base(),
        size=queries.size(),
        compound=queries.compound(),
    )


@bp.route("/admin/settings", methods=["GET", "POST"])
def settings() -> Any:
    """Names, addresses, hours and telephone numbers."""
    actor = web.current_actor()
    require_permission(actor, P.SETTINGS_MANAGE)
    form = SettingsForm.filled(queries.compound(), queries.phones())
    if web.attempt(form, lambda: commands.describe(actor, form.about(), form.numbers())):
        return web.see_other(url_for("compound.settings"), _("已保存。"))
    return web.page("pages/settings.html", form=form)
