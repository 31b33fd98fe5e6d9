"""Following by code, without signing in. Everything here is done as nobody, even when somebody is signed in."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from hub.core import once, web
from hub.core.authz import GUEST, public
from hub.core.i18n import lazy as _l
from hub.core.limits import limiter
from hub.core.problems import NotFound, RuleBroken
from hub.features.cases import commands, queries
from hub.features.cases.forms import AddForm, CodeForm, JudgeForm, WordsForm
from hub.features.cases.views.blueprint import bp
from hub.features.cases.views.kept import FOLLOWED, accepted, forget, keep, kept, photos


@bp.route("/cases/follow", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;40/hour", methods=["POST"])
def follow() -> Any:
    """Type the code."""
    once.nameless()
    form = CodeForm()
    done = web.attempt(form, lambda: _opened(form.code.data or ""))
    if done:
        keep(FOLLOWED, done.value)
        return redirect(url_for(".followed"), 303)
    return web.page("cases/follow.html", form=form)


def _opened(code: str) -> str:
    try:
        queries.by_code(code)
    except NotFound as error:
        raise RuleBroken(_l("没有这个编码，请照纸条再核对一遍。"), "code") from error
    return code


@bp.get("/cases/follow/case")
@public
def followed() -> Any:
    """Its course, answers and due date."""
    code = kept(FOLLOWED)
    if not code:
        return redirect(url_for(".follow"), 303)
    return web.page("cases/followed.html", card=queries.followed(code), follow=queries.follow(code))


@bp.route("/cases/follow/additions", methods=["GET", "POST"])
@public
@web.photos_welcome
@limiter.limit("20/hour", methods=["POST"])
def follow_add() -> Any:
    """More words or photos."""
    once.nameless()
    code = _kept()
    form, sent = AddForm(), photos()
    done = web.attempt(form, lambda: commands.add(GUEST, code, form.words.data or "", accepted(sent)))
    if done:
        return web.see_other(url_for(".followed"))
    return web.page("cases/add.html", form=form, photos=sent, card=queries.followed(code), by_code=True)


@bp.route("/cases/follow/verdict", methods=["GET", "POST"])
@public
def follow_judge() -> Any:
    """Solved or not, and how content."""
    once.nameless()
    code, form = _kept(), JudgeForm()
    done = web.attempt(form, lambda: commands.judge(GUEST, code, *form.verdict()))
    if done:
        return web.see_other(url_for(".followed"), _l("谢谢您的评价。"))
    return web.page("cases/judge.html", form=form, card=queries.followed(code), how="code")


@bp.post("/cases/follow/withdrawal")
@public
def follow_withdraw() -> Any:
    """Take it back."""
    once.nameless()
    commands.withdraw(GUEST, _kept())
    return web.see_other(url_for(".followed"))


@bp.route("/cases/follow/appeal", methods=["GET", "POST"])
@public
def follow_appeal() -> Any:
    """Ask the committee to look at it."""
    once.nameless()
    code, form = _kept(), WordsForm()
    done = web.attempt(form, lambda: commands.call_committee(GUEST, code, form.words.data or ""))
    if done:
        return web.see_other(url_for(".followed"), _l("已经请业委会过问。"))
    return web.page("cases/appeal.html", form=form, card=queries.followed(code), how="code")


@bp.post("/cases/follow/end")
@public
def follow_end() -> Any:
    """Leave nothing in this browser."""
    forget(FOLLOWED)
    return web.see_other(url_for(".follow"))


def _kept() -> str:
    code = kept(FOLLOWED)
    if not code:
        raise NotFound
    return code
