"""What only the office does: give the job to somebody, answer a verdict, ring back."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import require
from hub.features.repairs import commands, policy, queries
from hub.features.repairs.forms import AnswerForm, AssignForm, PhoneForm
from hub.features.repairs.views.blueprint import bp


@bp.route("/repairs/<int:repair_id>/assignee", methods=["GET", "POST"])
def assign(repair_id: int) -> Any:
    """派给师傅."""
    actor = web.current_actor()
    require(policy.may_handle(actor))
    form = AssignForm()
    done = web.attempt(form, lambda: commands.assign(actor, repair_id, form.user_id.data, form.reason.data or ""))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id))
    return web.page("repairs/assign.html", form=form, card=queries.card(actor, repair_id))


@bp.route("/repairs/<int:repair_id>/rating/answer", methods=["GET", "POST"])
def answer(repair_id: int) -> Any:
    """The office answers the requester's verdict."""
    actor = web.current_actor()
    require(policy.may_handle(actor))
    form = AnswerForm()
    done = web.attempt(form, lambda: commands.answer(actor, repair_id, form.answer.data))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id))
    return web.page(
        "repairs/answer.html",
        form=form,
        card=queries.card(actor, repair_id),
        actions=queries.actions(actor, repair_id),
    )


@bp.route("/repairs/<int:repair_id>/phone", methods=["GET", "POST"])
def phone(repair_id: int) -> Any:
    """The requester's number, for a reason that is written down."""
    actor, form = web.current_actor(), PhoneForm()
    card, actions = queries.card(actor, repair_id), queries.actions(actor, repair_id)
    require(actions.requester is not None)
    done = web.attempt(form, lambda: commands.reveal_phone(actor, repair_id, form.reason.data))
    return web.page("repairs/phone.html", form=form, card=card, actions=actions, number=done.value if done else "")
