"""In what capacity somebody acts on a repair, and what follows from their role alone."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.authz import Permission as P
from hub.features.repairs.models import Repair
from hub.features.repairs.rules.stages import IN_HAND, Party, Stage


def sees_all(actor: Actor) -> bool:
    """Flats as well as public places, and who reported."""
    return actor.can(P.REPAIRS_SEE_ALL) or actor.can(P.REPAIRS_HANDLE) or actor.can(P.REPAIRS_SUPERVISE)


def is_staff(actor: Actor) -> bool:
    """May look at the board: all who handle, supervise, oversee or do the work."""
    return sees_all(actor) or actor.can(P.REPAIRS_WORK)


def may_handle(actor: Actor) -> bool:
    """The desk: accept, assign, decline, report for a caller, make labels."""
    return actor.can(P.REPAIRS_HANDLE) or actor.can(P.REPAIRS_SUPERVISE)


def parties(actor: Actor, repair: Repair) -> frozenset[Party]:
    """All capacities in which this actor may act on this repair. The whole household may speak for its flat."""
    if actor.kind == "system":
        return frozenset({Party.SYSTEM})
    if not actor.signed_in:
        return frozenset()
    held = {
        Party.REQUESTER: repair.requester_id == actor.user_id or repair.unit_id in actor.unit_ids,
        Party.TECHNICIAN: actor.can(P.REPAIRS_WORK),
        Party.ASSIGNEE: repair.assignee_id == actor.user_id,
        Party.DESK: actor.can(P.REPAIRS_HANDLE),
        Party.SUPERVISOR: actor.can(P.REPAIRS_SUPERVISE),
    }
    return frozenset(party for party, true in held.items() if true)


def knows_requester(actor: Actor, repair: Repair) -> bool:
    """Who reported is told only to the office and to whoever does the job."""
    return may_handle(actor) or repair.assignee_id == actor.user_id


def may_write_sops(actor: Actor) -> bool:
    """How a kind of work is done here: the manager's, or whoever sets the hub up."""
    return actor.can(P.REPAIRS_SUPERVISE) or actor.can(P.SETTINGS_MANAGE)


def may_tick(actor: Actor, repair: Repair) -> bool:
    """Whoever does the job; the desk writes down what a technician says on the telephone."""
    held = parties(actor, repair)
    return Stage(repair.stage) in IN_HAND and not held.isdisjoint((Party.ASSIGNEE, Party.DESK, Party.SUPERVISOR))


def sees_costs(actor: Actor, repair: Repair) -> bool:
    """A public place is everybody's money; a flat's costs concern its household, the office and the worker."""
    if repair.unit_id is None:
        return actor.signed_in or actor.kind == "system"
    concerned = repair.unit_id in actor.unit_ids or repair.assignee_id == actor.user_id
    return sees_all(actor) or (actor.signed_in and concerned)


def may_write_costs(actor: Actor, repair: Repair) -> bool:
    """Whoever does the job, and the office."""
    return may_handle(actor) or (actor.signed_in and repair.assignee_id == actor.user_id)


def may_answer_quote(actor: Actor, repair: Repair) -> bool:
    """Who would pay: an owner of the flat, or whoever of the household asked for the repair."""
    if repair.unit_id is None or not actor.signed_in:
        return False
    asked = repair.requester_id == actor.user_id and repair.unit_id in actor.unit_ids
    return asked or repair.unit_id in actor.owned_unit_ids
