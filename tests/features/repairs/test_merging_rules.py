"""Any history of merging and splitting: a forest, one main case each, and a split brings back what was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.problems import RuleBroken
from hub.features.repairs.rules.merging import below, check_main, main_of, merge, split, stage_after_split
from hub.features.repairs.rules.stages import IN_HAND, OVER, STEPS, Stage

CASES = range(1, 9)
moves = st.lists(st.tuples(st.booleans(), st.sampled_from(CASES), st.sampled_from(CASES)), max_size=40)


def play(history: list[tuple[bool, int, int]]) -> dict[int, int]:
    """The bonds after all moves that were possible."""
    bonds: dict[int, int] = {}
    for together, one, other in history:
        try:
            bonds = merge(bonds, one, other) if together else split(bonds, one)
        except RuleBroken:
            continue
    return bonds


@given(moves)
def test_everybody_has_exactly_one_main_case_and_nobody_is_lost(history) -> None:
    bonds = play(history)
    mains = {case: main_of(bonds, case) for case in CASES}
    for main in set(mains.values()):
        assert main not in bonds
        assert {case for case in CASES if mains[case] == main} == below(bonds, main) | {main}


@given(moves, st.sampled_from(CASES), st.sampled_from(CASES))
def test_a_split_undoes_a_merge(history, one, other) -> None:
    before = play(history)
    try:
        after = merge(before, one, other)
    except RuleBroken:
        return
    assert main_of(after, one) == main_of(before, other)
    assert all(main_of(after, case) == main_of(before, other) for case in below(before, one))
    assert split(after, one) == before


@given(moves, st.sampled_from(CASES), st.sampled_from(CASES))
def test_merging_is_refused_only_for_what_hangs_already_or_is_the_same(history, one, other) -> None:
    bonds = play(history)
    if one in bonds or main_of(bonds, other) == one:
        with pytest.raises(RuleBroken) as refused:
            merge(bonds, one, other)
        assert refused.value.field == "number"
    else:
        assert merge(bonds, one, other)[one] not in bonds


def test_what_had_been_given_to_somebody_comes_back_to_the_office() -> None:
    mergeable = [stage for stage in Stage if Stage.DUPLICATE in STEPS[stage]]
    assert {stage_after_split(stage) for stage in mergeable} == {Stage.SUBMITTED, Stage.ACCEPTED, Stage.REOPENED}
    assert all(stage_after_split(stage) is Stage.ACCEPTED for stage in IN_HAND)


@given(st.sampled_from(Stage), st.sampled_from([None, 1, 2]), st.sampled_from([None, 1, 2]))
def test_the_main_case_is_open_and_not_in_somebody_else_s_flat(stage, theirs, own) -> None:
    if stage in OVER or (theirs is not None and theirs != own):
        with pytest.raises(RuleBroken):
            check_main(stage, theirs, own)
    else:
        check_main(stage, theirs, own)
