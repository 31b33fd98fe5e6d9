"""What those who publish do: write, look at it, publish, say it anew, take it back."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from hub.core import clock, documents, files, web
from hub.core.i18n import _
from hub.core.i18n import lazy as _l
from hub.features.notices import commands, policy, queries
from hub.features.notices.commands import Enclosed
from hub.features.notices.forms import ComposeForm, ReviseForm, WithdrawForm, on_the_wall
from hub.features.notices.rules.notice import Stage
from hub.features.notices.views.blueprint import bp

LARGEST = files.MOST * 20 * 1024 * 1024 + documents.MOST * 10 * 1024 * 1024 + web.SMALL_BODY


class Parcel:
    """Photos and documents of a form: those that stay, those sent now or kept from an earlier answer."""

    def __init__(self, has: queries.Card | None = None) -> None:
        self.posted = request.method == "POST"
        self.has_photos = has.photos if has else ()
        self.has_documents = has.documents if has else ()
        self.photos, self.documents = files.Received(), documents.Received()
        self.stay = {*(p.name for p in self.has_photos), *(d.name for d in self.has_documents)}
        if self.posted:
            actor = web.current_actor()
            self.stay &= set(request.form.getlist("stay"))
            self.photos = files.receive(actor, *files.sent_photos())
            papers = request.files.getlist("documents")
            self.documents = documents.receive(actor, papers, request.form.getlist("kept_document"))

    def enclosed(self) -> Enclosed:
        """For the command; RuleBroken beside the field when one of them cannot be used."""
        files.refuse(self.photos)
        documents.refuse(self.documents)
        return Enclosed(
            (*(p.name for p in self.has_photos if p.name in self.stay), *self.photos.names),
            (*(d.name for d in self.has_documents if d.name in self.stay), *self.documents.names),
        )


@bp.get("/notices/desk")
def desk() -> Any:
    """Drafts, and how far each published one has come."""
    actor = web.current_actor()
    found = queries.desk(actor, web.asked_id("before"))
    return web.page("notices/desk.html", desk=found, may_telephone=policy.may_telephone(actor))


@bp.route("/notices/new", methods=["GET", "POST"])
@web.largest_body(LARGEST)
def new() -> Any:
    """Begin one; the next page shows it as it will be read."""
    actor = web.current_actor()
    queries.may_write(actor)
    form, parcel = ComposeForm(actor), Parcel()
    done = web.attempt(form, lambda: commands.draft(actor, form.data_object(), parcel.enclosed()))
    if done:
        return web.see_other(url_for(".preview", notice_id=done.value), _l("草稿存好了，请看一遍再发布。"))
    return web.page("notices/compose.html", form=form, parcel=parcel, card=None)


@bp.route("/notices/<int:notice_id>/draft", methods=["GET", "POST"])
@web.largest_body(LARGEST)
def edit(notice_id: int) -> Any:
    """Go on writing."""
    actor = web.current_actor()
    what, card = queries.draft(actor, notice_id), queries.card(actor, notice_id)
    if card.stage not in (Stage.DRAFT, Stage.SCHEDULED):
        return web.see_other(url_for(".revise", notice_id=notice_id))
    form = ComposeForm(actor) if request.method == "POST" else ComposeForm.filled(actor, what)
    parcel = Parcel(card)
    done = web.attempt(form, lambda: commands.rewrite(actor, notice_id, form.data_object(), parcel.enclosed()))
    if done:
        return web.see_other(url_for(".preview", notice_id=notice_id), _l("草稿存好了，请看一遍再发布。"))
    return web.page("notices/compose.html", form=form, parcel=parcel, card=card)


@bp.post("/notices/<int:notice_id>/draft/words")
def jot(notice_id: int) -> Any:
    """While somebody types (htmx): title and text are kept on the server, finished or not."""
    actor, form = web.current_actor(), request.form
    commands.jot(actor, notice_id, form.get("title", ""), form.get("body", ""))
    return web.page("notices/_saved.html", at=clock.local(clock.now()).strftime("%H:%M:%S"))


@bp.get("/notices/<int:notice_id>/preview")
def preview(notice_id: int) -> Any:
    """As it will be read, with how many people it reaches."""
    actor = web.current_actor()
    queries.draft(actor, notice_id)
    card = queries.card(actor, notice_id)
    if card.published_at is not None:
        return web.see_other(url_for(".show", notice_id=notice_id))
    return web.page("notices/preview.html", card=card, reach=queries.reach(actor, notice_id), now=clock.now())


@bp.post("/notices/<int:notice_id>/publication")
def publish(notice_id: int) -> Any:
    """Now."""
    commands.publish(web.current_actor(), notice_id)
    return web.see_other(url_for(".show", notice_id=notice_id), _l("已发布，大家会收到消息。"))


@bp.post("/notices/<int:notice_id>/schedule")
def schedule(notice_id: int) -> Any:
    """At its time."""
    commands.schedule(web.current_actor(), notice_id)
    return web.see_other(url_for(".preview", notice_id=notice_id), _l("定好了，到时会自动发布。"))


@bp.post("/notices/<int:notice_id>/schedule/end")
def hold_back(notice_id: int) -> Any:
    """Not by itself."""
    commands.hold_back(web.current_actor(), notice_id)
    return web.see_other(url_for(".preview", notice_id=notice_id), _l("定时取消了，现在是草稿。"))


@bp.post("/notices/<int:notice_id>/draft/end")
def discard(notice_id: int) -> Any:
    """Throw the draft away."""
    commands.discard(web.current_actor(), notice_id)
    return web.see_other(url_for(".desk"), _l("草稿删除了。"))


@bp.route("/notices/<int:notice_id>/revision", methods=["GET", "POST"])
@web.largest_body(LARGEST)
def revise(notice_id: int) -> Any:
    """A new version."""
    actor = web.current_actor()
    what, card = queries.draft(actor, notice_id), queries.card(actor, notice_id)
    until = on_the_wall(what.until_at)
    form, parcel = ReviseForm(title=what.title, body=what.body, until_at=until, base=card.version), Parcel(card)
    done = web.attempt(
        form, lambda: commands.revise(actor, notice_id, form.seen(), form.data_object(), parcel.enclosed())
    )
    if done:
        return web.see_other(url_for(".show", notice_id=notice_id), _("已更新，现在是第 %(n)s 版。", n=done.value))
    return web.page("notices/revise.html", form=form, parcel=parcel, card=card)


@bp.route("/notices/<int:notice_id>/withdrawal", methods=["GET", "POST"])
def withdraw(notice_id: int) -> Any:
    """It no longer holds."""
    actor, form = web.current_actor(), WithdrawForm()
    queries.draft(actor, notice_id)
    done = web.attempt(form, lambda: commands.withdraw(actor, notice_id, form.reason.data or ""))
    if done:
        return web.see_other(url_for(".show", notice_id=notice_id), _l("已撤回。"))
    return web.page("notices/withdraw.html", form=form, card=queries.card(actor, notice_id))


@bp.post("/notices/<int:notice_id>/pin")
def pin(notice_id: int) -> Any:
    """On top."""
    commands.pin(web.current_actor(), notice_id, True)
    return web.see_other(url_for(".show", notice_id=notice_id), _l("已置顶。"))


@bp.post("/notices/<int:notice_id>/pin/end")
def unpin(notice_id: int) -> Any:
    """No longer."""
    commands.pin(web.current_actor(), notice_id, False)
    return web.see_other(url_for(".show", notice_id=notice_id), _l("不再置顶。"))
