"""What people choose, and what no choice takes away."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.features.inbox.rules import CHANNELS, Channel, How, Kind, Reach, how_for, offered, reached, retry, topics
from hub.features.inbox.rules.words import SMS_LENGTH, masked_email, short_message

KINDS = st.builds(
    lambda always, urgent: Kind("t", "s", "bell", "", always or urgent, urgent), st.booleans(), st.booleans()
)
REACHES = st.dictionaries(st.sampled_from(CHANNELS), st.sampled_from(list(Reach)))


@given(KINDS, st.none() | st.sampled_from(list(How)))
def test_what_must_reach_everyone_reaches_everyone(kind: Kind, chosen: How | None) -> None:
    how = how_for(kind, chosen)
    if kind.urgent:
        assert how is How.NOW
    if kind.always:
        assert how is not How.OFF
    if not kind.always:
        assert how is (chosen or How.NOW), "and everything else is one's own choice"


@given(st.booleans(), st.booleans(), st.sampled_from(list(How)))
def test_what_the_page_offers_is_what_then_happens(locked: bool, urgent: bool, chosen: How) -> None:
    can = offered(locked=locked, urgent=urgent)
    assert How.NOW in can
    if chosen in can and locked:
        assert how_for(Kind("t", "s", "", "", True, urgent), chosen) is chosen


@given(REACHES)
def test_urgent_news_takes_every_way_that_other_news_takes_and_perhaps_more(reach: dict[Channel, Reach]) -> None:
    plain, urgent = set(reached(reach, urgent=False)), set(reached(reach, urgent=True))
    assert plain <= urgent
    assert not {channel for channel, how in reach.items() if how is Reach.OFF} & urgent


def test_nobody_is_written_to_before_they_asked_except_urgently() -> None:
    assert reached({}, urgent=False) == ()
    assert reached({}, urgent=True) == (Channel.SMS,)


@given(st.integers(1, 60), st.floats(0, 1), st.none() | st.timedeltas(timedelta(), timedelta(days=2)))
def test_waits_grow_to_a_limit_and_never_fall_below_what_was_asked(
    n: int, luck: float, asked: timedelta | None
) -> None:
    wait = retry.wait(n, luck, asked)
    assert wait >= timedelta(seconds=24)
    assert wait >= (asked or timedelta())
    assert wait <= max(retry.LONGEST_WAIT * 1.2, asked or timedelta())
    assert retry.wait(n + 1, luck, asked) >= wait


@given(st.integers(0, 200))
def test_a_channel_rests_after_some_failures_and_longer_each_time_up_to_a_limit(failures: int) -> None:
    rest = retry.rest(failures)
    assert (rest > timedelta()) is (failures >= retry.FAILURES_BEFORE_REST)
    assert rest <= retry.rest(failures + 1) <= retry.LONGEST_REST


@given(st.text(max_size=30), st.text(max_size=200), st.integers(0, 120))
def test_a_short_message_is_one_short_message_and_keeps_its_link_whole(name: str, text: str, length: int) -> None:
    long, short = "https://hub.example/" + "r" * length, "https://hub.example/inbox"
    message = short_message(name, text, long, short)
    assert len(message) <= SMS_LENGTH
    assert message.endswith((long, short))


def test_masks_say_enough_and_not_more() -> None:
    assert masked_email("wang.xiaoming@example.com") == "w***@example.com"
    assert masked_email("nonsense") == "***"


def test_every_topic_has_a_name(app: object) -> None:
    for topic in topics():
        assert str(topic.title) != topic.name, f"{topic.name} has no title in rules/topics.py"
