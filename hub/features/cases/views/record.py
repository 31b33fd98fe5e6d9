"""What everybody may read, and how a case becomes an example there."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from hub.core import web
from hub.core.authz import public, require
from hub.core.i18n import lazy as _l
from hub.features.cases import commands, policy, queries
from hub.features.cases.forms import ExampleForm
from hub.features.cases.rules.record import FEW
from hub.features.cases.views.blueprint import bp


@bp.get("/cases/record")
@public
def record() -> Any:
    """Month by month."""
    months = queries.months()
    asked = request.args.get("month", "")
    chosen = next((month for month in months if month.key == asked), months[0] if months else None)
    return web.page("cases/record.html", months=months, month=chosen, few=FEW)


@bp.route("/cases/<int:case_id>/example", methods=["GET", "POST"])
def example(case_id: int) -> Any:
    """Write it so that nobody can be made out; or compare what somebody else has written."""
    actor = web.current_actor()
    require(policy.may_handle(actor, queries.get(actor, case_id)))
    draft = queries.draft(actor, case_id)
    form = ExampleForm(told=draft.told if draft else "", answered=draft.answered if draft else "")
    done = web.attempt(
        form, lambda: commands.write_example(actor, case_id, form.told.data or "", form.answered.data or "")
    )
    if done:
        return web.see_other(url_for(".show", case_id=case_id), _l("写好了，请另一位来核对。"))
    return web.page("cases/example.html", form=form, card=queries.card(actor, case_id), draft=draft)


@bp.post("/cases/<int:case_id>/example/approval")
def approve_example(case_id: int) -> Any:
    """Public from now on."""
    commands.approve_example(web.current_actor(), case_id)
    return web.see_other(url_for(".show", case_id=case_id), _l("已经公开。"))


@bp.post("/cases/<int:case_id>/example/removal")
def drop_example(case_id: int) -> Any:
    """Not good to be told, or no longer."""
    commands.drop_example(web.current_actor(), case_id)
    return web.see_other(url_for(".show", case_id=case_id))
