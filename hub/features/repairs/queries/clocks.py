"""What the clocks of repairs show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.db import db
from hub.core.i18n import lazy as _l
from hub.features.repairs.models import ClockRow, PauseRow, PromiseRow
from hub.features.repairs.rules.clocks import USUAL, WAITS, Clock, Promise, Reading, Waits, Which, read, spoken
from hub.features.repairs.rules.places import Kind, Urgency
from hub.features.repairs.rules.spans import roughly
from hub.people.queries.office_hours import calendar
from hub.people.worktime import Pause


@dataclass(frozen=True)
class Stop:
    """A pause, in words."""

    why: object
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Clocks:
    """All clocks of one repair. `resolve` is the one of the latest round, `before` those of earlier ones."""

    accept: Reading | None
    resolve: Reading | None
    before: tuple[Reading, ...]
    stops: tuple[Stop, ...]

    @property
    def running(self) -> Reading | None:
        """The promise that counts now: nobody waits for a repair that nobody has accepted."""
        for reading in (self.accept, self.resolve):
            if reading is not None and reading.clock.stopped_at is None:
                return reading
        return None


NONE = Clocks(None, None, (), ())


@dataclass(frozen=True)
class ClockCard:
    """One promise in words: what was promised, from when, and how it went."""

    name: object
    promise: object
    always: bool
    started_at: datetime
    due_at: datetime | None
    kept: bool | None
    late: object | None
    stopped: bool


def cards(known: Clocks) -> tuple[ClockCard, ...]:
    """In the order in which they began."""
    found = [] if known.accept is None else [_card(known.accept, _l("受理"))]
    for reading in (*known.before, *([known.resolve] if known.resolve else [])):
        number = reading.clock.round
        found.append(_card(reading, _l("第 %(n)s 次修好", n=number) if number > 1 else _l("修好")))
    return tuple(found)


def _card(reading: Reading, name: object) -> ClockCard:
    minutes = int(reading.clock.promise.total_seconds() // 60)
    return ClockCard(
        name,
        spoken(minutes),
        reading.clock.always,
        reading.clock.started_at,
        reading.due_at,
        reading.kept,
        roughly(reading.late) if reading.late else None,
        reading.clock.stopped_at is not None,
    )


def clocks(repair_ids: Collection[int], now: datetime | None = None) -> dict[int, Clocks]:
    """Repair → its clocks as they stand at `now`; two queries, and one for the calendar."""
    moment = now or clock.now()
    if not repair_ids:
        return {}
    office, pauses = calendar(), _pauses(repair_ids)
    rows = db.session.scalars(
        select(ClockRow).where(ClockRow.repair_id.in_(repair_ids)).order_by(ClockRow.repair_id, ClockRow.round)
    )
    found: defaultdict[int, list[Reading]] = defaultdict(list)
    for row in rows:
        stops = [Pause(pause.since, pause.until) for pause in pauses[row.repair_id]]
        found[row.repair_id].append(read(plain(row), office, stops, moment))
    return {key: _sorted(readings, pauses[key]) for key, readings in found.items()}


def plain(row: ClockRow) -> Clock:
    """For the rules."""
    minutes = timedelta(minutes=row.promise_minutes)
    return Clock(Which(row.which), row.round, row.started_at, minutes, row.always, row.stopped_at, row.outcome or "")


def _sorted(readings: list[Reading], pauses: Iterable[PauseRow]) -> Clocks:
    accept = next((one for one in readings if one.clock.which is Which.ACCEPT), None)
    resolve = [one for one in readings if one.clock.which is Which.RESOLVE]
    stops = tuple(Stop(WAITS[Waits(pause.why)], pause.since, pause.until) for pause in pauses)
    return Clocks(accept, resolve[-1] if resolve else None, tuple(resolve[:-1]), stops)


def _pauses(repair_ids: Collection[int]) -> defaultdict[int, list[PauseRow]]:
    found: defaultdict[int, list[PauseRow]] = defaultdict(list)
    query = select(PauseRow).where(PauseRow.repair_id.in_(repair_ids)).order_by(PauseRow.since, PauseRow.id)
    for row in db.session.scalars(query):
        found[row.repair_id].append(row)
    return found


@dataclass(frozen=True)
class PromiseCard:
    """A line of the table of promises; `id` is empty for what holds as long as nothing is set."""

    id: int | None
    kind: Kind | None
    urgency: Urgency
    promise: Promise


def promise_for(kind: str, urgency: str) -> Promise:
    """The row for this kind, else the one for all kinds, else the usual."""
    rows = db.session.scalars(
        select(PromiseRow).where(PromiseRow.kind.in_((kind, "")), PromiseRow.urgency == urgency)
    ).all()
    best = max(rows, key=lambda row: row.kind, default=None)  # "" sorts first
    return _promise(best) if best else USUAL[Urgency(urgency)]


def promises() -> tuple[PromiseCard, ...]:
    """All of them: what holds for every kind first, urgent before ordinary."""
    rows = {(row.kind, row.urgency): row for row in db.session.scalars(select(PromiseRow))}
    listed = []
    for kind in ("", *Kind):
        for urgency in (Urgency.URGENT, Urgency.ORDINARY):
            row = rows.get((kind, urgency))
            if row is not None:
                listed.append(PromiseCard(row.id, Kind(kind) if kind else None, urgency, _promise(row)))
            elif not kind:
                listed.append(PromiseCard(None, None, urgency, USUAL[urgency]))
    return tuple(listed)


def _promise(row: PromiseRow) -> Promise:
    return Promise(row.accept_minutes, row.resolve_minutes, row.always)
