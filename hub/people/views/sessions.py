"""Routes of one's own sign-ins, password and number."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, session, url_for

from hub.core import web
from hub.core.i18n import _
from hub.core.limits import limiter
from hub.people.commands import sessions as commands
from hub.people.forms.signin import ChangePasswordForm, ChangePhoneForm, CodeForm, NewPasswordForm
from hub.people.queries import accounts as queries
from hub.people.queries.me import has_password
from hub.people.views.door import forget
from hub.people.views.signin import browser

bp = Blueprint("sessions", __name__)
NEW_PHONE = "new-phone"


@bp.get("/me/sessions")
def index() -> Any:
    """Where one is signed in."""
    return web.page("people/sessions.html", devices=queries.devices(web.current_actor()))


@bp.post("/me/sessions/<int:session_id>/end")
def end(session_id: int) -> Any:
    """Sign one device out."""
    actor = web.current_actor()
    commands.end_one(actor, session_id)
    if session_id == actor.session_id:
        forget()
        return web.see_other(url_for("signin.login"))
    return web.see_other(url_for("sessions.index"), _("那台设备已经退出。"))


@bp.post("/me/sessions/end")
def end_everywhere() -> Any:
    """退出所有设备, this one too."""
    commands.end_everywhere(web.current_actor())
    forget()
    return web.see_other(url_for("signin.login"), _("所有设备都退出了。"))


@bp.route("/me/password", methods=["GET", "POST"])
@limiter.limit("10/minute", methods=["POST"])
def password() -> Any:
    """Change it, or set a first one after signing in by SMS."""
    actor = web.current_actor()
    known = has_password(actor)
    form = ChangePasswordForm() if known else NewPasswordForm()
    new = form.password

    def deed() -> None:
        if isinstance(form, ChangePasswordForm):
            commands.change_password(actor, form.old.data or "", new.data or "")
        else:
            commands.first_password(actor, new.data or "")

    if web.attempt(form, deed):
        return web.see_other(web.safe_next("/me"), _("密码改好了，其他设备都退出了。"))
    return web.page("people/password.html", form=form, known=known, next=web.safe_next("/me"))


@bp.route("/me/phone", methods=["GET", "POST"])
@limiter.limit("5/minute;20/hour", methods=["POST"])
def phone() -> Any:
    """A new number: the password again, then a code to the new number."""
    actor, form = web.current_actor(), ChangePhoneForm()
    done = web.attempt(
        form,
        lambda: commands.ask_phone_change(actor, form.password.data or "", form.phone.data or "", browser()),
    )
    if done:
        session[NEW_PHONE] = done.value
        return web.see_other(url_for("sessions.phone_code"))
    return web.page("people/phone.html", form=form)


@bp.route("/me/phone/code", methods=["GET", "POST"])
@limiter.limit("10/minute", methods=["POST"])
def phone_code() -> Any:
    """The code that proves the new number."""
    number = str(session.get(NEW_PHONE, ""))
    if not number:
        return web.see_other(url_for("sessions.phone"))
    actor, form = web.current_actor(), CodeForm()
    if web.attempt(form, lambda: commands.change_phone(actor, number, form.code.data or "", browser())):
        session.pop(NEW_PHONE, None)
        return web.see_other(url_for("me.show"), _("手机号换好了。"))
    return web.page("people/phone_code.html", form=form)
