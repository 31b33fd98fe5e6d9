"""What became of each repair: worked out from its steps, clocks and ratings, or taken from the copy kept ready."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from hub.core import clock
from hub.core.db import db
from hub.features.repairs.models import HistoryRow, Rating, Repair, Step
from hub.features.repairs.queries.clocks import Clocks, clocks
from hub.features.repairs.rules.clocks import Reading
from hub.features.repairs.rules.figures import AGAIN_WITHIN, History, subject
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.stages import OPEN, Stage

AT_ONCE = 400  # so many may be worked out while somebody waits for the page
REDONE_AFTER = timedelta(days=30)
# maintenance that is planned is nobody's report: it would make every figure look better than it is
REPORTED = Repair.source != "plan"
_COLUMNS = tuple(name for name in History._fields if name not in ("id", "kind", "stage"))


@dataclass(frozen=True)
class Known:
    """Histories, and how fresh they are: `as_of` is empty when everything is as it stands now."""

    histories: tuple[History, ...]
    as_of: datetime | None = None
    missing: int = 0  # old reports that have not been worked out yet


def known(since: datetime) -> Known:
    """Everything reported since then, and what was finished so late that a later report may be its repeat.

    What has changed since the copy was made is worked out now, as long as it is little; otherwise the copy is shown,
    and of when it is.
    """
    stale = _stale(since)
    now_ids, later = stale[:AT_ONCE], stale[AT_ONCE:]
    fresh = {one.id: one for one in work_out(now_ids)}
    rows = db.session.execute(_copies(since))
    kept = [History(row[0], _KINDS[row[1]], _STAGES[row[2]], *row[3:]) for row in rows if row[0] not in fresh]
    old = _worked_out(later)
    return Known((*kept, *fresh.values()), min(old, default=None), len(later) - len(old))


def _wanted(since: datetime) -> ColumnElement[bool]:
    moment = seconds(since)
    return or_(HistoryRow.reported_at >= moment, HistoryRow.done_at >= moment - AGAIN_WITHIN.total_seconds())


def _worked_out(repair_ids: Sequence[int]) -> list[datetime]:
    """When the copies of these were made."""
    query = select(HistoryRow.worked_out_at).where(HistoryRow.repair_id.in_(repair_ids))
    return list(db.session.scalars(query)) if repair_ids else []


def seconds(moment: datetime) -> int:
    """As histories keep it."""
    return int(moment.timestamp())


def _stale(since: datetime) -> list[int]:
    """Open ones (their clocks run), changed ones, and those of which there is no copy yet; the newest first."""
    changed = or_(HistoryRow.repair_id.is_(None), HistoryRow.version != Repair.version, Repair.stage.in_(OPEN))
    query = (
        select(Repair.id)
        .outerjoin(HistoryRow, HistoryRow.repair_id == Repair.id)
        .where(REPORTED, changed, or_(_wanted(since), HistoryRow.repair_id.is_(None)))
        .order_by(Repair.id.desc())
    )
    return list(db.session.scalars(query))


def outdated(limit: int) -> list[int]:
    """What the copy lacks, what has changed since, and what is old (the office's calendar may have been corrected)."""
    old = clock.now() - REDONE_AFTER
    query = (
        select(Repair.id)
        .outerjoin(HistoryRow, HistoryRow.repair_id == Repair.id)
        .where(
            REPORTED,
            or_(HistoryRow.repair_id.is_(None), HistoryRow.version != Repair.version, HistoryRow.worked_out_at < old),
        )
        .order_by(Repair.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _copies(since: datetime) -> Select[Any]:
    named = [getattr(HistoryRow, name) for name in _COLUMNS]
    return select(HistoryRow.repair_id, HistoryRow.kind, HistoryRow.stage, *named).where(_wanted(since))


_KINDS = {str(kind): kind for kind in Kind}
_STAGES = {str(stage): stage for stage in Stage}


def work_out(repair_ids: Collection[int]) -> list[History]:
    """From the repairs themselves; five queries however many they are."""
    if not repair_ids:
        return []
    repairs = db.session.execute(
        select(
            *(Repair.id, Repair.kind, Repair.stage, Repair.reported_at, Repair.building_id, Repair.assignee_id),
            *(Repair.label_id, Repair.unit_id, Repair.entrance_id, Repair.floor, Repair.spot, Repair.subject),
        ).where(Repair.id.in_(repair_ids))
    ).all()
    moments = {row.repair_id: row for row in db.session.execute(_moments(repair_ids))}
    opened: dict[int, datetime] = {row[0]: row[1] for row in db.session.execute(_reopened(repair_ids))}
    scores = {row[0]: row for row in db.session.execute(_scores(repair_ids))}
    read = clocks(repair_ids)
    return [_one(row, moments.get(row.id), opened.get(row.id), scores.get(row.id), read) for row in repairs]


def _one(row: Any, moments: Any, reopened_at: datetime | None, scores: Any, read: dict[int, Clocks]) -> History:
    of_clocks = _kept(read.get(row.id))
    return History(
        id=row.id,
        kind=_KINDS[row.kind],
        subject=subject(
            label_id=row.label_id,
            unit_id=row.unit_id,
            entrance_id=row.entrance_id,
            floor=row.floor,
            spot=row.spot,
            asset=row.subject,
        ),
        stage=_STAGES[row.stage],
        reported_at=seconds(row.reported_at),
        building_id=row.building_id,
        technician_id=row.assignee_id,
        accepted_at=_seconds(moments.accepted_at) if moments else None,
        first_done_at=_seconds(moments.first_done_at) if moments else None,
        done_at=_seconds(moments.done_at) if moments else None,
        reopened_at=_seconds(reopened_at),
        accept_kept=of_clocks[0],
        resolve_kept=of_clocks[1],
        resolve_of=of_clocks[2],
        score_sum=scores.score_sum if scores else 0,
        ratings=scores.ratings if scores else 0,
    )


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else seconds(moment)


def _kept(shown: Clocks | None) -> tuple[bool | None, int, int]:
    """(accept, resolve kept, resolve decided): what the clocks say, each round by itself."""
    if shown is None:
        return None, 0, 0
    rounds: Sequence[Reading] = (*shown.before, *([shown.resolve] if shown.resolve else ()))
    decided = [one.kept for one in rounds if one.kept is not None]
    return shown.accept.kept if shown.accept else None, sum(decided), len(decided)


def _moments(ids: Collection[int]) -> Any:
    accepted = case((Step.now.in_((Stage.ACCEPTED, Stage.ASSIGNED)), Step.at))
    done = case((Step.now == Stage.DONE, Step.at))
    return (
        select(
            Step.repair_id,
            func.min(accepted).label("accepted_at"),
            func.min(done).label("first_done_at"),
            func.max(done).label("done_at"),
        )
        .where(Step.repair_id.in_(ids), Step.addition.is_(False))
        .group_by(Step.repair_id)
    )


def _reopened(ids: Collection[int]) -> Any:
    """Only what had been finished: opening a case again that was closed without repair is no failed repair."""
    finished = and_(Step.now == Stage.REOPENED, Step.was.in_((Stage.DONE, Stage.CONFIRMED)))
    return (
        select(Step.repair_id, func.min(Step.at))
        .where(Step.repair_id.in_(ids), Step.addition.is_(False), finished)
        .group_by(Step.repair_id)
    )


def _scores(ids: Collection[int]) -> Any:
    return (
        select(Rating.repair_id, func.sum(Rating.score).label("score_sum"), func.count().label("ratings"))
        .where(Rating.repair_id.in_(ids))
        .group_by(Rating.repair_id)
    )


def counts(starts: Sequence[datetime]) -> dict[Kind, list[int]]:
    """Reports of each kind in each of the spans that begin at `starts`; repetitions of another report are no load."""
    later = [(Repair.reported_at < end, number) for number, end in enumerate(starts[1:])]
    span = case(*later, else_=len(starts) - 1) if later else literal(0)
    query = (
        select(Repair.kind, span.label("span"), func.count())
        .where(Repair.reported_at >= starts[0], Repair.stage != Stage.DUPLICATE)
        .group_by(Repair.kind, "span")
    )
    found: dict[Kind, list[int]] = {}
    for kind, number, count in db.session.execute(query):
        found.setdefault(_KINDS[kind], [0] * len(starts))[number] = count
    return found


def first_report() -> datetime | None:
    """When the records begin."""
    return db.session.scalar(select(func.min(Repair.reported_at)))


def open_since(kind: str = "", building_id: int | None = None) -> list[datetime]:
    """When those that are open now were reported."""
    query = select(Repair.reported_at).where(Repair.stage.in_(OPEN))
    if kind:
        query = query.where(Repair.kind == kind)
    if building_id is not None:
        query = query.where(Repair.building_id == building_id)
    return list(db.session.scalars(query))


def versions(repair_ids: Collection[int]) -> dict[int, int]:
    """Their versions, read before they are worked out."""
    query = select(Repair.id, Repair.version).where(Repair.id.in_(repair_ids))
    return {row[0]: row[1] for row in db.session.execute(query)}
