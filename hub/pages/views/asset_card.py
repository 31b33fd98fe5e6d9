"""What the label on a machine opens: its public card, for whoever stands in front of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from hub.core import web
from hub.core.authz import public
from hub.features.assets.policy import may_look
from hub.features.assets.queries import public_card
from hub.features.repairs.queries import open_about
from hub.features.repairs.queries.labels import label_of
from hub.features.repairs.queries.places import guests_may_report
from hub.people.queries.compound import phones

bp = Blueprint("asset_card", __name__)
URGENT_FIRST = ("lift", "emergency", "office", "guard")


@bp.get("/a/<code>")
@public
def show(code: str) -> Any:
    """Name, place, next inspection, whom to ring, whether somebody has reported it, and one big button."""
    actor, card = web.current_actor(), public_card(code)
    label = label_of(f"asset:{card.line.id}")
    known = sorted(
        (phone for phone in phones() if phone.kind in URGENT_FIRST[0 if card.line.kind == "lift" else 1 :]),
        key=lambda phone: URGENT_FIRST.index(phone.kind),
    )
    return web.page(
        "assets/public.html",
        card=card,
        broken=open_about(f"asset:{card.line.id}"),
        report_url=url_for("repairs.scan", code=label.code) if label else url_for("repairs.new"),
        may_report=actor.signed_in or guests_may_report(),
        signed_in=actor.signed_in,
        phones=known[:2],
        file_url=url_for("assets.show", asset_id=card.line.id) if may_look(actor) else "",
    )
