"""我的数据和隐私: what is kept about me, and the office's side of it."""

from __future__ import annotations

import io
import json
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file, url_for

from hub.core import clock, web
from hub.core.authz import Actor
from hub.core.i18n import _
from hub.core.limits import limiter
from hub.pages import my_data
from hub.pages.privacy_forms import SUBJECTS, AnswerForm, CorrectionForm, ErasureForm, RevealForm
from hub.people.commands import privacy as commands
from hub.people.queries import privacy as queries

bp = Blueprint("privacy", __name__)


def _by_user() -> str:
    return f"user:{web.current_actor().user_id}"


@bp.get("/me/privacy")
def show() -> Any:
    """What is kept and why, who looked, what one can ask for."""
    actor = web.current_actor()
    return web.page("privacy/show.html", looks=my_data.looks(actor), requests=queries.mine(actor), subjects=SUBJECTS)


@bp.post("/me/privacy/export")
@limiter.limit("10/hour", key_func=_by_user)
def export() -> Any:
    """A file of all of it, at once: to read, or for another program."""
    actor = web.current_actor()
    commands.export(actor)
    if request.form.get("format") == "json":
        text = json.dumps(my_data.collect(actor), ensure_ascii=False, indent=2)
        return _download(text, "application/json", _("我的数据.json"))
    return _download(_readable(actor), "text/html", _("我的数据.html"))


def _readable(actor: Actor) -> str:
    data = my_data.collect(actor)
    return render_template("privacy/file.html", sections=my_data.readable(data), name=actor.name, made_at=clock.now())


def _download(text: str, kind: str, name: str) -> Response:
    response = send_file(io.BytesIO(text.encode()), kind, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/me/privacy/correction", methods=["GET", "POST"])
def correction() -> Any:
    """Something about me is wrong."""
    actor, form = web.current_actor(), CorrectionForm()
    if web.attempt(form, lambda: commands.ask_correction(actor, form.subject.data or "", form.words.data or "")):
        return web.see_other(url_for("privacy.show"), _("已经交给物业，答复会出现在消息里。"))
    return web.page("privacy/correction.html", form=form)


@bp.route("/me/privacy/erasure", methods=["GET", "POST"])
def erasure() -> Any:
    """Forget me."""
    actor, form = web.current_actor(), ErasureForm()
    if web.attempt(form, lambda: commands.ask_erasure(actor, form.words.data or "")):
        return web.see_other(url_for("privacy.show"), _("已经收到。办理之前您随时可以撤回。"))
    return web.page("privacy/erasure.html", form=form, actor=actor)


@bp.post("/me/privacy/requests/<int:request_id>/withdrawal")
def withdraw(request_id: int) -> Any:
    """I no longer ask."""
    commands.withdraw(web.current_actor(), request_id)
    return web.see_other(url_for("privacy.show"), _("已撤回。"))


# --- the office -------------------------------------------------------------------------------------------------------


@bp.route("/admin/people/<int:person_id>/phone", methods=["GET", "POST"])
@limiter.limit("20/minute;100/day", methods=["POST"], key_func=_by_user)
def phone(person_id: int) -> Any:
    """A telephone number in full: shown once, for a reason that is written down."""
    actor, form = web.current_actor(), RevealForm()
    person = queries.person(actor, person_id)
    done = web.attempt(form, lambda: commands.reveal_phone(actor, person_id, form.reason.data or ""))
    return web.page("privacy/phone.html", person=person, form=form, numbers=done.value if done else ())


@bp.get("/admin/privacy")
def requests() -> Any:
    """What waits for an answer, and what was answered."""
    found = queries.requests(web.current_actor(), web.asked_id("before"))
    return web.page("privacy/requests.html", page=found, subjects=SUBJECTS)


@bp.route("/admin/privacy/<int:request_id>", methods=["GET", "POST"])
def answer(request_id: int) -> Any:
    """One request and the answer to it."""
    actor = web.current_actor()
    dossier, form = queries.dossier(actor, request_id), AnswerForm()
    if web.attempt(form, lambda: commands.answer(actor, request_id, form.data_object())):
        return web.see_other(url_for("privacy.requests"), _("已答复。"))
    return web.page("privacy/answer.html", dossier=dossier, form=form, subjects=SUBJECTS, actor=actor)
