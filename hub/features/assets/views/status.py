"""Stopping, starting, giving up; writing down an inspection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import Actor
from hub.core.i18n import lazy as _l
from hub.features.assets import commands
from hub.features.assets.forms import InspectionForm, ReasonForm
from hub.features.assets.queries.cards import card
from hub.features.assets.views.blueprint import bp, only_managers
from hub.features.assets.views.cards import accepted, received

WORDS = {
    "stop": (_l("停止使用"), _l("停用后，扫码的邻居会看到原因。修好了再恢复。")),
    "resume": (_l("恢复使用"), _l("写一句做了什么，会留在档案里。")),
    "retire": (_l("报废"), _l("报废后标签就扫不开了，也不再保养和检验；档案会留下。")),
}
DEEDS: dict[str, Callable[[Actor, int, str], None]] = {
    "stop": commands.stop,
    "resume": commands.resume,
    "retire": commands.retire,
}


@bp.route("/assets/<int:asset_id>/<any(stop, resume, retire):deed>", methods=["GET", "POST"])
def status(asset_id: int, deed: str) -> Any:
    """One page for each, because each asks for words."""
    actor, form = web.current_actor(), ReasonForm()
    only_managers(actor)
    found = card(actor, asset_id)
    word, explained = WORDS[deed]
    if web.attempt(form, lambda: DEEDS[deed](actor, asset_id, form.reason.data or "")):
        return web.see_other(url_for(".show", asset_id=asset_id), _l("已保存。"))
    return web.page("assets/status.html", form=form, card=found, deed=deed, word=word, explained=explained)


@bp.route("/assets/<int:asset_id>/inspections/new", methods=["GET", "POST"])
@web.photos_welcome
def inspect(asset_id: int) -> Any:
    """登记检验结果."""
    actor = web.current_actor()
    only_managers(actor)
    found, form, photos = card(actor, asset_id), InspectionForm(), received()
    done = web.attempt(form, lambda: commands.inspect(actor, asset_id, form.data_object(), accepted(photos)))
    if done:
        return web.see_other(url_for(".show", asset_id=asset_id), _l("已登记。"))
    return web.page("assets/inspect.html", form=form, photos=photos, card=found)
