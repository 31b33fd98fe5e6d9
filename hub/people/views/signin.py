"""Routes of the door: password, short message, a code from the office."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, request, session, url_for

from hub.core import i18n, web
from hub.core.authz import public
from hub.core.i18n import _
from hub.core.limits import limiter
from hub.people.commands import office, signin, sms_codes
from hub.people.forms.signin import CodeForm, LoginForm, PhoneForm, ResetForm
from hub.people.queries.me import has_password
from hub.people.views.door import attach, forget, remember

bp = Blueprint("signin", __name__)
bp.record_once(attach)

BROWSER, ASKED = "sms-browser", "sms-phone"


def agent() -> str:
    """What the browser calls itself."""
    return request.headers.get("User-Agent", "")


def browser() -> str:
    """A random name for this browser: a code opens only where it was asked for (ASVS 6.6.2)."""
    if BROWSER not in session:
        session[BROWSER] = secrets.token_urlsafe(24)
    return str(session[BROWSER])


def _phone_key() -> str:
    return "phone:" + "".join(c for c in request.form.get("phone", "") if c.isdigit())[-11:]


@bp.route("/login", methods=["GET", "POST"])
@public
@limiter.limit("1000/hour", methods=["POST"], key_func=lambda: "everybody")
@limiter.limit("10/minute;60/hour", methods=["POST"], key_func=_phone_key)
@limiter.limit("30/minute;300/hour", methods=["POST"])
def login() -> Any:
    """Mobile number and password."""
    form, actor = LoginForm(), web.current_actor()
    done = web.attempt(
        form, lambda: signin.by_password(actor, form.phone.data or "", form.password.data or "", agent())
    )
    if done:
        return welcome(done.value)
    return web.page("people/login.html", form=form, next=web.safe_next())


def welcome(ticket: signin.Ticket) -> Any:
    """Remember the sign-in and go on. Whose rights wait behind the second step is asked for it at once."""
    onward = web.safe_next()
    remember(ticket)
    if web.load_actor().withheld:
        return web.see_other(url_for("signin.second_factor", next=onward))
    return web.see_other(onward)


@bp.route("/login/code", methods=["GET", "POST"])
@public
@limiter.limit("300/hour", methods=["POST"], key_func=lambda: "everybody-sms")
@limiter.limit("3/minute;10/hour", methods=["POST"], key_func=_phone_key)
@limiter.limit("10/minute;40/hour", methods=["POST"])
def ask_code() -> Any:
    """Where to send six digits; the answer is the same whether the number is known or not."""
    form, actor = PhoneForm(), web.current_actor()
    done = web.attempt(form, lambda: sms_codes.ask(actor, form.phone.data or "", browser()))
    if done:
        session[ASKED] = done.value
        return web.see_other(url_for("signin.type_code", next=web.safe_next()))
    return web.page("people/ask_code.html", form=form, next=web.safe_next())


@bp.route("/login/code/entry", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;60/hour", methods=["POST"])
def type_code() -> Any:
    """The six digits."""
    number = str(session.get(ASKED, ""))
    if not number:
        return web.see_other(url_for("signin.ask_code"))
    form, actor = CodeForm(), web.current_actor()
    done = web.attempt(
        form,
        lambda: sms_codes.by_code(actor, number, form.code.data or "", browser(), agent(), i18n.current()),
    )
    if done:
        onward = welcome(done.value)
        if has_password(web.load_actor()):
            return onward
        return web.see_other(url_for("sessions.password", next=web.safe_next()))
    return web.page("people/type_code.html", form=form, next=web.safe_next())


@bp.route("/login/reset", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;30/hour", methods=["POST"])
def reset() -> Any:
    """A code from the office opens the account again."""
    form, actor = ResetForm(), web.current_actor()
    done = web.attempt(form, lambda: office.use_reset(actor, form.code.data or "", form.password.data or "", agent()))
    if done:
        remember(done.value)
        return web.see_other("/", _("新密码设好了。"))
    return web.page("people/reset.html", form=form)


@bp.post("/logout")
def logout() -> Any:
    """End this sign-in."""
    actor = web.current_actor()
    if actor.user_id is not None:
        signin.end_sessions(actor, actor.user_id, "self", only=actor.session_id)
    forget()
    return web.see_other(url_for("signin.login"))
