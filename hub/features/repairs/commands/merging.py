"""One thing reported several times: merged into one case that is worked on, and taken apart again.

Nothing of a merged report is copied or moved, so nothing can be lost: its words, photos and neighbours stay with it,
and `queries.group` reads them together while the merger is open.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import SYSTEM, Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands import clockwork, dispatch
from hub.features.repairs.commands.affecting import home
from hub.features.repairs.commands.moving import about, move, write_down
from hub.features.repairs.events import RepairAdvanced, RepairMerged, RepairSplit
from hub.features.repairs.models import Merger, Repair
from hub.features.repairs.queries.group import bonds
from hub.features.repairs.rules import merging as rules
from hub.features.repairs.rules.stages import Party, Stage

WITHDRAWN = "一起的那张工单撤销了，这张单独处理。"  # kept as it is written, like all words in a timeline


@command
def merge(actor: Actor, repair_id: int, into_id: int, note: str = "") -> int:
    """The same thing as `into_id`: from now on that case is worked on. Answers the merger's id.

    A case that was merged itself leads to its main case; what was merged into `repair_id` before comes along.
    """
    repair, other = _both(actor, repair_id, into_id)
    require(policy.may_handle(actor))
    main = queries.row(actor, other.duplicate_of_id) if other.duplicate_of_id else other
    known = bonds(repair.duplicate_of_id or repair.id, main.id)
    rules.merge(known, repair.id, main.id)
    moved = rules.below(known, repair.id)
    for unit in (repair.unit_id, *db.session.scalars(select(Repair.unit_id).where(Repair.id.in_(moved)))):
        rules.check_main(Stage(main.stage), main.unit_id, unit)
    was, number = repair.stage, repair.round
    repair.duplicate_of_id = main.id
    step = move(actor, repair, Stage.DUPLICATE, note)
    merger = Merger(
        repair_id=repair.id,
        into_id=main.id,
        was=was,
        round=number,
        unit_id=repair.unit_id or (home(main, repair.requester_id) if repair.requester_id else None),
        by=actor.user_id,
        at=clock.now(),
    )
    db.session.add(merger)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RuleBroken(_l("这一单刚刚已经并过了。"), "number") from error
    _lead(moved, main.id)
    main.version += 1
    record(step)
    record(
        RepairMerged(
            **about(repair), merger_id=merger.id, into_id=main.id, moved_ids=tuple(sorted(moved)), at=merger.at
        )
    )
    return merger.id


@command
def split(actor: Actor, repair_id: int, reason: str) -> int:
    """It was not the same thing: the report goes on by itself where it stood. Answers the step's id."""
    repair = queries.row(actor, repair_id)
    require(policy.may_handle(actor))
    if not reason.strip():
        raise RuleBroken(_l("请写明为什么要拆开，报修的邻居会看到。"), "reason")
    party = Party.DESK if Party.DESK in policy.parties(actor, repair) else Party.SUPERVISOR
    return _part(actor, repair, reason, party)


@command
def object_to_done(actor: Actor, repair_id: int, note: str, photos: Sequence[str] = ()) -> int:
    """我这里还没好: the main case is finished, but not for this requester; theirs begins a new round of its own."""
    repair = queries.row(actor, repair_id)
    require(Party.REQUESTER in policy.parties(actor, repair), _l("请报修的邻居来说。"))
    main = _main(repair)
    if Stage(main.stage) not in rules.MAY_OBJECT:
        raise RuleBroken(_l("一起的那张工单还在处理，有要说的可以补充到那边。"))
    if not note.strip():
        raise RuleBroken(_l("请写一下您那里还有什么问题。"), "note")
    return _part(actor, repair, note, Party.REQUESTER, photos, objection=True)


def release(main: Repair) -> None:
    """The main case is withdrawn by whoever made it: the others did not withdraw theirs, each goes on by itself."""
    for child, parent in sorted(bonds(main.id).items()):
        if parent == main.id:
            _part(SYSTEM, queries.row(SYSTEM, child), WITHDRAWN, Party.SYSTEM)


def _part(
    actor: Actor,
    repair: Repair,
    why: str,
    party: Party,
    photos: Sequence[str] = (),
    *,
    objection: bool = False,
) -> int:
    main = _main(repair)
    known = bonds(main.id)
    rules.split(known, repair.id)
    moved = rules.below(known, repair.id)
    merger = db.session.scalars(
        select(Merger).where(Merger.repair_id == repair.id, Merger.split_at.is_(None)).with_for_update()
    ).one()
    now = clock.now()
    merger.split_at, merger.split_by, merger.split_reason = now, actor.user_id, why.strip()
    back = Stage.REOPENED if objection else rules.stage_after_split(Stage(merger.was))
    repair.duplicate_of_id, repair.stage, repair.stage_since = None, back, now
    repair.round += 1 if objection else 0
    clockwork.follow(repair, Stage.DUPLICATE, back, now)
    repair.version += 1
    main.version += 1
    _lead(moved, repair.id)
    step = write_down(actor, repair, why, photos, was=Stage.DUPLICATE, party=party)
    record(RepairAdvanced(**about(repair), was=Stage.DUPLICATE, step_id=step.id, assignee_id=None), actor)
    record(
        RepairSplit(
            **about(repair),
            merger_id=merger.id,
            into_id=main.id,
            moved_ids=tuple(sorted(moved)),
            objection=objection,
            at=now,
        ),
        actor,
    )
    dispatch.resume(repair)
    return step.id


def _both(actor: Actor, one: int, other: int) -> tuple[Repair, Repair]:
    """Both rows, locked in the order of their ids, so that two who merge crosswise do not wait for each other."""
    found = {number: queries.row(actor, number) for number in sorted({one, other})}
    return found[one], found[other]


def _main(repair: Repair) -> Repair:
    if repair.duplicate_of_id is None:
        raise RuleBroken(_l("这一单没有并到别的工单里。"))
    return queries.row(SYSTEM, repair.duplicate_of_id)


def _lead(reports: frozenset[int], main_id: int) -> None:
    """These are led by that case now; whoever has one of them open sees the new way at once."""
    if reports:
        db.session.execute(
            update(Repair)
            .where(Repair.id.in_(reports))
            .values(duplicate_of_id=main_id, version=Repair.version + 1)
            .execution_options(synchronize_session="fetch")
        )
