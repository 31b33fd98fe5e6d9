"""到了: somebody stands before a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.core import clock, files
from hub.core.authz import SYSTEM, Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import _, when
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.rounds import policy, queries
from hub.features.rounds.commands.planning import plan
from hub.features.rounds.events import OutingFinished, PointVisited, ProblemFound, ProblemReported
from hub.features.rounds.models import Outing, Round, Stop
from hub.features.rounds.rules.outings import OPEN, State, out_of_order, too_fast


@dataclass(frozen=True)
class Visited:
    """What became of it. `again`: it had been noted before, and nothing changed."""

    outing_id: int
    again: bool
    finished: bool


@command
def visit(actor: Actor, code: str, problem: str = "", photos: Sequence[str] = ()) -> Visited:
    """Note that the actor is here now, by the server's clock. `problem`: what must be repaired."""
    require(policy.may_walk(actor))
    label = queries.label(code)
    walk = queries.round_row(SYSTEM, label.round_id)
    _check(actor, walk, label.in_use)
    plan(SYSTEM, walk.id)
    outing = _under_way(walk)
    stops = queries.stop_rows(outing.id)
    stop = next((stop for stop in stops if stop.point_id == label.point_id), None)
    if stop is None:
        raise RuleBroken(_l("这个点是这一趟开始以后才加的，下一趟再来。"))
    if stop.visited_at is not None:
        return Visited(outing.id, True, outing.state == State.FINISHED)
    if outing.state not in OPEN:
        raise RuleBroken(_l("这一趟已经结束了，不用再走。"))
    if outing.photos and not photos:
        raise RuleBroken(_l("这条路线要求每个点拍照，请先拍一张。"), "photos")
    _arrive(actor, outing, stop, stops, problem.strip(), tuple(photos))
    return Visited(outing.id, False, outing.state == State.FINISHED)


def _check(actor: Actor, walk: Round, in_use: bool) -> None:
    if not in_use:
        raise RuleBroken(_l("这张二维码已经停用，请告诉物业换一张新的。"))
    if walk.paused_at is not None:
        raise RuleBroken(_l("这条路线暂停了，现在不用走。"))
    if walk.walker_id is not None and walk.walker_id != actor.user_id:
        raise RuleBroken(_l("这条路线指定了别的同事来走。"))


def _under_way(walk: Round) -> Outing:
    outing = queries.under_way(walk.id)
    if outing is not None:
        return outing
    following = queries.next_time(walk)
    if following is None:
        raise RuleBroken(_l("现在不在巡查时间里。"))
    raise RuleBroken(_("现在不在巡查时间里，下一趟：%(when)s。", when=when(following.begins)))


def _arrive(actor: Actor, outing: Outing, stop: Stop, stops: list[Stop], problem: str, photos: tuple[str, ...]) -> None:
    now = clock.now()
    mine = [other.visited_at for other in stops if other.visited_at and other.by_id == actor.user_id]
    stop.too_fast = too_fast(max(mine, default=None), now, stop.min_seconds)
    stop.out_of_order = out_of_order((s.position for s in stops if s.visited_at is None), stop.position)
    stop.late = now >= outing.ends_at
    stop.visited_at, stop.by_id, stop.note = now, actor.user_id, problem[:500]
    outing.walker_id = outing.walker_id or actor.user_id
    missing = sum(1 for other in stops if other.visited_at is None)
    outing.version += 1
    outing.state = State.GOING if missing else State.FINISHED
    outing.closed_at = None if missing else now
    which = {"round_id": outing.round_id, "outing_id": outing.id, "version": outing.version}
    record(
        PointVisited(**which, stop_id=stop.id, late=stop.late, too_fast=stop.too_fast, out_of_order=stop.out_of_order),
        SYSTEM,
    )
    if problem:
        record(ProblemFound(**which, stop_id=stop.id, photos=photos))
    files.attach(actor, photos, f"outing:{outing.id}", stop.id)  # those that a report took wait no more
    if not missing:
        record(OutingFinished(**which), SYSTEM)


@command
def link_repair(actor: Actor, stop_id: int, repair_id: int) -> None:
    """What was seen here has become this repair. For flows."""
    require(policy.may_walk(actor))
    stop = db.session.get(Stop, stop_id)
    if stop is None or stop.by_id != actor.user_id:
        raise NotFound
    stop.repair_id = repair_id
    outing = queries.outing_row(actor, stop.outing_id)
    outing.version += 1
    record(
        ProblemReported(
            round_id=outing.round_id,
            outing_id=outing.id,
            version=outing.version,
            stop_id=stop_id,
            repair_id=repair_id,
        )
    )
