"""Looking for somebody to do a job: offer, wait, ask the next one, and in the end the supervisor answers for it.

Everything happens in the transaction of whatever set it off, so a crash leaves no search half done: either somebody
holds an offer with an end, or nobody is left and a named person is in charge.
"""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import SYSTEM, Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs import policy, queries
from hub.features.repairs.commands.assigning import assign, put_in_charge, say_yes
from hub.features.repairs.commands.moving import about, move, open_assignment
from hub.features.repairs.events import DispatchExhausted
from hub.features.repairs.models import Assignment, Repair, Search
from hub.features.repairs.queries import dispatch as known
from hub.features.repairs.rules.dispatch import Job, choose
from hub.features.repairs.rules.places import Kind, Urgency
from hub.features.repairs.rules.promises import CONFIRMED_BY_SILENCE
from hub.features.repairs.rules.stages import IN_HAND, UNASSIGNED, Stage


@command
def search(actor: Actor, repair_id: int) -> int | None:
    """The office has somebody looked for, everybody anew; answers who was asked first, None if there is nobody."""
    require_permission(actor, P.REPAIRS_HANDLE)
    repair = queries.row(actor, repair_id)
    if Stage(repair.stage) not in UNASSIGNED:
        raise RuleBroken(_l("这一单已经派出去了。"))
    return _begin(repair)


@command
def decline(actor: Actor, repair_id: int, note: str = "") -> None:
    """转给别人: the one who holds the job gives it back, and the next one is asked."""
    require_permission(actor, P.REPAIRS_WORK)
    repair = queries.row(SYSTEM, repair_id)  # so that whoever comes too late hears why
    held = open_assignment(repair_id)
    if held is None or held.user_id != actor.user_id:
        raise RuleBroken(_l("这一单已经不在您手里了。"))
    record(move(actor, repair, Stage.ACCEPTED, note))
    if known.settings().automatic:
        _go_on(repair)


@command
def expire(actor: Actor, assignment_id: int) -> bool:
    """An offer's time is over: ask the next one. False when it has been answered or withdrawn meanwhile."""
    require(actor.kind == "system")
    repair_id = _of(assignment_id)
    if repair_id is None:
        return False
    repair = queries.row(actor, repair_id)
    held = open_assignment(repair.id)
    if held is None or held.id != assignment_id or not _waits(repair, held):
        return False
    if held.offer_until is None or held.offer_until > clock.now():
        return False
    _ask_next(repair, also=held.user_id)
    return True


@command
def pass_on(actor: Actor, user_id: int) -> int:
    """Somebody is not there: what waits for their answer goes to the next one. Answers how many offers did."""
    require(actor.kind == "system" or actor.user_id == user_id or policy.may_handle(actor))
    passed = 0
    for assignment_id in known.open_offers(user_id):
        repair = queries.row(SYSTEM, _of(assignment_id) or 0)
        held = open_assignment(repair.id)
        if held is not None and held.id == assignment_id and _waits(repair, held):
            _ask_next(repair, also=user_id)
            passed += 1
    return passed


@command
def confirm_by_silence(actor: Actor, repair_id: int) -> bool:
    """Nobody has said anything for a week: it counts as fixed. False when somebody has meanwhile."""
    require(actor.kind == "system")
    repair = queries.row(actor, repair_id)
    if repair.stage != Stage.DONE or repair.stage_since > clock.now() - CONFIRMED_BY_SILENCE:
        return False
    record(move(actor, repair, Stage.CONFIRMED))
    return True


def react(actor: Actor, repair: Repair, was: Stage) -> None:
    """What a step means for dispatch; called by the commands that took it.

    Accepted: look for somebody. Handed back by whoever had it: go on looking, without them. Taken back by the office:
    the office decides. Work begun without a word: the offer is answered.
    """
    now = Stage(repair.stage)
    held = open_assignment(repair.id)
    if now in IN_HAND and held is not None and now is not Stage.ASSIGNED:
        say_yes(repair, held)
    if now is not Stage.ACCEPTED or not known.settings().automatic:
        return
    if was in UNASSIGNED:
        _begin(repair)
    elif not policy.may_handle(actor):
        _go_on(repair)


def at_once(repair: Repair) -> None:
    """A new report: an urgent one does not wait until the desk has read it."""
    chosen = known.settings()
    if repair.urgency == Urgency.URGENT and chosen.automatic and chosen.urgent_at_once:
        _begin(repair)


def resume(repair: Repair) -> None:
    """A report that was merged goes on by itself: what had been accepted is looked after again."""
    if repair.stage == Stage.ACCEPTED and known.settings().automatic:
        _begin(repair)
    elif repair.stage == Stage.SUBMITTED:
        at_once(repair)


def _begin(repair: Repair) -> int | None:
    now = clock.now()
    db.session.add(Search(repair_id=repair.id, since=now, began_at=now))
    db.session.flush()
    return _ask_next(repair)


def _go_on(repair: Repair) -> int | None:
    last, now = known.latest_search(repair.id), clock.now()
    db.session.add(Search(repair_id=repair.id, since=last.since if last else now, began_at=now))
    db.session.flush()
    return _ask_next(repair)


def _ask_next(repair: Repair, also: int | None = None) -> int | None:
    """Offer it to the best of those not yet asked (`also`: whoever is about to lose it), else the supervisor has it."""
    going = known.latest_search(repair.id)
    now = clock.now()
    refused = known.said_no(repair.id, going.since if going else now)
    job = Job(Kind(repair.kind), repair.building_id)
    people = [member.candidate for member in known.crew(now)]
    chosen = choose(job, people, refused if also is None else refused | {also})
    if chosen is None:
        _exhausted(repair, going)
        return None
    until = known.settings().patience.until(Urgency(repair.urgency), now)
    assign(SYSTEM, repair.id, chosen, offer_until=until)
    return chosen


def _exhausted(repair: Repair, going: Search | None) -> None:
    if repair.stage == Stage.ASSIGNED:
        record(move(SYSTEM, repair, Stage.ACCEPTED), SYSTEM)
    if going is not None:
        going.exhausted_at = clock.now()
    supervisor = known.supervisor()
    if supervisor is not None and supervisor != repair.desk_id:
        put_in_charge(SYSTEM, repair.id, supervisor)
    record(DispatchExhausted(**about(repair), in_charge_id=repair.desk_id), SYSTEM)


def _of(assignment_id: int) -> int | None:
    """Whose offer it is, without loading it: its row is read only once the repair is locked."""
    return db.session.scalar(select(Assignment.repair_id).where(Assignment.id == assignment_id))


def _waits(repair: Repair, held: Assignment) -> bool:
    """True while the offer has not been answered, not even by beginning the work."""
    return held.accepted_at is None and held.offer_until is not None and repair.stage == Stage.ASSIGNED
