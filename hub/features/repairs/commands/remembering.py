"""Keeping ready what became of each repair, for the page with all figures."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs.models import HistoryRow
from hub.features.repairs.queries.history import versions, work_out


def remember(repair_ids: Collection[int]) -> int:
    """Work these out and replace their copies; answers how many. What changes meanwhile is simply stale once more."""
    current, moment = versions(repair_ids), clock.now()
    rows = []
    for one in work_out(list(current)):
        values = one._asdict()
        number = values.pop("id")
        rows.append({**values, "repair_id": number, "version": current[number], "worked_out_at": moment})
    _store(SYSTEM, rows)
    return len(rows)


@command
def _store(_actor: Actor, rows: list[dict[str, Any]]) -> None:
    db.session.execute(delete(HistoryRow).where(HistoryRow.repair_id.in_([row["repair_id"] for row in rows])))
    if rows:
        db.session.execute(insert(HistoryRow), rows)
