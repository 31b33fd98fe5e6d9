"""Starting, pausing and stopping the clocks: part of each change of stage. Not for callers outside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from hub.core.db import db
from hub.features.repairs.models import ClockRow, PauseRow, Repair
from hub.features.repairs.queries.clocks import promise_for
from hub.features.repairs.rules.clocks import ENDS_RESOLVE, PAUSING, Which
from hub.features.repairs.rules.stages import Stage


def begin(repair: Repair, now: datetime, by: datetime | None = None) -> None:
    """A new report: both clocks run from the moment it was made. Planned work is promised until `by`, day and night."""
    promise = promise_for(repair.kind, repair.urgency)
    _start(repair, Which.ACCEPT, promise.accept, promise.always, now)
    if by is None:
        _start(repair, Which.RESOLVE, promise.resolve, promise.always, now)
    else:
        _start(repair, Which.RESOLVE, max(1, int((by - now).total_seconds() // 60)), True, now)


def follow(repair: Repair, was: Stage, to: Stage, now: datetime) -> None:
    """What a change of stage means for the clocks."""
    if was is Stage.SUBMITTED and to is not Stage.DUPLICATE:
        _stop(repair, Which.ACCEPT, to, now)
    if was in PAUSING and to is not was:
        _resume(repair, now)
    if to in PAUSING:
        db.session.add(PauseRow(repair_id=repair.id, why=PAUSING[to], since=now))
    elif to in ENDS_RESOLVE:
        _stop(repair, Which.RESOLVE, to, now)
    elif to is Stage.REOPENED:
        for which in Which:  # what was merged while its clocks ran begins anew with one of its own
            _stop(repair, which, was, now)
        promise = promise_for(repair.kind, repair.urgency)
        _start(repair, Which.RESOLVE, promise.resolve, promise.always, now)


def _start(repair: Repair, which: Which, minutes: int, always: bool, now: datetime) -> None:
    db.session.add(
        ClockRow(
            repair_id=repair.id,
            which=which,
            round=repair.round,
            started_at=now,
            promise_minutes=minutes,
            always=always,
        )
    )


def _stop(repair: Repair, which: Which, to: Stage, now: datetime) -> None:
    row = db.session.scalar(
        select(ClockRow).where(ClockRow.repair_id == repair.id, ClockRow.which == which, ClockRow.stopped_at.is_(None))
    )
    if row is not None:
        row.stopped_at, row.outcome = now, to


def _resume(repair: Repair, now: datetime) -> None:
    db.session.execute(
        update(PauseRow)
        .where(PauseRow.repair_id == repair.id, PauseRow.until.is_(None))
        .values(until=now)
        .execution_options(synchronize_session=False)
    )
