"""A window opens: its outing is made, once, whoever asks first."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.features.rounds import queries
from hub.features.rounds.events import OutingMade
from hub.features.rounds.models import Outing, Round, Stop
from hub.features.rounds.rules.outings import State, over_at
from hub.features.rounds.rules.timetable import Window, windows

LOOK_BACK = timedelta(hours=36)
NOT_RUNNING = "当时系统没有运行，没法扫码。"  # kept in the row, shown as written


@command
def plan(actor: Actor, round_id: int) -> int:
    """Make the outings of all windows that have opened; answers how many were new."""
    require(actor.kind == "system")
    walk = queries.round_row(actor, round_id)
    if walk.paused_at is not None:
        return 0
    now = clock.now()
    opened = windows(queries.timetable_of(walk), max(walk.active_since, now - LOOK_BACK), now)
    known = queries.begun(round_id, now - LOOK_BACK)
    return sum(_make(walk, window) for window in opened if window.begins not in known)


def _make(walk: Round, window: Window) -> int:
    points = queries.point_rows(walk.id)
    if not points:
        return 0
    now = clock.now()
    too_late = over_at(window.ends, queries.manners().grace_minutes) <= now
    outing = Outing(
        round_id=walk.id,
        begins_at=window.begins,
        ends_at=window.ends,
        photos=walk.photos,
        walker_id=walk.walker_id,
        state=State.EXCUSED if too_late else State.DUE,
        excuse=NOT_RUNNING if too_late else "",
        closed_at=now if too_late else None,
        made_at=now,
        version=1,
    )
    try:
        with db.session.begin_nested():
            db.session.add(outing)
    except IntegrityError:  # another process has just made it
        return 0
    doors = queries.door_names()
    for point in points:
        door = doors.get(f"e{point.entrance_id}") or doors.get(f"b{point.building_id}", "")
        db.session.add(
            Stop(
                outing_id=outing.id,
                point_id=point.id,
                position=point.position,
                name=point.name,
                place=" ".join(filter(None, (door, point.place_note))),
                checks=point.checks,
                min_seconds=point.min_seconds,
            )
        )
    record(OutingMade(round_id=walk.id, outing_id=outing.id, version=1, points=len(points)))
    return 1
