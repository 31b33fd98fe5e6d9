"""Making, changing, pausing a round."""

from __future__ import annotations

from sqlalchemy import delete

from hub.core import clock
from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.rounds import queries
from hub.features.rounds.events import RoundPaused, RoundResumed, RoundSet, RoundsOrdered
from hub.features.rounds.models import Round, RoundSettings, RoundStart
from hub.features.rounds.rules import timetable
from hub.features.rounds.rules.plans import Manners, RoundPlan


@command
def set_round(actor: Actor, round_id: int | None, what: RoundPlan) -> int:
    """A new round (None), or another plan for one. What is under way stays as it began. Answers its id."""
    require_permission(actor, P.ROUNDS_MANAGE)
    if not what.name.strip():
        raise RuleBroken(_l("请给路线起个名字。"), "name")
    timetable.check(what.timetable)
    if what.walker_id is not None and what.walker_id not in {user for user, _name in queries.walkers()}:
        raise RuleBroken(_l("请选一位保安或维修师傅。"), "walker_id")
    now = clock.now()
    row = Round(made_at=now, active_since=now) if round_id is None else queries.round_row(actor, round_id)
    before = None if round_id is None else queries.timetable_of(row)
    row.name, row.kind = what.name.strip()[:60], what.kind
    row.weekdays, row.minutes = timetable.mask(what.timetable.weekdays), what.timetable.minutes
    row.walker_id, row.photos = what.walker_id, what.photos
    if before is not None and before != what.timetable:
        row.active_since = now
    db.session.add(row)
    db.session.flush()
    db.session.execute(delete(RoundStart).where(RoundStart.round_id == row.id))
    db.session.add_all(RoundStart(round_id=row.id, minute=minute) for minute in what.timetable.starts)
    record(RoundSet(round_id=row.id, new=round_id is None))
    return row.id


@command
def pause(actor: Actor, round_id: int) -> None:
    """No more outings; one that is under way is still to be finished or excused."""
    require_permission(actor, P.ROUNDS_MANAGE)
    row = queries.round_row(actor, round_id)
    if row.paused_at is None:
        row.paused_at = clock.now()
        record(RoundPaused(round_id=round_id))


@command
def resume(actor: Actor, round_id: int) -> None:
    """Windows that open from now on are due again."""
    require_permission(actor, P.ROUNDS_MANAGE)
    row = queries.round_row(actor, round_id)
    if row.paused_at is not None:
        row.paused_at, row.active_since = None, clock.now()
        record(RoundResumed(round_id=round_id))


@command
def order(actor: Actor, what: Manners) -> None:
    """How rounds work here from now on."""
    require_permission(actor, P.ROUNDS_MANAGE)
    if not 0 <= what.grace_minutes <= 240:
        raise RuleBroken(_l("请填写 0 到 240 分钟。"), "grace_minutes")
    if not 1 <= what.keep_days <= 730:
        raise RuleBroken(_l("请填写 1 到 730 天。"), "keep_days")
    row = db.session.get(RoundSettings, 1) or RoundSettings(id=1)
    row.grace_minutes, row.keep_days = what.grace_minutes, what.keep_days
    db.session.add(row)
    record(RoundsOrdered(grace_minutes=what.grace_minutes, keep_days=what.keep_days))
