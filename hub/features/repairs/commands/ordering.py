"""Work that nobody reported: planned maintenance."""

from __future__ import annotations

from datetime import datetime

from hub.core.authz import SYSTEM, Actor, require
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import policy
from hub.features.repairs.commands.assigning import assign
from hub.features.repairs.commands.moving import move
from hub.features.repairs.commands.progress import advance
from hub.features.repairs.commands.reporting import _create
from hub.features.repairs.models import Repair
from hub.features.repairs.queries.people import technicians
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import Stage


@command
def order(actor: Actor, what: Report, by: datetime, technician_id: int | None = None) -> int:
    """Work that a plan asks for, promised until `by`: accepted at once, and given to the technician or to dispatch."""
    require(actor.kind == "system" or policy.may_handle(actor))
    if what.spot is None:
        raise RuleBroken(_l("计划工单只用于公共部位。"), "spot")
    repair = _create(actor, Repair(source="plan"), what, (), by)
    if technician_id in {worker.user_id for worker in technicians()}:
        record(move(SYSTEM, repair, Stage.ACCEPTED))
        assign(SYSTEM, repair.id, technician_id)
    elif repair.stage == Stage.SUBMITTED:
        advance(SYSTEM, repair.id, Stage.ACCEPTED)
    return repair.id
