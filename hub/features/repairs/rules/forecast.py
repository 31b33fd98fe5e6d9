"""How many reports next month will bring, by three simple methods of which the past months choose one. Pure.

The last whole month is the newest thing known, and next month is two months after it (this month is not over yet).
Each method is tried on past months under the same condition: it sees only what lay two months before. The one with the
smallest mean absolute error is used, and that error is stated with every forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.core.i18n import lazy as _l

LEAST_MONTHS = 6
AHEAD = 2
YEAR = 12
MOST_TRIALS = 12
LEAST_TRIALS = 3
SMOOTHING = tuple(tenth / 10 for tenth in range(1, 10))


class Method(StrEnum):
    """The simplest first: when two are equally good, the simpler one is used."""

    MEAN = "mean"
    SEASONAL = "seasonal"
    SMOOTH = "smooth"


METHODS = {
    Method.MEAN: _l("最近 3 个月的平均"),
    Method.SEASONAL: _l("和去年同月一样"),
    Method.SMOOTH: _l("指数平滑：越近的月份越算数"),
}
Guess = Callable[[Sequence[int]], float | None]


@dataclass(frozen=True)
class Forecast:
    """`expected` reports next month; on `trials` past months the method was off by `error` on average (one decimal)."""

    method: Method
    expected: int
    error: float
    trials: int


def mean_of_three(known: Sequence[int]) -> float | None:
    """The mean of the last three months."""
    return sum(known[-3:]) / 3 if len(known) >= 3 else None


def seasonal(known: Sequence[int]) -> float | None:
    """What the same month of last year brought, AHEAD months after the last one known."""
    return float(known[AHEAD - 1 - YEAR]) if len(known) >= YEAR - AHEAD + 1 else None


def smoothed(weight: float) -> Guess:
    """Simple exponential smoothing: each month moves the level by `weight` of the distance to it."""

    def guess(known: Sequence[int]) -> float | None:
        if len(known) < 3:
            return None
        level = float(known[0])
        for count in known[1:]:
            level += weight * (count - level)
        return level

    return guess


GUESSES: tuple[tuple[Method, Guess], ...] = (
    (Method.MEAN, mean_of_three),
    (Method.SEASONAL, seasonal),
    *((Method.SMOOTH, smoothed(weight)) for weight in SMOOTHING),
)


def forecast(months: Sequence[int]) -> Forecast | None:
    """For the month AHEAD after the last of `months` (whole ones, the oldest first); None when too little is known."""
    if len(months) < LEAST_MONTHS:
        return None
    trials = _trials(months)
    best: tuple[float, Method, float] | None = None
    for method, guess in GUESSES:
        error, expected = _error(guess, months, trials), guess(months)
        if error is not None and expected is not None and (best is None or error < best[0] - 1e-9):
            best = (error, method, expected)
    if best is None:
        return None
    return Forecast(best[1], int(best[2] + 0.5), round(best[0], 1), len(trials))


def _trials(months: Sequence[int]) -> range:
    """The months on which every method is tried; with a year and more behind them, last year's can be tried, too."""
    last, needed = len(months), AHEAD + 2
    with_year = range(max(YEAR, last - MOST_TRIALS), last)
    return with_year if len(with_year) >= LEAST_TRIALS * 2 else range(max(needed, last - MOST_TRIALS), last)


def _error(guess: Guess, months: Sequence[int], trials: range) -> float | None:
    """The mean absolute error; None for a method that could not have spoken each time."""
    off = 0.0
    for month in trials:
        said = guess(months[: month - AHEAD + 1])
        if said is None:
            return None
        off += abs(months[month] - said)
    return off / len(trials) if trials else None
