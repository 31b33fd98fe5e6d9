"""How well repairs go, in figures that anybody can check by hand. Pure: sums over what became of each report.

Shares are whole percent, cut and never rounded up. A median is the middle value; of an even number the mean of the two
in the middle, in whole seconds. Fewer than FEW cases say little about anybody and are marked as too few.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.stages import FIXED, OPEN, Stage

K = TypeVar("K", bound=Hashable)

FEW = 5
AGAIN_WITHIN = timedelta(days=30)
_AGAIN = int(AGAIN_WITHIN.total_seconds())
AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
ONE_OF_EACH = frozenset({Spot.LIFT, Spot.ENTRANCE_DOOR, Spot.ROOF})
NOTHING_TO_REPAIR = frozenset({Stage.DECLINED, Stage.DUPLICATE, Stage.CANCELLED})


class History(NamedTuple):
    """What became of one report. `subject` names the thing or place that was broken, whoever reported it.

    Moments are whole seconds since 1970 (UTC), and this is a tuple: a page may need twenty thousand of them. `done_at`
    is the last time it was finished, `reopened_at` the first time it was opened again after it had been.
    """

    id: int
    kind: Kind
    stage: Stage
    subject: str
    reported_at: int
    building_id: int | None = None
    technician_id: int | None = None
    accepted_at: int | None = None
    first_done_at: int | None = None
    done_at: int | None = None
    reopened_at: int | None = None
    accept_kept: bool | None = None  # empty: not decided, or nothing to be kept
    resolve_kept: int = 0
    resolve_of: int = 0  # one for each round whose promise is decided
    score_sum: int = 0
    ratings: int = 0


@dataclass(frozen=True)
class Repeats:
    """Later → earlier: the same thing and kind again within AGAIN_WITHIN after it had been finished."""

    pairs: dict[int, int]
    came_back: frozenset[int]  # the earlier ones


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    of: int

    @property
    def percent(self) -> int | None:
        """Cut, so that 99.9 is never shown as 100; empty when there is nothing to share."""
        return self.part * 100 // self.of if self.of else None

    @property
    def few(self) -> bool:
        return self.of < FEW


@dataclass(frozen=True)
class Median:
    """The middle of `of` spans."""

    value: timedelta | None
    of: int

    @property
    def few(self) -> bool:
        return self.of < FEW


@dataclass(frozen=True)
class Figures:
    """All figures of some reports."""

    reported: int
    open: int
    fixed: int
    closed: int  # closed without repair
    other: int  # declined, duplicate, cancelled: nothing was to be repaired
    accept: Median
    fix: Median
    accept_kept: Share
    resolve_kept: Share
    first_time: Share
    too_young: int  # finished less than AGAIN_WITHIN ago: whether that was for good cannot be known yet
    reopened: Share
    repeats: Share
    score_sum: int
    ratings: int

    @property
    def fixed_share(self) -> Share:
        """Of what was decided: closed without repair never counts as fixed."""
        return Share(self.fixed, self.fixed + self.closed)

    @property
    def score(self) -> str:
        """One decimal, cut; empty when nobody has rated."""
        tenths = self.score_sum * 10 // self.ratings if self.ratings else 0
        return f"{tenths // 10}.{tenths % 10}" if self.ratings else ""


def median(seconds: Iterable[int]) -> Median:
    """The exact middle: of an even number the mean of both middle ones, in whole seconds, cut."""
    listed = sorted(seconds)
    if not listed:
        return Median(None, 0)
    lower, upper = listed[(len(listed) - 1) // 2], listed[len(listed) // 2]
    return Median(timedelta(seconds=(lower + upper) // 2), len(listed))


def repeats(histories: Iterable[History]) -> Repeats:
    """Among all of these. What needed no repair repeats nothing."""
    alike: defaultdict[tuple[str, Kind], list[History]] = defaultdict(list)
    for one in histories:
        if one.subject and one.stage not in NOTHING_TO_REPAIR:
            alike[one.subject, one.kind].append(one)
    found: dict[int, int] = {}
    for group in alike.values():
        if len(group) > 1:
            found.update(_repeats(group))
    return Repeats(found, frozenset(found.values()))


def _repeats(group: Sequence[History]) -> dict[int, int]:
    ends = sorted({(end, one.id) for one in group for end in (one.first_done_at, one.done_at) if end is not None})
    moments, found = [end for end, _ in ends], {}
    for one in group:
        place = bisect_right(moments, one.reported_at) - 1
        if place >= 0 and one.reported_at - ends[place][0] <= _AGAIN and ends[place][1] != one.id:
            found[one.id] = ends[place][1]
    return found


def figures(histories: Iterable[History], again: Repeats, now: int) -> Figures:
    """Sum them up in one pass. `again` are the repeats among all reports, not only among these."""
    reported = still = fixed = closed = other = young = ripe = at_once = finished = reopened = placed = repeated = 0
    judged = accepted = kept = decided = score = ratings = 0
    accepts: list[int] = []
    fixes: list[int] = []
    for one in histories:
        reported += 1
        if one.stage in FIXED:
            fixed += 1
            if one.done_at is not None:
                fixes.append(one.done_at - one.reported_at)
        elif one.stage in OPEN:
            still += 1
        elif one.stage in NOTHING_TO_REPAIR:
            other += 1
        else:
            closed += 1
        if one.accepted_at is not None:
            accepts.append(one.accepted_at - one.reported_at)
        if one.accept_kept is not None:
            judged += 1
            accepted += one.accept_kept
        if one.first_done_at is not None:
            finished += 1
            reopened += one.reopened_at is not None
            if now - one.first_done_at < _AGAIN:
                young += 1
            else:
                ripe += 1
                at_once += fixed_at_once(one, again)
        placed += bool(one.subject) and one.stage not in NOTHING_TO_REPAIR
        repeated += one.id in again.pairs
        kept, decided = kept + one.resolve_kept, decided + one.resolve_of
        score, ratings = score + one.score_sum, ratings + one.ratings
    return Figures(
        reported=reported,
        open=still,
        fixed=fixed,
        closed=closed,
        other=other,
        accept=median(accepts),
        fix=median(fixes),
        accept_kept=Share(accepted, judged),
        resolve_kept=Share(kept, decided),
        first_time=Share(at_once, ripe),
        too_young=young,
        reopened=Share(reopened, finished),
        repeats=Share(repeated, placed),
        score_sum=score,
        ratings=ratings,
    )


def fixed_at_once(one: History, again: Repeats) -> bool:
    """Finished once and for good: not opened again within AGAIN_WITHIN, and the same did not break again either."""
    if one.first_done_at is None or one.stage is Stage.CLOSED or one.id in again.came_back:
        return False
    return one.reopened_at is None or one.reopened_at - one.first_done_at > _AGAIN


def by(key: Callable[[History], K | None], histories: Iterable[History], again: Repeats, now: int) -> dict[K, Figures]:
    """The same for each group, the largest first; what belongs to none is left out."""
    sorted_out: defaultdict[K, list[History]] = defaultdict(list)
    for one in histories:
        group = key(one)
        if group is not None:
            sorted_out[group].append(one)
    groups = sorted(sorted_out, key=lambda group: (-len(sorted_out[group]), str(group)))
    return {group: figures(sorted_out[group], again, now) for group in groups}


def ages(reported: Iterable[datetime], now: datetime) -> tuple[int, ...]:
    """How many of the open ones have been open for less than each of AGES, and longer than all of them."""
    counts = [0] * (len(AGES) + 1)
    for moment in reported:
        counts[bisect_right(AGES, now - moment)] += 1
    return tuple(counts)


def subject(
    *,
    label_id: int | None,
    unit_id: int | None,
    entrance_id: int | None,
    floor: int | None,
    spot: str | None,
    asset: str | None = None,
) -> str:
    """The thing or place: a machine ("asset:7") or its label, a flat, else the spot. Empty when nobody can say which.

    An entrance has one lift, one door and one roof; a corridor is known by its floor. "The garage" is too large to be
    one thing.
    """
    if asset:
        return asset
    if label_id is not None:
        return f"label:{label_id}"
    if unit_id is not None:
        return f"unit:{unit_id}"
    if entrance_id is None or (floor is None and spot not in ONE_OF_EACH):
        return ""
    return f"{spot}:{entrance_id}:{'' if spot in ONE_OF_EACH else floor}"
