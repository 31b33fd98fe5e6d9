"""Next month's load: what was known two months before decides, and the error is the one that would have been made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.features.repairs.rules.forecast import (
    AHEAD,
    GUESSES,
    LEAST_MONTHS,
    Method,
    forecast,
    mean_of_three,
    seasonal,
    smoothed,
)

MONTHS = st.lists(st.integers(0, 60), min_size=LEAST_MONTHS, max_size=36)


@pytest.mark.parametrize("count", range(LEAST_MONTHS))
def test_of_less_than_six_months_nothing_is_said(count) -> None:
    assert forecast([4] * count) is None


def test_an_example_worked_out_by_hand() -> None:
    """Eight months: 10 12 11 | 13 12 14 13 15. The mean is tried on months 5 to 8, each from what lay two before.

    Month 5 from (10 12 11): 11, was 12, off by 1. Month 6 from (12 11 13): 12, was 14, off by 2. Month 7 from
    (11 13 12): 12, was 13, off by 1. Month 8 from (13 12 14): 13, was 15, off by 2. On average 1.5.
    """
    months = [10, 12, 11, 13, 12, 14, 13, 15]
    tried = [abs(months[m] - (mean_of_three(months[: m - AHEAD + 1]) or 0)) for m in range(4, 8)]
    assert tried == [1, 2, 1, 2]
    found = forecast(months)
    assert found is not None
    assert found.trials == 4
    assert found.error <= 1.5


def test_what_never_changes_is_foretold_without_error_by_the_simplest_method() -> None:
    found = forecast([7] * 12)
    assert found is not None
    assert (found.method, found.expected, found.error) == (Method.MEAN, 7, 0)


def test_a_year_that_repeats_itself_is_foretold_by_last_year() -> None:
    year = [30, 2, 5, 9, 14, 3, 22, 8, 1, 17, 6, 11]
    found = forecast(year * 3)
    assert found is not None
    assert (found.method, found.error) == (Method.SEASONAL, 0)
    assert found.expected == (year * 4)[36 + AHEAD - 1]


def test_after_a_lasting_rise_the_recent_months_count_more() -> None:
    found = forecast([2] * 8 + [20] * 8)
    assert found is not None
    assert found.expected >= 19


def test_the_guesses_by_hand() -> None:
    assert mean_of_three([1, 2, 3, 7]) == 4
    assert mean_of_three([1, 2]) is None
    assert smoothed(0.5)([4, 8, 8]) == 7
    assert seasonal(list(range(10))) is None
    assert seasonal(list(range(12))) == 1, "December's forecast, made in November from October, is last December"


@given(MONTHS)
def test_a_forecast_lies_within_what_has_been_and_its_error_is_honest(months) -> None:
    found = forecast(months)
    assert found is not None
    assert min(months) <= found.expected <= max(months)
    assert 0 <= found.error <= max(months) - min(months)
    assert found.trials >= 2


@given(MONTHS)
def test_no_method_that_was_not_chosen_would_have_been_better(months) -> None:
    found = forecast(months)
    assert found is not None
    trials = range(len(months) - found.trials, len(months))
    for _, guess in GUESSES:
        said = [guess(months[: m - AHEAD + 1]) for m in trials]
        if all(one is not None for one in said):
            off = sum(abs(months[m] - (one or 0)) for m, one in zip(trials, said, strict=True)) / len(trials)
            assert found.error <= off + 0.051
