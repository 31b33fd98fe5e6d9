"""Moving a repair along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from hub.core.authz import Actor, require
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands import checklists, dispatch, merging
from hub.features.repairs.commands.costs import must_be_covered
from hub.features.repairs.commands.moving import about, capacity, move, write_down
from hub.features.repairs.events import RepairAddedTo
from hub.features.repairs.models import Repair
from hub.features.repairs.queries.group import waits_through
from hub.features.repairs.queries.lists import joined
from hub.features.repairs.rules.stages import Party, Stage, check_step

NONE: Mapping[int, str] = MappingProxyType({})


@command
def advance(
    actor: Actor,
    repair_id: int,
    to: Stage,
    note: str = "",
    photos: Sequence[str] = (),
    reasons: Mapping[int, str] = NONE,
) -> int:
    """One step with its words and photos; answers the step's id. RuleBroken when the step is not possible.

    `reasons` say why steps of the checklist that must be done were left out (step → words), when it is finished.
    Giving the job to somebody is `assign` or `take`; saying that it is the same as another is `merge`.
    """
    if to in (Stage.ASSIGNED, Stage.DUPLICATE):
        raise RuleBroken(_l("这一步要另外办理。"))
    repair = queries.row(actor, repair_id)
    if to is Stage.REOPENED:
        repair.round += 1
    check_step(was := Stage(repair.stage), to, policy.parties(actor, repair), note)
    if to is Stage.DONE:
        checklists.finish(actor, repair, reasons)
        must_be_covered(repair)
    fact = move(actor, repair, to, note, photos)
    if to is Stage.CANCELLED:
        merging.release(repair)
    record(fact)
    checklists.begin(repair)
    dispatch.react(actor, repair, was)
    return fact.step_id


@command
def add(actor: Actor, repair_id: int, note: str, photos: Sequence[str] = ()) -> int:
    """Words or photos without a change of stage, by whoever is concerned; answers the step's id."""
    repair = queries.row(actor, repair_id)
    held = policy.parties(actor, repair)
    require(bool(held) or joined(actor, repair_id) or waits_through(actor, repair), _l("先点“我家也受影响”，再补充。"))
    if not note.strip() and not photos:
        raise RuleBroken(_l("写一句话，或者选一张照片。"), "note")
    return _add(actor, repair, note, photos, capacity(held))


def _add(actor: Actor, repair: Repair, note: str, photos: Sequence[str], party: Party) -> int:
    repair.version += 1
    step = write_down(actor, repair, note, photos, was=Stage(repair.stage), party=party, addition=True)
    record(RepairAddedTo(**about(repair), step_id=step.id))
    return step.id
