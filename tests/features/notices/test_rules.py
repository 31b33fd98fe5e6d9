"""Sums on plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.problems import RuleBroken
from hub.features.notices.rules import notice as rules
from hub.features.notices.rules.notice import Audience, Scope, Stage
from hub.features.notices.rules.versions import Mark, compared

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TEXT = st.text(st.sampled_from("停水电上午下 \n，"), max_size=60)


def old(lines) -> str:
    return "\n".join(line.text for line in lines if line.mark in (Mark.SAME, Mark.GONE))


def new(lines) -> str:
    return "\n".join(line.text for line in lines if line.mark in (Mark.SAME, Mark.NEW))


@given(TEXT, TEXT)
def test_a_comparison_holds_both_versions_whole(before: str, after: str) -> None:
    lines = compared(before, after, around=None)
    assert sorted(old(lines).split("\n")) == sorted(before.split("\n"))
    assert sorted(new(lines).split("\n")) == sorted(after.split("\n"))
    assert all(piece.mark is not Mark.NEW for line in lines if line.mark is Mark.GONE for piece in line.pieces)
    if before == after:
        assert {line.mark for line in lines} <= {Mark.SAME}


@given(TEXT, TEXT)
def test_a_short_comparison_counts_what_it_leaves_out(before: str, after: str) -> None:
    whole, short = compared(before, after, around=None), compared(before, after)
    assert sum(line.count or 1 for line in short) == len(whole)
    changed = [line for line in whole if line.mark is not Mark.SAME]
    assert [line for line in short if line.mark not in (Mark.SAME, Mark.SKIP)] == changed


def test_inside_a_changed_line_only_the_change_is_marked() -> None:
    gone, come = compared("明天上午八点到十点停水", "明天下午两点到十点停水")
    assert "".join(p.text for p in gone.pieces if p.mark is Mark.GONE) == "上八"
    assert "".join(p.text for p in come.pieces if p.mark is Mark.NEW) == "下两"


def test_lines_with_nothing_in_common_are_not_torn_to_pieces() -> None:
    gone, come = compared("电梯年检", "请存好水")
    assert (len(gone.pieces), len(come.pieces)) == (1, 1)


def test_many_unchanged_lines_are_left_out() -> None:
    lines = compared("\n".join("一二三四五六七八九"), "\n".join("一二三四五六七八十"))
    assert lines[0].mark is Mark.SKIP
    assert lines[0].count == 6


@given(st.text(max_size=120), st.text(max_size=200))
def test_words_are_kept_or_refused_never_cut(title: str, body: str) -> None:
    short, whole = " ".join(title.split()), body.replace("\r\n", "\n").strip()
    if 2 <= len(short) <= rules.LONGEST_TITLE and len(whole) >= 2:
        assert rules.check_words(title, body) == (short, whole)
    else:
        with pytest.raises(RuleBroken):
            rules.check_words(title, body)


@given(
    st.sampled_from(list(Scope)),
    st.lists(st.integers(1, 9)),
    st.lists(st.sampled_from([*rules.ROLES, "admin", "nobody"])),
    st.booleans(),
)
def test_an_audience_is_everybody_or_names_somebody(scope, ids, roles, visitors) -> None:
    try:
        kept = rules.check_audience(Audience(scope, tuple(ids), tuple(roles)), visitors=visitors)
    except RuleBroken:
        wanted = roles if scope is Scope.ROLE else ids
        assert scope is not Scope.ALL
        assert visitors or not set(wanted) - {"admin", "nobody"}
        return
    assert kept.scope is scope
    assert not (visitors and scope is not Scope.ALL)
    assert bool(kept.ids or kept.roles) == (scope is not Scope.ALL)
    assert set(kept.roles) <= set(rules.ROLES)


@pytest.mark.parametrize(
    ("begin", "end", "good"),
    [
        (None, None, True),
        (None, timedelta(minutes=1), True),
        (None, timedelta(0), False),
        (timedelta(days=1), timedelta(hours=1), False),
        (timedelta(days=1), timedelta(days=2), True),
        (timedelta(days=400), None, False),
        (timedelta(days=-1), None, True),
    ],
)
def test_it_ends_after_it_begins(begin, end, good) -> None:
    def at(delta):
        return None if delta is None else NOW + delta

    if good:
        rules.check_times(NOW, at(begin), at(end))
    else:
        with pytest.raises(RuleBroken):
            rules.check_times(NOW, at(begin), at(end))


def test_it_runs_out_at_the_very_moment() -> None:
    assert rules.is_current(NOW, Stage.PUBLISHED, None)
    assert rules.is_current(NOW, Stage.PUBLISHED, NOW + timedelta(seconds=1))
    assert not rules.is_current(NOW, Stage.PUBLISHED, NOW)
    assert not any(rules.is_current(NOW, stage, None) for stage in Stage if stage is not Stage.PUBLISHED)
