"""Which clocks have reached a level nobody has heard of yet. Unchecked: for the job."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.core.db import db
from hub.features.repairs.models import AlertRow, ClockRow, PauseRow, Repair
from hub.features.repairs.queries.clocks import plain
from hub.features.repairs.rules.clocks import Level, Which, level
from hub.features.repairs.rules.stages import OPEN
from hub.people.queries.office_hours import calendar
from hub.people.worktime import Pause


@dataclass(frozen=True)
class Due:
    """A level that has to be raised."""

    repair_id: int
    clock_id: int
    which: Which
    level: Level


def due_alerts(now: datetime) -> list[Due]:
    """One a repair at most: as long as nobody has accepted it, only that clock is spoken of."""
    running = (
        select(ClockRow)
        .join(Repair, Repair.id == ClockRow.repair_id)
        .where(ClockRow.stopped_at.is_(None), Repair.stage.in_(OPEN))
        .order_by(ClockRow.repair_id, ClockRow.which, ClockRow.round)
    )
    counting: dict[int, ClockRow] = {}
    for row in db.session.scalars(running):
        counting.setdefault(row.repair_id, row)  # "accept" sorts before "resolve"
    if not counting:
        return []
    office, said, stops = calendar(), _said(), _stops()
    found = []
    for repair_id, row in counting.items():
        reached = level(plain(row), office, stops[repair_id], now, said[row.id])
        if reached is not None:
            found.append(Due(repair_id, row.id, Which(row.which), reached))
    return found


def _said() -> defaultdict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    query = (
        select(AlertRow.clock_id, AlertRow.level)
        .join(ClockRow, ClockRow.id == AlertRow.clock_id)
        .where(ClockRow.stopped_at.is_(None))
    )
    for clock_id, said in db.session.execute(query):
        found[clock_id].add(said)
    return found


def _stops() -> defaultdict[int, list[Pause]]:
    found: defaultdict[int, list[Pause]] = defaultdict(list)
    query = select(PauseRow).join(Repair, Repair.id == PauseRow.repair_id).where(Repair.stage.in_(OPEN))
    for row in db.session.scalars(query):
        found[row.repair_id].append(Pause(row.since, row.until))
    return found
