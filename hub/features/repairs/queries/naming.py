"""What repairs are called where other features speak of them, and which of them are about a thing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.core.i18n import lazy as _l
from hub.core.links import Name, names
from hub.features.repairs.models import Repair
from hub.features.repairs.queries.cards import Line, lines
from hub.features.repairs.queries.sight import visible_to
from hub.features.repairs.rules.stages import FIXED, OPEN

PLAN = "plan"


@names("repair")
def name(actor: Actor, ids: Sequence[int]) -> dict[int, Name]:
    """By the first words of the report."""
    planned = set(db.session.scalars(select(Repair.id).where(Repair.id.in_(ids), Repair.source == PLAN)))
    found = lines(select(Repair).where(Repair.id.in_(ids), visible_to(actor)))
    return {
        line.id: Name(
            what=_l("计划工单") if line.id in planned else _l("报修"),
            title=f"{line.headline} {line.number}",
            url=f"/repairs/{line.id}",
            glyph="wrench-adjustable",
            at=line.reported_at,
            state=line.stage_name,
            tone="jade" if line.stage in FIXED else "sky" if line.open else "",
        )
        for line in found
    }


def open_about(subject: str) -> Line | None:
    """What somebody has reported about this thing and is not done yet, the oldest; planned work is no fault."""
    query = select(Repair).where(
        Repair.subject == subject, Repair.stage.in_(OPEN), Repair.source != PLAN, Repair.spot.is_not(None)
    )
    return next(iter(lines(query.order_by(Repair.id).limit(1))), None)
