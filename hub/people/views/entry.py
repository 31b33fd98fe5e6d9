"""Routes of coming in: by letter, or asked in by an owner."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from hub.core import i18n, web
from hub.core.authz import public
from hub.core.i18n import _
from hub.core.limits import limiter
from hub.core.problems import RuleBroken
from hub.people.commands import entering
from hub.people.forms.entry import ClaimForm, EnterForm, JoinForm, LetterCodeForm
from hub.people.queries import households
from hub.people.views.door import remember
from hub.people.views.signin import agent

bp = Blueprint("entry", __name__)


@bp.route("/enter", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;60/hour", methods=["POST"])
def enter() -> Any:
    """Type the code of the letter."""
    form = LetterCodeForm()
    done = web.attempt(form, lambda: households.open_letter(form.code.data or ""))
    if done:
        return web.see_other(url_for("entry.letter", code=form.code.data))
    return web.page("people/enter.html", form=form)


@bp.route("/enter/<code>", methods=["GET", "POST"])
@public
@limiter.limit("20/minute;120/hour")
def letter(code: str) -> Any:
    """The letter's home; who of its owners are you?"""
    try:
        found = households.open_letter(code)
    except RuleBroken as problem:
        form = LetterCodeForm()
        form.code.data = code
        form.code.errors = (problem.message,)
        return web.page("people/enter.html", form=form), 422
    actor = web.current_actor()
    if actor.signed_in:
        claim = ClaimForm()
        claim.person.choices = EnterForm().offer(found).person.choices
        if web.attempt(claim, lambda: entering.claim(actor, code, int(claim.person.data or 0))):
            return web.see_other(url_for("me.show"), _("这套房加到您的账号里了。"))
        return web.page("people/claim.html", form=claim, letter=found)
    form = EnterForm().offer(found)
    done = web.attempt(
        form,
        lambda: entering.by_letter(actor, code, int(form.person.data or 0), form.newcomer(agent(), i18n.current())),
    )
    if done:
        remember(done.value)
        return web.see_other("/", _("欢迎！账号开通了，下次用手机号和密码登录。"))
    return web.page("people/letter.html", form=form, letter=found)


@bp.route("/join/<token>", methods=["GET", "POST"])
@public
@limiter.limit("20/minute;120/hour")
def join(token: str) -> Any:
    """An owner's invitation."""
    welcome, actor = households.open_invitation(token), web.current_actor()
    form = JoinForm().known(welcome.person_id is not None)
    if actor.signed_in:
        return web.page("people/join_signed_in.html", welcome=welcome, token=token)
    done = web.attempt(
        form,
        lambda: entering.accept(actor, token, form.newcomer(agent(), i18n.current(), form.name_given())),
    )
    if done:
        remember(done.value)
        return web.see_other("/", _("欢迎！账号开通了，下次用手机号和密码登录。"))
    return web.page("people/join.html", form=form, welcome=welcome, token=token)


@bp.post("/join/<token>/acceptance")
def accept(token: str) -> Any:
    """Somebody with an account accepts."""
    entering.accept_signed_in(web.current_actor(), token)
    return web.see_other(url_for("me.show"), _("您现在是这一户的成员了。"))
