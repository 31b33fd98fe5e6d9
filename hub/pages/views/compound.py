"""The telephone directory, the committee and the counting base, settings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from hub.core import web
from hub.core.authz import Permission as P
from hub.core.authz import public, require_permission
from hub.core.i18n import _
from hub.pages.forms import SettingsForm
from hub.people.commands import compound as commands
from hub.people.queries import compound as queries

bp = Blueprint("compound", __name__)
KEEP_S = 3600


@bp.get("/phones")
@public
def phones() -> Any:
    """Whom to call. `?kept=1` is the copy a phone keeps for times without network: it says nothing of who asked."""
    shell = web.for_keeping() if "kept" in request.args else {}
    response = web.page("pages/phones.html", phones=queries.phones(), compound=queries.compound(), **shell)
    # where no service worker runs (iPhones in WeChat), the phone's own cache keeps it for a while
    response.headers["Cache-Control"] = f"private, max-age={KEEP_S}, stale-if-error=2592000"
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
