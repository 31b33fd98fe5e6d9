"""Routes of the second step: showing it, switching it on and off, recovery codes."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.i18n import _
from hub.core.limits import limiter
from hub.people import otp
from hub.people.commands import second_factor as commands
from hub.people.forms.signin import CodeForm, PasswordForm, RemoveForm
from hub.people.pictures import qr
from hub.people.queries import second_factor as queries
from hub.people.views.door import remember
from hub.people.views.signin import bp


@bp.route("/login/second", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
def second_factor() -> Any:
    """Prove it for this sign-in; whoever has none yet sets it up first."""
    actor, form = web.current_actor(), CodeForm()
    if not queries.state(actor).on:
        return web.see_other(url_for("signin.second_factor_settings", next=web.safe_next()))
    done = web.attempt(form, lambda: commands.show(actor, form.code.data or ""))
    if done:
        remember(done.value)
        return web.see_other(web.safe_next())
    return web.page("people/second.html", form=form, next=web.safe_next())


@bp.get("/me/second-factor")
def second_factor_settings() -> Any:
    """On or off, and what can be done."""
    actor = web.current_actor()
    return web.page("people/second_settings.html", state=queries.state(actor), next=web.safe_next("/me"))


def _self() -> str:
    return f"self:{web.current_actor().user_id}"


# a borrowed phone must not become a place to guess its owner's password
confirmed = limiter.shared_limit("10/minute;40/hour", scope="confirm", key_func=_self, methods=["POST"])


@bp.route("/me/second-factor/key", methods=["GET", "POST"])
@confirmed
def second_factor_key() -> Any:
    """The password once more makes a key."""
    actor, form = web.current_actor(), PasswordForm()
    if web.attempt(form, lambda: commands.begin(actor, form.password.data or "")):
        return web.see_other(url_for("signin.second_factor_confirm", next=web.safe_next("/me")))
    return web.page("people/second_begin.html", form=form, next=web.safe_next("/me"))


@bp.route("/me/second-factor/confirmation", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
def second_factor_confirm() -> Any:
    """Scan the key, type the first code; then the recovery codes are shown, once."""
    actor, form = web.current_actor(), CodeForm()
    state = queries.state(actor)
    if state.secret is None:
        return web.see_other(url_for("signin.second_factor_settings"))
    done = web.attempt(form, lambda: commands.confirm(actor, form.code.data or ""))
    if done:
        ticket, codes = done.value
        remember(ticket)
        return _codes(codes, web.safe_next("/me"))
    address = otp.address(state.secret, state.account, state.issuer)
    return web.page(
        "people/second_confirm.html",
        form=form,
        qr=qr(address),
        key=otp.spelled(state.secret),
        next=web.safe_next("/me"),
    )


@bp.route("/me/second-factor/codes", methods=["GET", "POST"])
@confirmed
def second_factor_codes() -> Any:
    """Ten new recovery codes."""
    actor, form = web.current_actor(), PasswordForm()
    done = web.attempt(form, lambda: commands.regenerate(actor, form.password.data or ""))
    if done:
        return _codes(done.value, "/me")
    return web.page("people/second_codes_ask.html", form=form)


@bp.route("/me/second-factor/removal", methods=["GET", "POST"])
@confirmed
@limiter.limit("20/minute", methods=["POST"])
def second_factor_remove() -> Any:
    """Off: password and a code."""
    actor, form = web.current_actor(), RemoveForm()
    if web.attempt(form, lambda: commands.remove(actor, form.password.data or "", form.code.data or "")):
        return web.see_other(url_for("signin.second_factor_settings"), _("两步验证关闭了。"))
    return web.page("people/second_remove.html", form=form)


def _codes(codes: tuple[str, ...], onward: str) -> Any:
    response = web.page("people/second_codes.html", codes=codes, next=onward)
    response.headers["Cache-Control"] = "no-store"
    return response
