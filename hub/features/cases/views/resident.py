"""What a neighbour does: tell, follow, judge."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from hub.core import clock, crypto, once, web
from hub.core.i18n import lazy as _l
from hub.core.limits import limiter
from hub.features.cases import commands, policy, queries
from hub.features.cases.forms import AddForm, JudgeForm, ReportForm, WordsForm
from hub.features.cases.views.blueprint import bp
from hub.features.cases.views.kept import FOLLOWED, MINUTES, accepted, forget, keep, kept, photos
from hub.people import codes


def _nameless_key() -> str:
    """Whose turn it is, in a form that nothing stored can be compared with: another one each day, kept in memory."""
    return crypto.index(f"{web.current_actor().user_id}:{clock.today()}", "case-limit")


@bp.get("/cases")
def index() -> Any:
    """Mine, and the doors."""
    actor = web.current_actor()
    return web.page(
        "cases/index.html",
        lines=queries.mine(actor),
        mediations=queries.my_mediations(actor),
        staff=policy.is_staff(actor),
    )


@bp.route("/cases/new", methods=["GET", "POST"])
@web.photos_welcome
@limiter.limit("10/day", key_func=_nameless_key, methods=["POST"])
def new() -> Any:
    """Tell, under one's name or without it; then nothing of the account goes along."""
    actor, form = web.current_actor(), ReportForm()
    if form.is_submitted() and form.unnamed:
        return _unnamed(form)
    sent = photos()
    done = web.attempt(form, lambda: commands.report(actor, form.data_object(), accepted(sent)))
    if done:
        return web.see_other(url_for(".show", case_id=done.value), _l("收到了，进展会在这里更新。"))
    return web.page("cases/new.html", form=form, photos=sent)


def _unnamed(form: ReportForm) -> Any:
    once.nameless()
    actor, sent, code = web.current_actor(), photos(), form.follow_code()
    if form.validate():
        keep(FOLLOWED, code)  # before the deed: a retry over a bad network gets the code as well
    done = web.attempt(form, lambda: commands.report_unnamed(actor, form.data_object(), code, accepted(sent)))
    if done:
        return redirect(url_for(".sent"), 303)
    forget(FOLLOWED)
    return web.page("cases/new.html", form=form, photos=sent)


@bp.get("/cases/sent")
def sent() -> Any:
    """The code, shown to this browser for half an hour."""
    code = kept(FOLLOWED)
    if not code:
        return redirect(url_for(".follow"), 303)
    return web.page("cases/sent.html", code=codes.grouped(code), minutes=MINUTES)


@bp.get("/cases/<int:case_id>")
def show(case_id: int) -> Any:
    """One case: its course, and what this viewer may do."""
    actor = web.current_actor()
    return web.page("cases/show.html", card=queries.card(actor, case_id), actions=queries.actions(actor, case_id))


@bp.get("/cases/<int:case_id>/card")
def card(case_id: int) -> Any:
    """The course alone, asked again after a nudge."""
    return web.page("cases/_card.html", card=queries.card(web.current_actor(), case_id))


@bp.get("/cases/<int:case_id>/actions")
def actions(case_id: int) -> Any:
    """This viewer's buttons, asked again after a nudge."""
    return web.page("cases/_actions.html", actions=queries.actions(web.current_actor(), case_id))


@bp.route("/cases/<int:case_id>/additions", methods=["GET", "POST"])
@web.photos_welcome
def add(case_id: int) -> Any:
    """More words or photos."""
    actor, form, sent = web.current_actor(), AddForm(), photos()
    done = web.attempt(form, lambda: commands.add(actor, case_id, form.words.data or "", accepted(sent)))
    if done:
        return web.see_other(url_for(".show", case_id=case_id))
    return web.page("cases/add.html", form=form, photos=sent, card=queries.card(actor, case_id), by_code=False)


@bp.route("/cases/<int:case_id>/verdict", methods=["GET", "POST"])
def judge(case_id: int) -> Any:
    """Solved or not, and how content."""
    actor, form = web.current_actor(), JudgeForm()
    done = web.attempt(form, lambda: commands.judge(actor, case_id, *form.verdict()))
    if done:
        return web.see_other(url_for(".show", case_id=case_id), _l("谢谢您的评价。"))
    return web.page("cases/judge.html", form=form, card=queries.card(actor, case_id), how="mine")


@bp.post("/cases/<int:case_id>/withdrawal")
def withdraw(case_id: int) -> Any:
    """Take it back."""
    commands.withdraw(web.current_actor(), case_id)
    return web.see_other(url_for(".show", case_id=case_id))


@bp.route("/cases/<int:case_id>/appeal", methods=["GET", "POST"])
def appeal(case_id: int) -> Any:
    """Ask the committee to look at it."""
    actor, form = web.current_actor(), WordsForm()
    done = web.attempt(form, lambda: commands.call_committee(actor, case_id, form.words.data or ""))
    if done:
        return web.see_other(url_for(".show", case_id=case_id), _l("已经请业委会过问。"))
    return web.page("cases/appeal.html", form=form, card=queries.card(actor, case_id), how="mine")
