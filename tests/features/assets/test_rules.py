"""Cards, codes and inspections on plain values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.problems import RuleBroken
from hub.features.assets.rules.card import CODE, Particulars, check, checked_code, next_code
from hub.features.assets.rules.inspection import MARKS, Standing, mark, next_due, spoken, standing
from hub.features.assets.rules.kinds import GLYPHS, KINDS, PREFIXES, Kind, usual

TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("days", "what", "words"),
    [
        (-12, Standing.LATE, "已过期 12 天"),
        (0, Standing.SOON, "今天到期"),
        (30, Standing.SOON, "还有 30 天"),
        (31, Standing.FINE, "还有 31 天"),
    ],
)
def test_how_an_inspection_stands_is_said_in_words(app, days: int, what: Standing, words: str) -> None:
    due = TODAY + timedelta(days=days)
    assert standing(due, TODAY) is what
    assert str(spoken(due, TODAY)) == words
    assert standing(None, TODAY) is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("days", "found"), [(61, None), (60, "60"), (31, "60"), (30, "30"), (8, "30"), (7, "7"), (0, "7"), (-1, "late")]
)
def test_reminders_come_two_months_one_month_and_a_week_before_and_when_it_is_late(days: int, found: str) -> None:
    assert mark(TODAY + timedelta(days=days), TODAY) == found


@given(st.integers(-500, 500))
def test_time_only_brings_later_marks(days: int) -> None:
    order = [None, *map(str, MARKS), "late"]
    due = TODAY + timedelta(days=days)
    assert order.index(mark(due, TODAY)) <= order.index(mark(due, TODAY + timedelta(days=1)))


def test_who_inspects_a_little_early_loses_no_days_and_who_is_late_gains_none() -> None:
    due = date(2026, 9, 30)
    assert next_due(date(2026, 9, 10), due, 12) == date(2027, 9, 30)
    assert next_due(date(2026, 10, 20), due, 12) == date(2027, 10, 20)
    assert next_due(date(2026, 5, 1), due, 12) == date(2027, 5, 1)
    assert next_due(date(2026, 9, 10), None, None) is None


@pytest.mark.parametrize(
    ("code", "after"), [("LIFT-03-1", "LIFT-03-2"), ("CAM-09", "CAM-10"), ("GATE", "GATE-2"), ("P9A", "P10A")]
)
def test_the_next_code_counts_on(code: str, after: str) -> None:
    assert next_code(code) == after


@given(st.from_regex(CODE, fullmatch=True).filter(lambda code: len(code) < 20))
def test_what_counts_on_is_a_code_again(code: str) -> None:
    assert checked_code(next_code(code))
    assert next_code(code) != code


@pytest.mark.parametrize("code", ["", "电梯1", "A" * 25, "A B", "-A", "A-", "a/b", "LIFT\n1"])
def test_what_does_not_fit_on_a_label_is_no_code(code: str) -> None:
    with pytest.raises(RuleBroken):
        checked_code(code)


def test_small_letters_are_the_same_code() -> None:
    assert checked_code(" lift-03-1 ") == "LIFT-03-1"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"installed_on": TODAY, "warranty_until": TODAY - timedelta(days=1)}, "warranty_until"),
        ({"inspection": "x", "inspection_last": TODAY, "inspection_due": date(2020, 1, 1)}, "inspection_due"),
        ({"inspection_due": TODAY}, "inspection"),
        ({"inspection_months": 12}, "inspection"),
    ],
)
def test_a_card_that_cannot_be_is_refused_at_its_field(more: dict, field: str) -> None:
    about = {"code": "A", "name": "B", "kind": Kind.LIFT, **more}
    with pytest.raises(RuleBroken) as broken:
        check(Particulars(**about))
    assert broken.value.field == field


def test_every_kind_has_a_name_an_icon_and_a_prefix_that_is_a_code() -> None:
    assert set(KINDS) == set(GLYPHS) == set(PREFIXES) == set(Kind)
    for kind in Kind:
        assert checked_code(f"{PREFIXES[kind]}-01")
        assert bool(usual(kind).inspection) == (usual(kind).months is not None)
