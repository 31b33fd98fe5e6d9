"""The public record of the last days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import db
from hub.features.repairs.models import Rating, Repair, Step
from hub.features.repairs.queries.clocks import NONE, Clocks, clocks
from hub.features.repairs.rules.places import KINDS, Kind
from hub.features.repairs.rules.record import DAYS, Figures, Outcome, by_kind, figures
from hub.features.repairs.rules.stages import Stage


@dataclass(frozen=True)
class KindRow:
    """One kind and its figures."""

    name: object
    figures: Figures


@dataclass(frozen=True)
class Record:
    """Everything the page shows; sums only, nobody's name."""

    days: int
    since: datetime
    all: Figures
    kinds: tuple[KindRow, ...]


def record() -> Record:
    """Of all reports made in the last DAYS days. Public: it says nothing about any one of them."""
    since = clock.now() - timedelta(days=DAYS)
    found = outcomes(since)
    return Record(DAYS, since, figures(found), tuple(KindRow(KINDS[kind], of) for kind, of in by_kind(found).items()))


def outcomes(since: datetime) -> list[Outcome]:
    """What became of each report made since then."""
    recent = select(Repair.id).where(Repair.reported_at >= since, Repair.source != "plan")
    accepted = _moments(func.min(Step.at), (Stage.ACCEPTED, Stage.ASSIGNED), recent)
    done = _moments(func.max(Step.at), (Stage.DONE,), recent)
    scores: defaultdict[int, list[int]] = defaultdict(list)
    for repair_id, score in db.session.execute(
        select(Rating.repair_id, Rating.score).where(Rating.repair_id.in_(recent))
    ):
        scores[repair_id].append(score)
    query = select(Repair.id, Repair.kind, Repair.stage, Repair.reported_at).where(Repair.id.in_(recent))
    rows = db.session.execute(query).all()
    known = clocks([row.id for row in rows])
    return [
        Outcome(
            Kind(kind),
            Stage(stage),
            reported,
            _kept(known.get(repair_id, NONE)),
            accepted.get(repair_id),
            done.get(repair_id),
            tuple(scores[repair_id]),
        )
        for repair_id, kind, stage, reported in rows
    ]


def _kept(known: Clocks) -> bool:
    return known.resolve is not None and known.resolve.kept is True


def _moments(moment, stages, recent) -> dict[int, datetime]:  # type: ignore[no-untyped-def]
    query = (
        select(Step.repair_id, moment)
        .where(Step.repair_id.in_(recent), Step.now.in_(stages), Step.addition.is_(False))
        .group_by(Step.repair_id)
    )
    return {key: value for key, value in db.session.execute(query).all() if value is not None}
