"""Nobody has to watch the clocks: one word before, one after, then the supervisor, then the manager. Never a flood."""

from __future__ import annotations

from collections import defaultdict

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.features.repairs import queries
from hub.features.repairs.commands.assigning import put_in_charge
from hub.features.repairs.commands.moving import about
from hub.features.repairs.events import AlertsSent, ClockAlerted
from hub.features.repairs.models import AlertRow, Repair
from hub.features.repairs.queries.alerts import Due, due_alerts
from hub.features.repairs.queries.dispatch import office, supervisor
from hub.features.repairs.rules.clocks import Level
from hub.people.roles import Role


@command
def raise_alerts(actor: Actor) -> int:
    """All levels reached since the last time; each person gets one message a level. Answers how many were raised."""
    require(actor.kind == "system")
    told: defaultdict[tuple[Level, int], list[int]] = defaultdict(list)
    raised = due_alerts(clock.now())
    for due in raised:
        repair = queries.row(actor, due.repair_id)
        db.session.add(AlertRow(clock_id=due.clock_id, level=due.level, at=clock.now()))
        repair.version += 1
        if due.level is Level.SUPERVISOR and (chief := supervisor()) is not None and repair.desk_id != chief:
            put_in_charge(actor, repair.id, chief)
        record(ClockAlerted(**about(repair), clock_id=due.clock_id, which=due.which, level=due.level))
        for user_id in _ears(repair, due):
            told[due.level, user_id].append(repair.id)
    for (level, user_id), repair_ids in told.items():
        record(AlertsSent(level=level, user_id=user_id, repair_ids=tuple(repair_ids)))
    return len(raised)


def _ears(repair: Repair, due: Due) -> set[int]:
    """Whoever can still do something about it."""
    if due.level is Level.MANAGER:
        return set(office(Role.MANAGER) or office(Role.ADMIN))
    if due.level is Level.SUPERVISOR:
        return {repair.desk_id} if repair.desk_id else set()
    working = {repair.assignee_id} if repair.assignee_id else set()
    if due.level is Level.BEFORE and working:
        return working
    return working | ({repair.desk_id} if repair.desk_id else set())
