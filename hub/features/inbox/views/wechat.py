"""Binding one's WeChat: out to WeChat with a state, back with a code, and then one tap.

Coming back is a GET, and a GET writes nothing: it shows a page with the code in a form. WeChat is asked whose code it
is when that form is sent.
"""

from __future__ import annotations

import secrets
from typing import Any, cast

from flask import Blueprint, request, session, url_for

from hub.core import web
from hub.core.i18n import _
from hub.core.limits import limiter
from hub.core.problems import NotFound
from hub.features.inbox import channels
from hub.features.inbox.channels import Permanent, Temporary
from hub.features.inbox.channels.wechat import WeChat
from hub.features.inbox.commands import addresses
from hub.features.inbox.queries.compose import base
from hub.features.inbox.rules import Channel

bp = Blueprint("wechat", __name__, url_prefix="/me/news/wechat")
STATE = "wechat-state"


@bp.get("")
def begin() -> Any:
    """The link to WeChat (a form may not lead to another site). The state ties what comes back to this browser."""
    wechat = _adapter()
    session[STATE] = secrets.token_urlsafe(16)
    back = base() + url_for("wechat.back")
    inside = "MicroMessenger" in request.headers.get("User-Agent", "")
    return web.page(
        "inbox/wechat.html", address=wechat.authorize_address(back, session[STATE]), inside=inside, code="", state=""
    )


@bp.get("/back")
def back() -> Any:
    """Back from WeChat: one tap is left."""
    _adapter()
    code, state = request.args.get("code", ""), request.args.get("state", "")
    if not code or not _ours(state):
        return web.see_other(url_for("news.index", _anchor="wechat"), _("没有绑成，请在微信里再试一次。"))
    return web.page("inbox/wechat.html", address="", inside=True, code=code[:200], state=state)


@bp.post("/back")
@limiter.limit("20/hour")
def bind() -> Any:
    """Ask WeChat whose code it is, and keep that."""
    wechat, actor = _adapter(), web.current_actor()
    ours = _ours(request.form.get("state", ""))
    session.pop(STATE, None)
    if not ours:
        return web.see_other(url_for("news.index", _anchor="wechat"), _("没有绑成，请在微信里再试一次。"))
    try:
        openid = wechat.openid(request.form.get("code", "")[:200])
    except (Permanent, Temporary):
        return web.see_other(url_for("news.index", _anchor="wechat"), _("没有绑成，请在微信里再试一次。"))
    addresses.bind_wechat(actor, openid)
    return web.see_other(url_for("news.index", _anchor="wechat"), _("微信绑好了。"))


def _ours(state: str) -> bool:
    kept = session.get(STATE, "")
    return bool(kept) and secrets.compare_digest(kept.encode(), state.encode())


def _adapter() -> WeChat:
    if Channel.WECHAT not in channels.available():
        raise NotFound
    return cast(WeChat, channels.adapter(Channel.WECHAT))
