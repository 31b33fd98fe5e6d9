"""我的: who I am here, my units, how I want to see the hub."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request, url_for

from hub.core import web
from hub.core.authz import Actor, public
from hub.core.i18n import COOKIE, LOCALES, _
from hub.pages.forms import NicknameForm
from hub.people.commands import compound as commands
from hub.people.queries import me as queries

bp = Blueprint("me", __name__)
YEAR = 365 * 24 * 3600


@bp.get("/me")
def show() -> Any:
    """Profile, units, looks, and the ways on."""
    actor = web.current_actor()
    form = NicknameForm(nickname=actor.name)
    return web.page("pages/me.html", me=queries.me(actor), form=form, has=current_app.view_functions.__contains__)


@bp.post("/me/nickname")
def nickname() -> Any:
    """Change the nickname."""
    actor, form = web.current_actor(), NicknameForm()
    if web.attempt(form, lambda: commands.rename(actor, form.nickname.data or "")):
        return web.see_other(url_for("me.show"), _("昵称改好了。"))
    return web.page("pages/me.html", me=queries.me(actor), form=form, has=current_app.view_functions.__contains__)


@bp.post("/looks")
@public
def looks() -> Any:
    """Elder view, size, theme, language: with the account, and in cookies for before sign-in."""
    actor = web.current_actor()
    chosen = _chosen(actor)
    if actor.signed_in:
        commands.choose_looks(actor, chosen)
    response = web.see_other(web.safe_next("/me" if actor.signed_in else "/"))
    for name, value in (
        ("view", "elder" if chosen.elder else ""),
        ("size", str(chosen.text_size or "")),
        ("theme", chosen.theme),
        (COOKIE, chosen.locale),
    ):
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return response


def _chosen(actor: Actor) -> commands.Looks:
    """What the form names; everything else stays as it is."""
    now, sent = web.viewer(), request.form
    size = sent.get("size", str(now.text_size))
    locale = sent.get("lang", actor.locale if actor.signed_in else request.cookies.get(COOKIE, "zh_CN"))
    return commands.Looks(
        elder=sent["view"] == "elder" if "view" in sent else now.elder,
        text_size=int(size) if size in map(str, commands.TEXT_SIZES) else 0,
        theme=sent.get("theme", now.theme),
        locale=locale if locale in LOCALES else "zh_CN",
    )
