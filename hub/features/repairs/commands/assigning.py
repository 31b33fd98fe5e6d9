"""Who gets the job. At any moment at most one person has it, and the office answers for it when nobody does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import SYSTEM, Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands.moving import about, end_assignment, move, open_assignment
from hub.features.repairs.events import ChargeMoved, OfferAnswered, RepairAssigned
from hub.features.repairs.models import Assignment, Repair
from hub.features.repairs.rules.stages import UNASSIGNED, Stage, check_step

_TAKEN = _l("这一单刚刚被别的师傅接走了。")


@command
def take(actor: Actor, repair_id: int) -> int:
    """A technician takes a job nobody has, or says yes to an offer; answers the assignment's id.

    Of two who take it at once exactly one gets it: the row is locked, and the database holds one open assignment only.
    """
    require_permission(actor, P.REPAIRS_WORK)
    repair = queries.row(SYSTEM, repair_id)  # so that whoever comes second hears why, not "no such repair"
    assert actor.user_id is not None
    held = open_assignment(repair_id)
    if held is not None and held.user_id != actor.user_id:
        raise RuleBroken(_TAKEN)
    if held is not None:
        return say_yes(repair, held)
    if Stage(repair.stage) not in UNASSIGNED:
        raise RuleBroken(_l("这一单已经不用接了。"))
    return _give(actor, repair, actor.user_id, given_by=actor.user_id, reason="", offer_until=None)


@command
def assign(actor: Actor, repair_id: int, user_id: int, reason: str = "", offer_until: datetime | None = None) -> int:
    """The office (or dispatch) gives it to `user_id`, taking it from whoever has it; answers the assignment's id.

    With `offer_until` it is an offer that waits for an answer.
    """
    repair = queries.row(actor, repair_id)
    require(policy.may_handle(actor) or actor.kind == "system")
    check_step(Stage(repair.stage), Stage.ASSIGNED, policy.parties(actor, repair))
    if user_id not in {worker.user_id for worker in queries.technicians()}:
        raise RuleBroken(_l("请选一位维修师傅。"), "user_id")
    if repair.assignee_id == user_id:
        raise RuleBroken(_l("这一单已经在这位师傅手里。"), "user_id")
    return _give(actor, repair, user_id, given_by=actor.user_id, reason=reason, offer_until=offer_until)


@command
def put_in_charge(actor: Actor, repair_id: int, user_id: int) -> None:
    """Another person at the office answers for it from now on; the stage stays as it is."""
    repair = queries.row(actor, repair_id)
    require(policy.may_handle(actor) or actor.kind == "system")
    repair.desk_id = user_id
    repair.version += 1
    record(ChargeMoved(**about(repair), in_charge_id=user_id))


def say_yes(repair: Repair, held: Assignment) -> int:
    """The offer is answered; saying yes twice changes nothing. For commands that have checked the right."""
    if held.accepted_at is None:
        held.accepted_at = clock.now()
        repair.version += 1
        record(OfferAnswered(**about(repair), assignment_id=held.id, assignee_id=held.user_id))
    return held.id


def _give(
    actor: Actor,
    repair: Repair,
    user_id: int,
    *,
    given_by: int | None,
    reason: str,
    offer_until: datetime | None,
) -> int:
    before = end_assignment(repair, "replaced")
    now = clock.now()
    assignment = Assignment(
        repair_id=repair.id,
        user_id=user_id,
        given_by=given_by,
        reason=reason.strip()[:200],
        given_at=now,
        offer_until=offer_until,
        accepted_at=None if offer_until else now,
    )
    db.session.add(assignment)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RuleBroken(_TAKEN) from error
    repair.assignee_id = user_id
    record(move(actor, repair, Stage.ASSIGNED, reason))
    record(
        RepairAssigned(
            **about(repair), assignment_id=assignment.id, assignee_id=user_id, given_by=given_by, before_id=before
        )
    )
    return assignment.id
