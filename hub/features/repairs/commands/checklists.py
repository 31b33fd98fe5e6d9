"""Ticking off the steps of an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands.moving import about, capacity, write_down
from hub.features.repairs.events import ChecklistBegun, StepTicked, StepUnticked
from hub.features.repairs.models import Checklist, Repair, SopStep, Tick
from hub.features.repairs.queries.sop import in_force
from hub.features.repairs.rules.sop import missing
from hub.features.repairs.rules.stages import Stage

LONGEST_NOTE = 500


@command
def tick(actor: Actor, repair_id: int, step_id: int, note: str = "", photos: Sequence[str] = ()) -> None:
    """A step is done; ticking it twice changes nothing. RuleBroken, field "photos", where a photo is asked for."""
    repair, checklist, step = _on(actor, repair_id, step_id)
    if _of(checklist, step_id) is not None:
        return
    if step.photo and not photos:
        raise RuleBroken(_l("这一步要拍一张照片。"), "photos")
    entry = _write_down(actor, repair, step, note, photos) if photos or note.strip() else None
    repair.version += 1
    db.session.add(
        Tick(
            checklist_id=checklist.id,
            step_id=step_id,
            by=actor.user_id,
            at=clock.now(),
            note=note.strip()[:LONGEST_NOTE],
            entry_id=entry,
        )
    )
    record(StepTicked(**about(repair), checklist_id=checklist.id, sop_step_id=step_id, done=True))


@command
def untick(actor: Actor, repair_id: int, step_id: int) -> None:
    """Ticked by mistake; what was written and photographed stays in the timeline. Twice changes nothing."""
    repair, checklist, _ = _on(actor, repair_id, step_id)
    found = _of(checklist, step_id)
    if found is None:
        return
    db.session.delete(found)
    repair.version += 1
    record(StepUnticked(**about(repair), checklist_id=checklist.id, sop_step_id=step_id))


def begin(repair: Repair) -> None:
    """Work begins: the order gets the version in force, and keeps it for this round."""
    if repair.stage != Stage.WORKING or _checklist(repair) is not None:
        return
    version = in_force(repair.kind, repair.urgency)
    if version is None:
        return
    checklist = Checklist(repair_id=repair.id, round=repair.round, version_id=version.id, begun_at=clock.now())
    db.session.add(checklist)
    db.session.flush()
    record(ChecklistBegun(**about(repair), checklist_id=checklist.id, sop_version_id=version.id))


def finish(actor: Actor, repair: Repair, reasons: Mapping[int, str]) -> None:
    """Keep why steps that must be done were left out.

    RuleBroken, field "reason_<step>", while one of them has neither a tick nor a reason.
    """
    checklist = _checklist(repair)
    if checklist is None:
        return
    musts = {
        step.id: step
        for step in db.session.scalars(
            select(SopStep)
            .where(SopStep.version_id == checklist.version_id, SopStep.must.is_(True))
            .order_by(SopStep.position)
        )
    }
    settled = set(db.session.scalars(select(Tick.step_id).where(Tick.checklist_id == checklist.id)))
    left = missing(musts, settled)
    for step_id, step in musts.items():
        if step_id not in left:
            continue
        reason = reasons.get(step_id, "").strip()
        if not reason:
            raise RuleBroken(
                _l("“%(step)s”还没有打勾。请先做，或者写明为什么没做。", step=step.text), f"reason_{step_id}"
            )
        db.session.add(
            Tick(
                checklist_id=checklist.id,
                step_id=step_id,
                done=False,
                by=actor.user_id,
                at=clock.now(),
                note=reason[:LONGEST_NOTE],
            )
        )
        record(StepTicked(**about(repair), checklist_id=checklist.id, sop_step_id=step_id, done=False))


def _on(actor: Actor, repair_id: int, step_id: int) -> tuple[Repair, Checklist, SopStep]:
    """NotFound unless this order's checklist has this step; Forbidden to whoever does not do the job."""
    repair = queries.row(actor, repair_id)
    require(policy.may_tick(actor, repair), _l("只有正在修这一单的师傅能打勾。"))
    checklist = _checklist(repair)
    step = db.session.get(SopStep, step_id)
    if checklist is None or step is None or step.version_id != checklist.version_id:
        raise NotFound
    return repair, checklist, step


def _checklist(repair: Repair) -> Checklist | None:
    return db.session.scalar(select(Checklist).where(Checklist.repair_id == repair.id, Checklist.round == repair.round))


def _of(checklist: Checklist, step_id: int) -> Tick | None:
    return db.session.scalar(select(Tick).where(Tick.checklist_id == checklist.id, Tick.step_id == step_id))


def _write_down(actor: Actor, repair: Repair, step: SopStep, note: str, photos: Sequence[str]) -> int:
    """Words and photos stand in the timeline as well, under the step's own words."""
    words = f"{step.text}：{note.strip()}" if note.strip() else step.text
    party = capacity(policy.parties(actor, repair))
    return write_down(actor, repair, words, photos, was=Stage(repair.stage), party=party, addition=True).id
