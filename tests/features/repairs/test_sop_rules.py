"""Checklists as they are written, compared and settled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.problems import RuleBroken
from hub.features.repairs.rules.sop import LONGEST_STEP, MOST_STEPS, Item, compare, missing, parse, written

words = st.text("关阀门拍验水电梯ab", min_size=1, max_size=12)
items = st.builds(Item, words, st.booleans(), st.booleans())
lists = st.lists(items, min_size=1, max_size=MOST_STEPS, unique_by=lambda item: item.text)


@given(lists)
def test_what_was_written_is_read_again_the_same(steps) -> None:
    assert parse(written(steps)) == tuple(steps)


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("* 关阀【照片】", Item("关阀", True, True)),
        ("＊关阀 [photo]", Item("关阀", True, True)),
        ("3. 试水（拍照）", Item("试水", False, True)),
        ("1、*挂牌", Item("挂牌", True, False)),
        ("  擦干净  地面 ", Item("擦干净 地面")),
    ],
)
def test_it_is_read_as_people_type_it(line, item) -> None:
    assert parse(f"\n{line}\n\n") == (item,)


@pytest.mark.parametrize(
    "text", ["", " \n ", "*", "甲\n甲", "\n".join(map(str, range(MOST_STEPS + 1))), "长" * (LONGEST_STEP + 1)]
)
def test_what_is_no_checklist_is_refused_at_its_field(text) -> None:
    with pytest.raises(RuleBroken) as refused:
        parse(text)
    assert refused.value.field == "draft"


@given(lists, lists)
def test_a_comparison_contains_both_versions_whole_and_in_order(before, after) -> None:
    changes = compare(before, after)
    assert [change.item for change in changes if change.how != "new"] == before
    assert [change.item for change in changes if change.how != "gone"] == after


@given(lists)
def test_nothing_changed_between_a_version_and_itself(steps) -> None:
    assert {change.how for change in compare(steps, steps)} == {"same"}


@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_what_is_missing_must_be_done_and_is_neither_done_nor_explained(musts, settled) -> None:
    left = missing(musts, settled)
    assert left <= musts
    assert not left & settled
    assert musts <= left | settled
