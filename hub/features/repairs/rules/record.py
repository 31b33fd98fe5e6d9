"""How well repairs go, in figures that anybody can check by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.stages import FIXED, OPEN, Stage

DAYS = 90


@dataclass(frozen=True)
class Outcome:
    """What became of one report. `accepted_at`: first accepted or given to somebody; `done_at`: last finished."""

    kind: Kind
    stage: Stage
    reported_at: datetime
    kept: bool  # finished by the promised hour
    accepted_at: datetime | None = None
    done_at: datetime | None = None
    scores: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figures:
    """Counts; medians are empty when there is nothing to measure, the average when nobody has rated."""

    reported: int
    open: int
    fixed: int
    closed: int  # closed without repair
    other: int  # declined, duplicate, cancelled: nothing was to be repaired
    accept_median: timedelta | None
    accept_of: int
    done_median: timedelta | None
    done_of: int
    kept: int  # finished by the promised hour, of `done_of`
    score: float | None
    ratings: int

    @property
    def decided(self) -> int:
        """What the share of fixed ones is a share of."""
        return self.fixed + self.closed

    @property
    def fixed_percent(self) -> int | None:
        """Whole percent, rounded down, so that 99.9 is never shown as 100."""
        return None if self.decided == 0 else self.fixed * 100 // self.decided

    @property
    def kept_percent(self) -> int | None:
        return None if self.done_of == 0 else self.kept * 100 // self.done_of


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """Sum them up; a repair counts as finished only while it is (done or confirmed)."""
    listed = list(outcomes)
    fixed = [o for o in listed if o.stage in FIXED]
    closed = sum(o.stage is Stage.CLOSED for o in listed)
    still = sum(o.stage in OPEN for o in listed)
    accepts = [o.accepted_at - o.reported_at for o in listed if o.accepted_at]
    finished = [(o, o.done_at) for o in fixed if o.done_at]
    scores = [score for o in listed for score in o.scores]
    return Figures(
        reported=len(listed),
        open=still,
        fixed=len(fixed),
        closed=closed,
        other=len(listed) - still - len(fixed) - closed,
        accept_median=_median(accepts),
        accept_of=len(accepts),
        done_median=_median([done - o.reported_at for o, done in finished]),
        done_of=len(finished),
        kept=sum(o.kept for o, _ in finished),
        score=sum(scores) / len(scores) if scores else None,
        ratings=len(scores),
    )


def by_kind(outcomes: Iterable[Outcome]) -> dict[Kind, Figures]:
    """The same for each kind that occurred, the most frequent first."""
    sorted_out: dict[Kind, list[Outcome]] = {}
    for outcome in outcomes:
        sorted_out.setdefault(outcome.kind, []).append(outcome)
    order = list(Kind)
    kinds = sorted(sorted_out, key=lambda kind: (-len(sorted_out[kind]), order.index(kind)))
    return {kind: figures(sorted_out[kind]) for kind in kinds}


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None
