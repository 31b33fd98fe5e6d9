"""What is promised when a repair is reported, and what the numbers look like."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.features.repairs.rules.places import Urgency
from hub.features.repairs.rules.stages import OPEN, Stage

ACCEPT_WITHIN = {Urgency.URGENT: timedelta(minutes=15), Urgency.ORDINARY: timedelta(hours=2)}
DONE_WITHIN = {Urgency.URGENT: timedelta(hours=4), Urgency.ORDINARY: timedelta(hours=48)}
CONFIRMED_BY_SILENCE = timedelta(days=7)
SIMILAR_WITHIN = timedelta(days=14)
LOW_SCORE = 2


def promised(urgency: Urgency, reported: datetime) -> tuple[datetime, datetime]:
    """(accepted by, done by) for a report made at `reported`."""
    return reported + ACCEPT_WITHIN[urgency], reported + DONE_WITHIN[urgency]


def overdue(stage: Stage, accept_by: datetime, done_by: datetime, now: datetime) -> bool:
    """True when a promise is broken: nobody has accepted in time, or it is still open after the promised hour."""
    if stage not in OPEN:
        return False
    return now > done_by or (stage is Stage.SUBMITTED and now > accept_by)


def number(repair_id: int) -> str:
    """How people quote a repair: R-0412."""
    return f"R-{repair_id:04d}"
