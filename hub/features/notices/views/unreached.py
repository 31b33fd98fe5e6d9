"""还没通知到: whom the desk telephones."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.features.notices import commands, policy, queries
from hub.features.notices.views.blueprint import bp


@bp.get("/notices/<int:notice_id>/arrived")
def arrived(notice_id: int) -> Any:
    """How many have read it, in accounts and in households."""
    return _arrived("notices/arrived.html", notice_id)


@bp.get("/notices/<int:notice_id>/arrived/now")
def arrived_now(notice_id: int) -> Any:
    """The figures alone, asked again after a nudge."""
    return _arrived("notices/_arrived.html", notice_id)


def _arrived(template: str, notice_id: int) -> Any:
    actor = web.current_actor()
    reach = queries.reach(actor, notice_id)
    card = queries.card(actor, notice_id)
    return web.page(template, card=card, reach=reach, may_telephone=policy.may_telephone(actor))


@bp.get("/notices/<int:notice_id>/unreached")
def unreached(notice_id: int) -> Any:
    """Households that have not heard of it, with whom to ring."""
    return _page("notices/unreached.html", notice_id)


@bp.get("/notices/<int:notice_id>/unreached/list")
def unreached_list(notice_id: int) -> Any:
    """The list alone, asked again after a nudge."""
    return _page("notices/_unreached.html", notice_id)


@bp.get("/notices/<int:notice_id>/unreached/sheet")
def unreached_sheet(notice_id: int) -> Any:
    """All of them on paper, with a box to tick."""
    return _page("notices/sheet.html", notice_id, whole=True)


def _page(template: str, notice_id: int, *, whole: bool = False) -> Any:
    actor, after = web.current_actor(), None if whole else web.asked_id("after")
    found = queries.unreached(actor, notice_id, after, whole=whole)
    return web.page(template, card=queries.card(actor, notice_id), found=found, after=after)


@bp.post("/notices/<int:notice_id>/calls/<int:unit_id>")
def tell(notice_id: int, unit_id: int) -> Any:
    """电话通知过了."""
    commands.tell(web.current_actor(), notice_id, unit_id)
    return _after(notice_id)


@bp.post("/notices/<int:notice_id>/calls/<int:unit_id>/end")
def untell(notice_id: int, unit_id: int) -> Any:
    """The wrong line."""
    commands.untell(web.current_actor(), notice_id, unit_id)
    return _after(notice_id)


def _after(notice_id: int) -> Any:
    if web.is_htmx():
        return unreached_list(notice_id)
    return web.see_other(url_for(".unreached", notice_id=notice_id))
