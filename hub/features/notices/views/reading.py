"""What everybody does: look at the board, read, confirm, look back."""

from __future__ import annotations

from typing import Any

from flask import request, send_file, url_for

from hub.core import web
from hub.core.authz import public
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound
from hub.features.notices import commands, policy, posters, queries
from hub.features.notices.rules.notice import CATEGORIES, Category, Stage
from hub.features.notices.views.blueprint import bp


def asked_category() -> Category | None:
    """The filter in the address; an unknown word means all."""
    word = request.args.get("category", "")
    return Category(word) if word in tuple(Category) else None


@bp.get("/notices")
@public
def index() -> Any:
    """The board. Without signing in, only what is for visitors."""
    actor, category = web.current_actor(), asked_category()
    past = request.args.get("past") == "1" and actor.signed_in
    return web.page_or_fragment(
        "notices/index.html",
        "notices/_lines.html",
        page=queries.page(actor, category, web.asked_id("before"), past=past),
        counts=queries.counts(actor),
        names=CATEGORIES,
        category=category,
        past=past,
        may_publish=policy.may_publish(actor),
    )


@bp.get("/notices/board")
def board() -> Any:
    """The first page of the board alone, asked again after a nudge."""
    actor, category = web.current_actor(), asked_category()
    return web.page("notices/_board.html", page=queries.page(actor, category), category=category, past=False)


@bp.get("/notices/latest")
def latest() -> Any:
    """The block of the home page, asked again after a nudge."""
    return web.page("notices/_latest.html", lines=queries.latest(web.current_actor()))


@bp.get("/notices/<int:notice_id>")
@public
def show(notice_id: int) -> Any:
    """One notice. Opening it is counted; somebody who has not signed in and may not read it is sent to the door."""
    actor = web.current_actor()
    try:
        card = queries.card(actor, notice_id)
    except NotFound:
        if actor.signed_in:
            raise
        return web.see_other(url_for("signin.login", next=request.path))
    if card.stage in (Stage.DRAFT, Stage.SCHEDULED):
        return web.see_other(url_for(".preview", notice_id=notice_id))
    if actor.user_id is not None and card.stage is Stage.PUBLISHED:
        queries.note(actor.user_id, notice_id, card.version)
    return web.page("notices/show.html", card=card, actions=queries.actions(actor, notice_id))


@bp.get("/notices/<int:notice_id>/card")
def card(notice_id: int) -> Any:
    """Its words alone, asked again after a nudge."""
    return web.page("notices/_card.html", card=queries.card(web.current_actor(), notice_id))


@bp.get("/notices/<int:notice_id>/actions")
def actions(notice_id: int) -> Any:
    """This viewer's buttons."""
    return web.page("notices/_actions.html", actions=queries.actions(web.current_actor(), notice_id))


@bp.post("/notices/<int:notice_id>/confirmation")
def confirm(notice_id: int) -> Any:
    """我已阅读."""
    actor, version = web.current_actor(), request.form.get("version", 0, type=int)
    commands.confirm(actor, notice_id, version)
    if web.is_htmx():
        return web.page("notices/_actions.html", actions=queries.actions(actor, notice_id))
    return web.see_other(url_for(".show", notice_id=notice_id), _l("谢谢，已记下您看过了。"))


@bp.get("/notices/<int:notice_id>/versions")
def versions(notice_id: int) -> Any:
    """What was changed when."""
    actor = web.current_actor()
    return web.page(
        "notices/versions.html",
        card=queries.card(actor, notice_id),
        versions=queries.history(actor, notice_id),
    )


@bp.get("/notices/<int:notice_id>/versions/<int:number>")
def version(notice_id: int, number: int) -> Any:
    """One version as it was, and what it changed."""
    actor = web.current_actor()
    found = queries.version(actor, notice_id, number)
    return web.page("notices/version.html", card=queries.card(actor, notice_id), version=found)


@bp.get("/notices/<int:notice_id>/poster.pdf")
def poster(notice_id: int) -> Any:
    """On A4 for the noticeboard downstairs, with a QR code that leads here."""
    path = posters.poster(web.current_actor(), notice_id, request.url_root.rstrip("/"))
    answer = send_file(path, mimetype="application/pdf", download_name=f"notice-{notice_id}.pdf", conditional=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
