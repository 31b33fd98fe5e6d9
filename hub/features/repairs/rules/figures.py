"""How well repairs go, in figures that anybody can check by hand. Pure: sums over what became of each report.

Shares are whole percent, cut and never rounded up. A median is the middle value; of an even number the mean of the two
in the middle, in whole seconds. Fewer than FEW cases say little about anybody and are marked as too few.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.stages import FIXED, OPEN, Stage

K = TypeVar("K", bound=Hashable)

FEW = 5
AGAIN_WITHIN = timedelta(days=30)
AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
NOTHING_TO_REPAIR = frozenset({Stage.DECLINED, Stage.DUPLICATE, Stage.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class History:
    """What became of one report. `subject` names the thing or place that was broken, whoever reported it.

    `done_at` is the last time it was finished, `reopened_at` the first time it was opened again after it had been.
    """

    id: int
    kind: Kind
    subject: str
    stage: Stage
    reported_at: datetime
    building_id: int | None = None
    technician_id: int | None = None
    accepted_at: datetime | None = None
    first_done_at: datetime | None = None
    done_at: datetime | None = None
    reopened_at: datetime | None = None
    accept_kept: bool | None = None  # empty: not decided, or nothing to be kept
    resolve_kept: int = 0
    resolve_of: int = 0  # one for each round whose promise is decided
    score_sum: int = 0
    ratings: int = 0


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


def median(spans: Iterable[timedelta]) -> Median:
    """The exact middle: of an even number the mean of both middle ones, in whole seconds, cut."""
    seconds = sorted(int(span.total_seconds()) for span in spans)
    if not seconds:
        return Median(None, 0)
    lower, upper = seconds[(len(seconds) - 1) // 2], seconds[len(seconds) // 2]
    return Median(timedelta(seconds=(lower + upper) // 2), len(seconds))


def repeats(histories: Iterable[History]) -> dict[int, int]:
    """Later → earlier: reported within AGAIN_WITHIN after a repair of the same thing and kind had been finished."""
    alike: defaultdict[tuple[str, Kind], list[History]] = defaultdict(list)
    for one in histories:
        if one.stage not in NOTHING_TO_REPAIR:
            alike[one.subject, one.kind].append(one)
    found: dict[int, int] = {}
    for group in alike.values():
        if len(group) > 1:
            found.update(_repeats(group))
    return found


def _repeats(group: Sequence[History]) -> dict[int, int]:
    ends = sorted({(end, one.id) for one in group for end in (one.first_done_at, one.done_at) if end})
    moments, found = [end for end, _ in ends], {}
    for one in group:
        place = bisect_right(moments, one.reported_at) - 1
        if place >= 0 and one.reported_at - ends[place][0] <= AGAIN_WITHIN and ends[place][1] != one.id:
            found[one.id] = ends[place][1]
    return found


def figures(histories: Iterable[History], again: Mapping[int, int], now: datetime) -> Figures:
    """Sum them up. `again` are the repeats among all reports, not only among these."""
    listed, came_back = list(histories), set(again.values())
    fixed = [one for one in listed if one.stage in FIXED]
    finished = [(one, one.first_done_at) for one in listed if one.first_done_at]
    ripe = [one for one, first in finished if now - first >= AGAIN_WITHIN]
    closed = sum(one.stage is Stage.CLOSED for one in listed)
    still = sum(one.stage in OPEN for one in listed)
    judged = [one.accept_kept for one in listed if one.accept_kept is not None]
    to_repair = [one for one in listed if one.stage not in NOTHING_TO_REPAIR]
    return Figures(
        reported=len(listed),
        open=still,
        fixed=len(fixed),
        closed=closed,
        other=len(listed) - still - len(fixed) - closed,
        accept=median(one.accepted_at - one.reported_at for one in listed if one.accepted_at),
        fix=median(one.done_at - one.reported_at for one in fixed if one.done_at),
        accept_kept=Share(sum(judged), len(judged)),
        resolve_kept=Share(sum(one.resolve_kept for one in listed), sum(one.resolve_of for one in listed)),
        first_time=Share(sum(fixed_at_once(one, came_back) for one in ripe), len(ripe)),
        too_young=len(finished) - len(ripe),
        reopened=Share(sum(one.reopened_at is not None for one, _ in finished), len(finished)),
        repeats=Share(sum(one.id in again for one in to_repair), len(to_repair)),
        score_sum=sum(one.score_sum for one in listed),
        ratings=sum(one.ratings for one in listed),
    )


def fixed_at_once(one: History, came_back: Iterable[int]) -> bool:
    """Finished once and for good: not opened again within AGAIN_WITHIN, and the same did not break again either."""
    if one.first_done_at is None or one.stage is Stage.CLOSED or one.id in came_back:
        return False
    return one.reopened_at is None or one.reopened_at - one.first_done_at > AGAIN_WITHIN


def by(
    key: Callable[[History], K | None], histories: Iterable[History], again: Mapping[int, int], now: datetime
) -> dict[K, Figures]:
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
    building_id: int | None,
    entrance_id: int | None,
    floor: int | None,
    spot: str | None,
) -> str:
    """The thing or place: a labelled machine, a flat, else the spot. One lift serves all floors."""
    if label_id is not None:
        return f"label:{label_id}"
    if unit_id is not None:
        return f"unit:{unit_id}"
    storey = "" if spot == "lift" or floor is None else floor
    return f"{spot}:{building_id or ''}:{entrance_id or ''}:{storey}"
