"""Quotes: sent by whoever works on it, answered by the household, or noted for it by the office."""

from __future__ import annotations

from typing import Any

from flask import url_for

from hub.core import web
from hub.core.authz import require
from hub.core.i18n import lazy as _l
from hub.features.repairs import commands, queries
from hub.features.repairs.forms import ConfirmForm, DeclineForm, QuoteForm, ToldForm
from hub.features.repairs.queries.costs import needed, quote
from hub.features.repairs.views.blueprint import bp


@bp.route("/repairs/<int:repair_id>/quotes", methods=["GET", "POST"])
def send_quote(repair_id: int) -> Any:
    """Look at it once more, add a word, send it."""
    actor, form = web.current_actor(), QuoteForm()
    done = web.attempt(form, lambda: commands.send_quote(actor, repair_id, form.last_day.data, form.note.data or ""))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id), _l("报价发出去了，住户答复后会通知您。"))
    shown = needed(actor, repair_id)
    require(shown.may_send)
    return web.page("repairs/costs/send.html", form=form, costs=shown, card=queries.card(actor, repair_id))


@bp.post("/repairs/<int:repair_id>/quotes/<int:quote_id>/withdrawal")
def withdraw_quote(repair_id: int, quote_id: int) -> Any:
    """Take it back, to write it anew."""
    commands.withdraw_quote(web.current_actor(), repair_id, quote_id)
    return web.see_other(url_for(".costs", repair_id=repair_id), _l("报价撤回了，可以改好再发。"))


@bp.route("/repairs/<int:repair_id>/quotes/<int:quote_id>/approval", methods=["GET", "POST"])
def approve_quote(repair_id: int, quote_id: int) -> Any:
    """The sum in large figures, and the yes to it."""
    actor, form = web.current_actor(), ConfirmForm()
    done = web.attempt(form, lambda: commands.approve_quote(actor, repair_id, quote_id))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id), _l("您同意了报价，师傅会接着修。"))
    return _answering("repairs/costs/approve.html", form, repair_id, quote_id)


@bp.route("/repairs/<int:repair_id>/quotes/<int:quote_id>/refusal", methods=["GET", "POST"])
def decline_quote(repair_id: int, quote_id: int) -> Any:
    """Not agreed, and why."""
    actor, form = web.current_actor(), DeclineForm()
    done = web.attempt(form, lambda: commands.decline_quote(actor, repair_id, quote_id, form.words.data or ""))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id), _l("已告诉师傅和物业，不会收费。"))
    return _answering("repairs/costs/decline.html", form, repair_id, quote_id)


@bp.route("/repairs/<int:repair_id>/quotes/<int:quote_id>/told", methods=["GET", "POST"])
def note_answer(repair_id: int, quote_id: int) -> Any:
    """The office notes what the household said."""
    actor, form = web.current_actor(), ToldForm()
    done = web.attempt(
        form,
        lambda: commands.note_answer(actor, repair_id, quote_id, form.said_yes(), form.told(), form.words.data or ""),
    )
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id), _l("记下了，住户会收到通知。"))
    shown = needed(actor, repair_id)
    require(shown.may_note)
    card = quote(shown, quote_id)
    return web.page("repairs/costs/told.html", form=form, costs=shown, quote=card, card=queries.card(actor, repair_id))


def _answering(template: str, form: Any, repair_id: int, quote_id: int) -> Any:
    """Somebody who comes too late for this quote is led to how things stand now."""
    actor = web.current_actor()
    shown = needed(actor, repair_id)
    card = quote(shown, quote_id)
    if not form.errors and not form.form_errors and not (shown.may_answer and shown.waiting == card):
        return web.see_other(url_for(".show", repair_id=repair_id))
    return web.page(template, form=form, costs=shown, quote=card, card=queries.card(actor, repair_id))
