"""The points of a round and the labels on them."""

from __future__ import annotations

import secrets

from hub.core import clock
from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.rounds import queries
from hub.features.rounds.events import PointLabelReplaced, PointRetired, PointSet
from hub.features.rounds.models import PointLabel, RoundPoint
from hub.features.rounds.rules.plans import PointPlan
from hub.people.models import Building, Entrance

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread on a scratched label
MOST_POINTS = 100


@command
def set_point(actor: Actor, round_id: int, point_id: int | None, what: PointPlan) -> int:
    """A new point (None) with its first label, or changes to one. Outings under way keep what they began with."""
    require_permission(actor, P.ROUNDS_MANAGE)
    walk = queries.round_row(actor, round_id)
    if not what.name.strip():
        raise RuleBroken(_l("请给巡查点起个名字。"), "name")
    if not 0 <= what.min_seconds <= 3600:
        raise RuleBroken(_l("请填写 0 到 3600 秒。"), "min_seconds")
    others = [point for point in queries.point_rows(round_id) if point.id != point_id]
    if point_id is None:
        if len(others) >= MOST_POINTS:
            raise RuleBroken(_l("一条路线最多 %(n)s 个点，请分成几条。", n=MOST_POINTS))
        row = RoundPoint(round_id=round_id)
    else:
        row = queries.point_row(actor, point_id)
        if row.round_id != round_id:
            raise NotFound
    row.name, row.place_note = what.name.strip()[:60], what.place_note.strip()[:100]
    row.checks, row.min_seconds = what.checks.strip()[:300], what.min_seconds
    row.building_id, row.entrance_id = _known(what)
    place = len(others) if what.position is None else max(0, min(what.position - 1, len(others)))
    for position, point in enumerate([*others[:place], row, *others[place:]], start=1):
        point.position = position
    db.session.add(row)
    db.session.flush()
    if point_id is None:
        _print_label(row.id)
        if not others:
            walk.active_since = clock.now()  # without a point there was nothing to walk until now
    record(PointSet(round_id=round_id, point_id=row.id, new=point_id is None))
    return row.id


@command
def retire_point(actor: Actor, point_id: int) -> int:
    """Not walked to any more; answers its round's id."""
    require_permission(actor, P.ROUNDS_MANAGE)
    row = queries.point_row(actor, point_id)
    row.retired_at = clock.now()
    _retire_label(point_id)
    for position, point in enumerate([p for p in queries.point_rows(row.round_id) if p.id != point_id], start=1):
        point.position = position
    record(PointRetired(round_id=row.round_id, point_id=point_id))
    return row.round_id


@command
def replace_label(actor: Actor, point_id: int) -> int:
    """The label was lost, torn or photographed: its code opens nothing any more. Answers the round's id."""
    require_permission(actor, P.ROUNDS_MANAGE)
    row = queries.point_row(actor, point_id)
    _retire_label(point_id)
    _print_label(point_id)
    record(PointLabelReplaced(round_id=row.round_id, point_id=point_id))
    return row.round_id


def _print_label(point_id: int) -> None:
    code = "".join(secrets.choice(ALPHABET) for _ in range(12))
    db.session.add(PointLabel(point_id=point_id, code=code, made_at=clock.now()))
    db.session.flush()


def _retire_label(point_id: int) -> None:
    label = queries.label_row(point_id)
    if label is not None:
        label.retired_at = clock.now()
        db.session.flush()


def _known(what: PointPlan) -> tuple[int | None, int | None]:
    if what.entrance_id is not None:
        entrance = db.session.get(Entrance, what.entrance_id)
        if entrance is None:
            raise NotFound
        return entrance.building_id, entrance.id
    if what.building_id is not None and db.session.get(Building, what.building_id) is None:
        raise NotFound
    return what.building_id, None
