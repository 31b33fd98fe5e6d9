"""The time is over, or there was a reason not to walk."""

from __future__ import annotations

from hub.core import clock
from hub.core.authz import Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.rounds import queries
from hub.features.rounds.events import OutingExcused, OutingFinished, PointsMissed
from hub.features.rounds.rules.outings import EXCUSABLE, OPEN, State, ended, over_at


@command
def close(actor: Actor, outing_id: int) -> None:
    """Note what is missing, once; too early or again it changes nothing."""
    require(actor.kind == "system")
    outing, now = queries.outing_row(actor, outing_id), clock.now()
    if outing.state not in OPEN or now < over_at(outing.ends_at, queries.manners().grace_minutes):
        return
    stops = queries.stop_rows(outing_id)
    missing = sum(1 for stop in stops if stop.visited_at is None)
    outing.state, outing.closed_at = ended(missing), now
    outing.version += 1
    which = {"round_id": outing.round_id, "outing_id": outing_id, "version": outing.version}
    record(PointsMissed(**which, missing=missing, points=len(stops)) if missing else OutingFinished(**which))


@command
def excuse(actor: Actor, outing_id: int, reason: str) -> None:
    """Heavy rain, an emergency elsewhere: it does not count as missed, and the reason stays on record."""
    require_permission(actor, P.ROUNDS_MANAGE)
    outing = queries.outing_row(actor, outing_id)
    if outing.state == State.EXCUSED:
        raise RuleBroken(_l("这一趟已经准许免走了。"))
    if outing.state not in EXCUSABLE:
        raise RuleBroken(_l("这一趟已经走完了。"))
    if not reason.strip():
        raise RuleBroken(_l("请写一下为什么不用走。"), "reason")
    outing.state, outing.excuse = State.EXCUSED, reason.strip()[:200]
    outing.closed_at = outing.closed_at or clock.now()
    outing.version += 1
    record(OutingExcused(round_id=outing.round_id, outing_id=outing_id, version=outing.version, reason=outing.excuse))
