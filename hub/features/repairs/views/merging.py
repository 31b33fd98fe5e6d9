"""Reports of the same thing: merge them, take them apart, and the requester's "not fixed at my place"."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import require
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound
from hub.features.repairs import commands, policy, queries
from hub.features.repairs.forms import MergeForm, ObjectionForm, SplitForm
from hub.features.repairs.views.blueprint import bp
from hub.features.repairs.views.uploads import accepted, received


@bp.get("/repairs/<int:repair_id>/together")
def together(repair_id: int) -> Any:
    """What was reported about the same thing, asked again after a nudge."""
    return web.page("repairs/_merged.html", together=queries.together(web.current_actor(), repair_id))


@bp.route("/repairs/<int:repair_id>/merger", methods=["GET", "POST"])
def merge(repair_id: int) -> Any:
    """与别的报修重复: choose one nearby, or type a number."""
    actor = web.current_actor()
    require(policy.may_handle(actor))
    form = MergeForm(queries.candidates(actor, repair_id))
    done = web.attempt(form, lambda: commands.merge(actor, repair_id, form.into_id(), form.note.data or ""))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id), _l("并好了，大家一起收到进展。"))
    return web.page("repairs/merge.html", form=form, card=queries.card(actor, repair_id))


@bp.route("/repairs/<int:repair_id>/split", methods=["GET", "POST"])
def split(repair_id: int) -> Any:
    """不是同一件事: says what will happen first."""
    actor = web.current_actor()
    require(policy.may_handle(actor))
    form, parting = SplitForm(), queries.parting(actor, repair_id)
    if parting is None:
        raise NotFound
    done = web.attempt(form, lambda: commands.split(actor, repair_id, form.reason.data))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id), _l("拆开了，这一单单独处理。"))
    return web.page("repairs/split.html", form=form, parting=parting, card=queries.card(actor, repair_id))


@bp.route("/repairs/<int:repair_id>/objection", methods=["GET", "POST"])
@web.photos_welcome
def object_to_done(repair_id: int) -> Any:
    """我这里还没好."""
    actor, form, photos = web.current_actor(), ObjectionForm(), received()
    require(queries.together(actor, repair_id).may_object, _l("请报修的邻居来说。"))
    done = web.attempt(form, lambda: commands.object_to_done(actor, repair_id, form.note.data, accepted(photos)))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id), _l("收到了，您这一单重新处理。"))
    return web.page("repairs/object.html", form=form, photos=photos, card=queries.card(actor, repair_id))
