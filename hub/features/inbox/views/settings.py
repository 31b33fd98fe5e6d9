"""消息怎么来: topics and channels, for oneself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from hub.core import web
from hub.core.i18n import _
from hub.core.problems import RuleBroken
from hub.features.inbox.commands import addresses, choosing
from hub.features.inbox.forms import (
    CHANNEL_NAMES,
    CodeForm,
    EmailForm,
    ReachForm,
    TopicsForm,
)
from hub.features.inbox.queries.settings import channel_cards, topic_lines
from hub.features.inbox.rules import Channel

bp = Blueprint("news", __name__, url_prefix="/me/news")
ANY_CHANNEL = "<any(email,sms,wechat,push):name>"


@bp.route("", methods=["GET", "POST"])
def index() -> Any:
    """What comes when; below it the ways out."""
    actor = web.current_actor()
    form = TopicsForm.of(topic_lines(actor))
    if web.attempt(form, lambda: choosing.choose_topics(actor, form.data_object())):
        return web.see_other(url_for("news.index"), _("记下了。"))
    return _page(form)


@bp.post(f"/channels/{ANY_CHANNEL}")
def reach(name: str) -> Any:
    """How much one channel carries."""
    actor, form = web.current_actor(), ReachForm()
    done = web.attempt(form, lambda: choosing.choose_channel(actor, Channel(name), form.data_object()))
    if done:
        return web.see_other(url_for("news.index", _anchor=name), _("记下了。"))
    return _page(None, refused={Channel(name): form})


@bp.post(f"/channels/{ANY_CHANNEL}/test")
def test(name: str) -> Any:
    """发一条试试."""
    try:
        choosing.ask_test(web.current_actor(), Channel(name))
    except RuleBroken as problem:
        return web.see_other(url_for("news.index", _anchor=name), problem.message)
    words = _("%(channel)s：正在发，过一会儿看看收到没有。", channel=CHANNEL_NAMES[Channel(name)])
    return web.see_other(url_for("news.index", _anchor=name), words)


@bp.post("/channels/<any(email,wechat):name>/removal")
def remove(name: str) -> Any:
    """Forget the address or the binding."""
    choosing.remove(web.current_actor(), Channel(name))
    return web.see_other(url_for("news.index", _anchor=name), _("去掉了，以后不会再往那里发。"))


@bp.post("/channels/push/<int:subscription_id>/removal")
def remove_browser(subscription_id: int) -> Any:
    """Forget a browser."""
    choosing.remove(web.current_actor(), Channel.PUSH, subscription_id)
    return web.see_other(url_for("news.index", _anchor="push"), _("去掉了，以后不会再往那里发。"))


@bp.route("/email", methods=["GET", "POST"])
def email() -> Any:
    """The code that came by mail; the link in the letter fills it in."""
    actor, form = web.current_actor(), CodeForm()
    card = next(card for card in channel_cards(actor) if card.channel is Channel.EMAIL)
    if not form.is_submitted() and not card.pending:
        return web.see_other(url_for("news.index", _anchor="email"))
    if web.attempt(form, lambda: addresses.confirm_email(actor, form.code.data or "")):
        return web.see_other(url_for("news.index", _anchor="email"), _("邮箱验证好了，以后的消息也会发到那里。"))
    if not form.is_submitted():
        form.code.data = request.args.get("code", "")[:6]
    return web.page("inbox/email.html", form=form, card=card)


@bp.post("/email/address")
def ask_email() -> Any:
    """Send a code to an address."""
    actor, form = web.current_actor(), EmailForm()
    if web.attempt(form, lambda: addresses.ask_email(actor, form.address.data or "")):
        return web.see_other(url_for("news.email"), _("验证码发到您的邮箱了。"))
    return _page(None, email=form)


def _page(
    form: TopicsForm | None, email: EmailForm | None = None, refused: dict[Channel, ReachForm] | None = None
) -> Any:
    actor = web.current_actor()
    lines, cards = topic_lines(actor), channel_cards(actor)
    reaches = {card.channel: ReachForm.of(card) for card in cards} | (refused or {})
    return web.page(
        "inbox/news.html",
        form=form or TopicsForm.of(lines, fresh=True),
        lines=lines,
        cards=cards,
        reaches=reaches,
        refused=next(iter((refused or {}).values()), None),
        email=email or EmailForm(formdata=None),
        names=CHANNEL_NAMES,
    )
