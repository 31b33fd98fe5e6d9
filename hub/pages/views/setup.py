"""The five screens from an empty instance to a community. Each can be left and resumed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from hub.core import web
from hub.core.authz import SYSTEM, public, require_permission
from hub.core.authz import Permission as P
from hub.core.i18n import _
from hub.core.limits import limiter
from hub.core.problems import NotFound
from hub.pages.forms import SettingsForm
from hub.pages.setup_forms import BuildingsForm, FirstAdminForm
from hub.people.commands import compound as describing
from hub.people.commands import setup as commands
from hub.people.commands.signin import open_session
from hub.people.queries import compound as compounds
from hub.people.queries import setup as queries
from hub.people.queries.places import building_names
from hub.people.views import remember

bp = Blueprint("setup", __name__)


@bp.get("/setup")
def index() -> Any:
    """Where things stand, and the next thing to do."""
    _open_for_admin()
    return web.page("setup/index.html", progress=queries.progress())


@bp.route("/setup/begin", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;40/hour", methods=["POST"])
def begin() -> Any:
    """Screen one: the code from the server's screen, and the admin's own account."""
    if not queries.needs_set_up():
        raise NotFound
    form = FirstAdminForm()
    done = web.attempt(form, lambda: commands.begin(web.current_actor(), form.first_admin()))
    if done:
        remember(open_session(SYSTEM, done.value, request.headers.get("User-Agent", ""), "setup"))
        return web.see_other(url_for("signin.second_factor", next=url_for("setup.index")))
    return web.page("setup/begin.html", form=form)


@bp.route("/setup/compound", methods=["GET", "POST"])
def compound() -> Any:
    """Screen two: names, office, telephone numbers."""
    actor = _open_for_admin()
    form = SettingsForm.filled(compounds.compound(), compounds.phones())
    if web.attempt(form, lambda: describing.describe(actor, form.about(), form.numbers())):
        return web.see_other(url_for("setup.index"), _("小区和物业资料已保存。"))
    return web.page("pages/settings.html", form=form, setting_up=True)


@bp.route("/setup/buildings", methods=["GET", "POST"])
def buildings() -> Any:
    """Screen three: the buildings, counted on a walk; the register's import adds what is missing."""
    actor = _open_for_admin()
    form = BuildingsForm()
    done = web.attempt(form, lambda: commands.note_buildings(actor, form.lines()))
    if done:
        return web.see_other(url_for("setup.index"), _("记下了 %(n)s 栋楼。", n=done.value))
    return web.page("setup/buildings.html", form=form, names=building_names())


@bp.post("/setup/end")
def finish() -> Any:
    """Open the community; these screens are closed for good."""
    commands.finish(web.current_actor())
    return web.see_other("/", _("小区正式启用了。"))


def _open_for_admin() -> Any:
    actor = web.current_actor()
    require_permission(actor, P.SETTINGS_MANAGE)
    if queries.progress().finished:
        raise NotFound
    return actor
