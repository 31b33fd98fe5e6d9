"""One asset: its file, adding one, correcting it."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from hub.core import files, web
from hub.core.i18n import lazy as _l
from hub.core.links import thread
from hub.features.assets import commands, policy
from hub.features.assets.forms import AssetForm
from hub.features.assets.forms.asset import begun
from hub.features.assets.queries.cards import card
from hub.features.assets.queries.history import history
from hub.features.assets.queries.lists import free_code
from hub.features.assets.queries.planned import plans
from hub.features.assets.rules.kinds import GLYPHS, KINDS, Kind
from hub.features.assets.views.blueprint import bp, only_insiders, only_managers


@bp.get("/assets/<int:asset_id>")
def show(asset_id: int) -> Any:
    """The file with its history."""
    actor = web.current_actor()
    only_insiders(actor)
    strands = [one for one in thread(actor, f"asset:{asset_id}") if not one.thing.startswith("repair:")]
    return web.page(
        "assets/show.html",
        card=card(actor, asset_id),
        history=history(actor, asset_id),
        plans=plans(actor, asset_id),
        thread=strands,  # repairs stand in the history
        may_manage=policy.may_manage(actor),
    )


@bp.route("/assets/new", methods=["GET", "POST"])
@web.photos_welcome
def new() -> Any:
    """Choose a kind (or copy another card), then fill in."""
    actor = web.current_actor()
    only_managers(actor)
    like = web.asked_id("like")
    model = card(actor, like).about if like else None
    asked = request.args.get("kind", "")
    if model is None and asked not in tuple(Kind) and request.method == "GET":
        return web.page("assets/choose.html", kinds=KINDS, glyphs=GLYPHS)
    kind = model.kind if model else Kind(asked) if asked in tuple(Kind) else Kind.OTHER
    form = AssetForm(begun(kind, free_code(kind, model.code if model else ""), model))
    photos = received()
    done = web.attempt(form, lambda: commands.add(actor, form.data_object(), accepted(photos)))
    if done:
        return web.see_other(url_for(".show", asset_id=done.value), _l("已登记。"))
    return web.page("assets/form.html", form=form, photos=photos, card=None, copied=model)


@bp.route("/assets/<int:asset_id>/edit", methods=["GET", "POST"])
@web.photos_welcome
def edit(asset_id: int) -> Any:
    """Correct the card."""
    actor = web.current_actor()
    only_managers(actor)
    found = card(actor, asset_id)
    form, photos = AssetForm(found.about), received()
    done = web.attempt(form, lambda: commands.change(actor, asset_id, form.data_object(), accepted(photos)))
    if done:
        return web.see_other(url_for(".show", asset_id=asset_id), _l("已保存。"))
    return web.page("assets/form.html", form=form, photos=photos, card=found, copied=None)


def received() -> files.Received:
    """The photos of this request, those sent now and those kept from an earlier answer."""
    if request.method != "POST":
        return files.Received()
    return files.receive(web.current_actor(), *files.sent_photos())


def accepted(photos: files.Received) -> tuple[str, ...]:
    """Their names for the command; RuleBroken on field "photos" when one of them cannot be used."""
    files.refuse(photos)
    return photos.names
