"""Routes of sign-in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, session, url_for

from hub.core import web
from hub.core.authz import Actor, public
from hub.core.limits import limiter
from hub.people.commands import signin
from hub.people.forms import LoginForm
from hub.people.queries.actors import actor_of_token
from hub.people.register_views import BLUEPRINTS as REGISTER

bp = Blueprint("signin", __name__)
BLUEPRINTS = (bp, *REGISTER)

TOKEN = "sign-in"  # noqa: S105 - the name of a cookie's entry, not a secret


@web.load_actor_with
def who() -> Actor:
    """The person behind this request's cookie."""
    return actor_of_token(str(session.get(TOKEN, "")))


def _phone_key() -> str:
    return "phone:" + request.form.get("phone", "")[-11:]


@bp.route("/login", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;60/hour", methods=["POST"], key_func=_phone_key)
@limiter.limit("30/minute;300/hour", methods=["POST"])
def login() -> Any:
    """Mobile number and password."""
    form = LoginForm()
    actor = web.current_actor()
    done = web.attempt(
        form,
        lambda: signin.by_password(
            actor, form.phone.data or "", form.password.data or "", request.headers.get("User-Agent", "")
        ),
    )
    if done:
        remember(done.value)
        return web.see_other(web.safe_next())
    return web.page("people/login.html", form=form, next=web.safe_next())


@bp.post("/logout")
def logout() -> Any:
    """End this sign-in."""
    actor = web.current_actor()
    if actor.user_id is not None:
        signin.end_sessions(actor, actor.user_id, "self", only=actor.session_id)
    session.clear()
    return web.see_other(url_for("signin.login"))


def remember(ticket: signin.Ticket) -> None:
    """Put the fresh token into a fresh cookie."""
    session.clear()
    session.permanent = True
    session[TOKEN] = ticket.token
