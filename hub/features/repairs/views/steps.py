"""Moving a repair along: one tap, or a page with words and photos."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from hub.core import web
from hub.core.problems import NotFound
from hub.features.repairs import commands, queries
from hub.features.repairs.forms import finish_form
from hub.features.repairs.rules.choices import VERBS
from hub.features.repairs.rules.stages import Stage
from hub.features.repairs.views.blueprint import bp
from hub.features.repairs.views.uploads import accepted, received


@bp.route("/repairs/<int:repair_id>/steps", methods=["GET", "POST"])
@web.photos_welcome
def step(repair_id: int) -> Any:
    """GET ?to=done asks for words and photos; POST takes the step. htmx (one tap) gets the fresh buttons."""
    actor, to, photos = web.current_actor(), _asked(), received()
    form = finish_form(queries.checklist(actor, repair_id) if to is Stage.DONE else None)
    done = web.attempt(
        form, lambda: commands.advance(actor, repair_id, to, form.note.data or "", accepted(photos), form.reasons())
    )
    if done and web.is_htmx():
        return web.page("repairs/_actions.html", actions=queries.actions(actor, repair_id))
    if done:
        return web.see_other(url_for(".show", repair_id=repair_id))
    return web.page(
        "repairs/step.html", form=form, photos=photos, to=to, verb=VERBS[to], card=queries.card(actor, repair_id)
    )


@bp.post("/repairs/<int:repair_id>/assignment")
def take(repair_id: int) -> Any:
    """A technician takes the job, or says yes to an offer."""
    actor = web.current_actor()
    commands.take(actor, repair_id)
    if web.is_htmx():
        return web.page("repairs/_actions.html", actions=queries.actions(actor, repair_id))
    return web.see_other(url_for(".show", repair_id=repair_id))


def _asked() -> Stage:
    to = request.values.get("to", "")
    if to not in tuple(VERBS):
        raise NotFound
    return Stage(to)
