"""When a failed errand is tried again: sums, without an app."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.core.jobs import rules

CHANCE = st.floats(0, 1, exclude_max=True)


def test_the_waits_without_chance() -> None:
    waits = [rules.wait(tries, 0).total_seconds() for tries in range(1, 9)]
    assert waits == [30, 90, 270, 810, 2430, 7290, 21600, 21600]


@given(st.integers(1, 10_000), CHANCE)
def test_a_wait_is_never_shorter_than_the_first_nor_longer_than_the_longest_and_a_fifth(tries, chance) -> None:
    assert timedelta(seconds=30) <= rules.wait(tries, chance) <= timedelta(hours=6) * 1.2


@given(st.integers(1, 50), CHANCE, CHANCE)
def test_the_next_wait_is_longer_whatever_chance_says_until_the_longest(tries, one, other) -> None:
    if rules.wait(tries + 1, 0) < rules.LONGEST_WAIT:
        assert rules.wait(tries + 1, one) > rules.wait(tries, other)


@given(st.integers(1, 50), CHANCE)
def test_chance_only_adds_and_at_most_a_fifth(tries, chance) -> None:
    plain = rules.wait(tries, 0)
    assert plain <= rules.wait(tries, chance) < plain * 1.2 + timedelta(microseconds=1)


@given(st.text(max_size=600))
def test_what_is_said_of_a_failure_is_one_short_line(text: str) -> None:
    said = rules.readable(OSError(text))
    assert said.startswith("OSError:")
    assert len(said) <= 300
    assert len(said.splitlines()) == 1


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.from_regex(r"\A[a-z]{2,9}\.[a-z]{2,9}\Z"))
def test_it_names_nobodys_number_or_address(phone: str, name: str) -> None:
    said = rules.readable(
        ValueError(f"550 <{name}@example.com> refused, +86 {phone[:3]}-{phone[3:7]}-{phone[7:]} {phone}")
    )
    assert name not in said
    assert phone not in said
    assert phone[3:7] + "-" + phone[7:] not in said
    assert "refused" in said
