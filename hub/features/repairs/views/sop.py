"""作业步骤: how each kind of work is done, its versions, and the next one being written."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P
from hub.core.i18n import lazy as _l
from hub.features.repairs import commands, policy, queries
from hub.features.repairs.forms import DraftForm, PublishForm, SopForm
from hub.features.repairs.rules.sop import written
from hub.features.repairs.views.blueprint import bp


def _may_write(actor: Actor) -> None:
    """Forbidden, or the way to the second factor where only that is missing."""
    if not policy.may_write_sops(actor):
        require_permission(actor, P.SETTINGS_MANAGE if P.SETTINGS_MANAGE in actor.withheld else P.REPAIRS_SUPERVISE)


@bp.route("/repairs/sop", methods=["GET", "POST"])
def sops() -> Any:
    """All checklists by kind; whoever may write begins another one here."""
    actor = web.current_actor()
    found, form = queries.sops(actor), SopForm()
    done = web.attempt(form, lambda: commands.open_sop(actor, form.chosen(), form.urgency.data))
    if done:
        return web.see_other(url_for(".sop_draft", sop_id=done.value))
    return web.page(
        "repairs/sop/index.html",
        sops=found,
        form=form,
        may_write=policy.may_write_sops(actor),
        may_handle=policy.may_handle(actor),
        may_work=actor.can(P.REPAIRS_WORK),
    )


@bp.get("/repairs/sop/<int:sop_id>")
def sop(sop_id: int) -> Any:
    """What is in force, and all versions."""
    actor = web.current_actor()
    return web.page("repairs/sop/show.html", sop=queries.sop(actor, sop_id), may_write=policy.may_write_sops(actor))


@bp.get("/repairs/sop/<int:sop_id>/versions/<int:number>")
def sop_version(sop_id: int, number: int) -> Any:
    """One version for good, beside the one before it or any other (?beside=1)."""
    found = queries.version(web.current_actor(), sop_id, number, web.asked_id("beside"))
    return web.page("repairs/sop/version.html", found=found)


@bp.route("/repairs/sop/<int:sop_id>/draft", methods=["GET", "POST"])
def sop_draft(sop_id: int) -> Any:
    """Write; nothing changes for the work until it is published."""
    actor = web.current_actor()
    _may_write(actor)
    found = queries.sop(actor, sop_id)
    form = DraftForm(draft=found.draft or written(found.items))
    done = web.attempt(form, lambda: commands.draft(actor, sop_id, form.draft.data))
    if done:
        return web.see_other(url_for(".sop_publication", sop_id=sop_id))
    return web.page("repairs/sop/draft.html", form=form, sop=found)


@bp.route("/repairs/sop/<int:sop_id>/publication", methods=["GET", "POST"])
def sop_publication(sop_id: int) -> Any:
    """Read it once more, say what changed, publish."""
    actor, form = web.current_actor(), PublishForm()
    _may_write(actor)
    done = web.attempt(form, lambda: commands.publish(actor, sop_id, form.change.data))
    if done:
        return web.see_other(
            url_for(".sop", sop_id=sop_id), _l("发布了第 %(n)s 版，从下一张开工的工单用起。", n=done.value)
        )
    found, changes = queries.drafted(actor, sop_id)
    return web.page("repairs/sop/publish.html", form=form, sop=found, changes=changes)


@bp.post("/repairs/sop/<int:sop_id>/retirement")
def retire_sop(sop_id: int) -> Any:
    """New orders get none."""
    commands.retire(web.current_actor(), sop_id)
    return web.see_other(url_for(".sop", sop_id=sop_id), _l("停用了，已经开工的工单照旧。"))


@bp.post("/repairs/sop/<int:sop_id>/retirement/end")
def use_sop_again(sop_id: int) -> Any:
    """New orders get it again."""
    commands.retire(web.current_actor(), sop_id, again=True)
    return web.see_other(url_for(".sop", sop_id=sop_id), _l("恢复使用了。"))
