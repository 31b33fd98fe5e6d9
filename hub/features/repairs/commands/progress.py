"""Moving a repair along."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.authz import Actor, require
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands import dispatch
from hub.features.repairs.commands.affecting import follow
from hub.features.repairs.commands.costs import must_be_covered
from hub.features.repairs.commands.moving import about, capacity, move, write_down
from hub.features.repairs.events import RepairAddedTo
from hub.features.repairs.models import Repair
from hub.features.repairs.queries.lists import joined
from hub.features.repairs.rules.stages import OVER, Party, Stage


@command
def advance(actor: Actor, repair_id: int, to: Stage, note: str = "", photos: Sequence[str] = ()) -> int:
    """One step with its words and photos; answers the step's id. RuleBroken when the step is not possible.

    Giving the job to somebody is `assign` or `take`; pointing at another report is `duplicate`.
    """
    if to in (Stage.ASSIGNED, Stage.DUPLICATE):
        raise RuleBroken(_l("这一步要另外办理。"))
    repair = queries.row(actor, repair_id)
    if to is Stage.REOPENED:
        repair.round += 1
    if to is Stage.DONE:
        must_be_covered(repair)
    was = Stage(repair.stage)
    fact = move(actor, repair, to, note, photos)
    record(fact)
    dispatch.react(actor, repair, was)
    return fact.step_id


@command
def duplicate(actor: Actor, repair_id: int, of_id: int) -> int:
    """The same thing was reported before: its neighbours now follow the other report."""
    repair, other = queries.row(actor, repair_id), queries.row(actor, of_id)
    if other.id == repair.id or Stage(other.stage) in OVER:
        raise RuleBroken(_l("请填写另一张还没有结束的工单号。"), "number")
    if other.unit_id is not None and other.unit_id != repair.unit_id:
        raise RuleBroken(_l("那张工单在别人家里，邻居看不到，不能并过去。"), "number")
    waiting = queries.listeners(repair.id).neighbours
    repair.duplicate_of_id = other.id
    fact = move(actor, repair, Stage.DUPLICATE)
    record(fact)
    for user_id in sorted(waiting - {other.requester_id}):
        follow(other, user_id)
    return fact.step_id


@command
def add(actor: Actor, repair_id: int, note: str, photos: Sequence[str] = ()) -> int:
    """Words or photos without a change of stage, by whoever is concerned; answers the step's id."""
    repair = queries.row(actor, repair_id)
    held = policy.parties(actor, repair)
    require(bool(held) or joined(actor, repair_id), _l("先点“我家也受影响”，再补充。"))
    if not note.strip() and not photos:
        raise RuleBroken(_l("写一句话，或者选一张照片。"), "note")
    return _add(actor, repair, note, photos, capacity(held))


def _add(actor: Actor, repair: Repair, note: str, photos: Sequence[str], party: Party) -> int:
    repair.version += 1
    step = write_down(actor, repair, note, photos, was=Stage(repair.stage), party=party, addition=True)
    record(RepairAddedTo(**about(repair), step_id=step.id))
    return step.id
