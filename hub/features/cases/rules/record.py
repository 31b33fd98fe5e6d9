"""The monthly figures, and how small ones are kept from pointing at somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from hub.features.cases.rules.kinds import Kind
from hub.features.cases.rules.stages import OPEN, Stage

FEW = 3


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    kind: Kind
    stage: Stage
    received: datetime
    first_answer: datetime | None


@dataclass(frozen=True)
class Figures:
    """Of one month. What would be about fewer than FEW cases is None."""

    received: int
    answered: int
    reply_median: timedelta | None
    solved: int | None
    unsolved: int | None
    silent: int | None
    open: int | None
    solved_percent: int | None
    kinds: tuple[tuple[Kind, int], ...]

    @property
    def few(self) -> bool:
        """So few that only their number is told."""
        return self.received < FEW


def figures(found: Sequence[Outcome]) -> Figures:
    """All figures of the cases received in one month."""
    if len(found) < FEW:
        return Figures(len(found), 0, None, None, None, None, None, None, ())
    waits = [(one.first_answer - one.received).total_seconds() for one in found if one.first_answer is not None]
    at = Counter(one.stage for one in found)
    ended = at[Stage.SOLVED] + at[Stage.UNSOLVED] + at[Stage.SILENT]
    return Figures(
        received=len(found),
        answered=len(waits),
        reply_median=timedelta(seconds=median(waits)) if len(waits) >= FEW else None,
        solved=at[Stage.SOLVED],
        unsolved=at[Stage.UNSOLVED],
        silent=at[Stage.SILENT],
        open=sum(at[stage] for stage in (*OPEN, Stage.ANSWERED)),
        solved_percent=100 * at[Stage.SOLVED] // ended if ended >= FEW else None,
        kinds=merged(one.kind for one in found),
    )


def merged(kinds: Iterable[Kind]) -> tuple[tuple[Kind, int], ...]:
    """Kinds and their numbers, the largest first; those of fewer than FEW go into "other".

    When "other" would itself be so small that it points at somebody, the smallest kind joins it.
    """
    counts = Counter(kinds)
    other = counts.pop(Kind.OTHER, 0)
    listed = sorted(counts.items(), key=lambda pair: (pair[1], pair[0]))
    while listed and (listed[0][1] < FEW or 0 < other < FEW):
        other += listed.pop(0)[1]
    shown = [(kind, n) for kind, n in reversed(listed)]
    return (*shown, (Kind.OTHER, other)) if other >= FEW else tuple(shown)
