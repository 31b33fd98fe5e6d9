"""What the commands share: one change of stage with its line in the timeline. Not for callers outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from hub.core import clock, files
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import record
from hub.features.repairs import policy
from hub.features.repairs.commands import clockwork
from hub.features.repairs.events import AssignmentEnded, RepairAdvanced
from hub.features.repairs.models import Assignment, Repair, Step
from hub.features.repairs.rules.stages import IN_HAND, OVER, Party, Stage, check_step, party_for

LONGEST_NOTE = 2000


def move(
    actor: Actor,
    repair: Repair,
    to: Stage,
    note: str = "",
    photos: Sequence[str] = (),
) -> RepairAdvanced:
    """Check the step, take it, write it down; answers the fact to record.

    Whoever had the job no longer has it once the step leads out of it.
    """
    was, parties = Stage(repair.stage), policy.parties(actor, repair)
    check_step(was, to, parties, note)
    party = party_for(was, to, parties)
    repair.stage, repair.stage_since = to, clock.now()
    clockwork.follow(repair, was, to, repair.stage_since)
    repair.version += 1
    if party in (Party.DESK, Party.SUPERVISOR) and to is Stage.ACCEPTED:
        repair.desk_id = actor.user_id
    if to not in IN_HAND:
        end_assignment(repair, _ending(to))
    step = write_down(actor, repair, note, photos, was=was, party=party)
    return RepairAdvanced(**about(repair), was=was, step_id=step.id, assignee_id=repair.assignee_id)


def write_down(
    actor: Actor,
    repair: Repair,
    note: str,
    photos: Sequence[str],
    *,
    was: Stage | None,
    party: Party,
    addition: bool = False,
) -> Step:
    """A line of the timeline with its photos."""
    step = Step(
        repair_id=repair.id,
        was=was,
        now=repair.stage,
        addition=addition,
        user_id=actor.user_id,
        party=party,
        assignee_id=repair.assignee_id if repair.stage == Stage.ASSIGNED else None,
        at=clock.now(),
        note=note.strip()[:LONGEST_NOTE],
    )
    db.session.add(step)
    db.session.flush()
    files.attach(actor, photos, f"repair:{repair.id}", step.id)
    return step


def open_assignment(repair_id: int) -> Assignment | None:
    """Who has it now."""
    query = select(Assignment).where(Assignment.repair_id == repair_id, Assignment.ended_at.is_(None))
    return db.session.scalar(query.with_for_update())


def end_assignment(repair: Repair, why: str) -> int | None:
    """End it if there is one; answers whose it was. A finished job keeps its assignee, a returned one has none."""
    assignment = open_assignment(repair.id)
    if why != "finished":
        repair.assignee_id = None
    if assignment is None:
        return None
    if assignment.accepted_at is None and assignment.offer_until and assignment.offer_until <= clock.now():
        why = "no_answer"
    assignment.ended_at, assignment.ended_why = clock.now(), why
    db.session.flush()
    record(AssignmentEnded(**about(repair), assignment_id=assignment.id, assignee_id=assignment.user_id, why=why))
    return assignment.user_id


def _ending(to: Stage) -> str:
    if to in (Stage.DONE, Stage.CONFIRMED):
        return "finished"
    return "stopped" if to in OVER else "handed_back"


def about(repair: Repair) -> dict[str, Any]:
    """What every fact says."""
    return {
        "repair_id": repair.id,
        "version": repair.version,
        "stage": repair.stage,
        "requester_id": repair.requester_id,
    }


def capacity(parties: Iterable[Party]) -> Party:
    """The capacity in which somebody adds words: what they are to this repair, the closest first."""
    order = (Party.ASSIGNEE, Party.REQUESTER, Party.DESK, Party.SUPERVISOR, Party.TECHNICIAN, Party.SYSTEM)
    held = set(parties)
    return next((party for party in order if party in held), Party.NEIGHBOUR)
