"""The public record: sums anybody can check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.core import clock
from hub.features.repairs import commands, queries
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.record import Outcome, by_kind, figures
from hub.features.repairs.rules.spans import roughly, spoken
from hub.features.repairs.rules.stages import Stage

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SPANS = st.none() | st.timedeltas(timedelta(0), timedelta(days=9))


def outcome(kind: Kind, stage: Stage, accept: timedelta | None, done: timedelta | None, scores) -> Outcome:
    return Outcome(
        kind,
        stage,
        NOON,
        done is not None and done <= timedelta(days=2),
        None if accept is None else NOON + accept,
        None if done is None else NOON + done,
        tuple(scores),
    )


OUTCOMES = st.lists(
    st.builds(
        outcome, st.sampled_from(Kind), st.sampled_from(Stage), SPANS, SPANS, st.lists(st.integers(1, 5), max_size=2)
    ),
    max_size=30,
)


@given(OUTCOMES)
def test_every_report_is_counted_once(outcomes) -> None:
    f = figures(outcomes)
    assert f.open + f.fixed + f.closed + f.other == f.reported == len(outcomes)
    assert 0 <= f.kept <= f.done_of <= f.fixed
    assert f.fixed_percent is None or (f.fixed_percent == 100) == (f.closed == 0)


@given(OUTCOMES)
def test_the_kinds_add_up_to_the_whole(outcomes) -> None:
    whole, kinds = figures(outcomes), by_kind(outcomes)
    for name in ("reported", "fixed", "closed", "ratings", "done_of", "kept"):
        assert sum(getattr(f, name) for f in kinds.values()) == getattr(whole, name)
    counts = [f.reported for f in kinds.values()]
    assert counts == sorted(counts, reverse=True)


def test_closed_without_repair_is_never_fixed() -> None:
    f = figures(
        [outcome(Kind.LIFT, Stage.CLOSED, None, timedelta(1), ()), outcome(Kind.LIFT, Stage.DONE, None, None, ())]
    )
    assert (f.fixed, f.closed, f.fixed_percent, f.done_median) == (1, 1, 50, None)


def test_spans_are_said_as_people_say_them(app) -> None:
    with app.test_request_context():
        said = [str(spoken(timedelta(minutes=m))) for m in (0, 5, 60, 200, 1440, 2940)]
        assert said == ["不到 1 分钟", "5 分钟", "1 小时", "3 小时 20 分钟", "1 天", "2 天 1 小时"]
        assert [str(roughly(timedelta(minutes=m))) for m in (59, 150, 3000)] == ["59 分钟", "2 小时", "2 天"]


def test_with_nothing_the_page_says_so(cast) -> None:
    client = cast.world.client(cast.lin)
    client.get("/repairs/record")
    assert "还没有可以算的数字" in client.text()


def test_the_page_shows_each_figure_with_its_formula(cast) -> None:
    with clock.frozen(NOON):
        fixed, closed, waiting, old = cast.lift(), cast.lift(), cast.lift(), cast.lift()
    with clock.frozen(NOON + timedelta(minutes=30)):
        commands.take(cast.actor(cast.zhang), fixed)
        commands.advance(cast.actor(cast.desk), closed, Stage.CLOSED, "要整体更换，另行立项")
    with clock.frozen(NOON + timedelta(hours=3)):
        for to in (Stage.WORKING, Stage.DONE):
            commands.advance(cast.actor(cast.zhang), fixed, to)
        commands.rate(cast.actor(cast.lin), fixed, 4)
        found = queries.record().all
        assert (found.reported, found.fixed, found.closed, found.open) == (4, 1, 1, 2)
        assert (found.accept_median, found.done_median) == (timedelta(minutes=30), timedelta(hours=3))
        client = cast.world.client(cast.stranger)
        client.get("/repairs/record")
    text = client.text()
    for words in (
        "50%",
        "3 小时",
        "30 分钟",
        "4.0 星",
        "1 个评价的平均",
        "没修就关闭",
        "在承诺时间之前完工 1 单 ÷ 完工 1 单",
    ):
        assert words in text
    assert waiting
    assert old
    with clock.frozen(NOON + timedelta(days=91)):
        assert queries.record().all.reported == 0


def test_only_the_last_finish_counts(cast) -> None:
    with clock.frozen(NOON):
        repair_id = cast.done(cast.lift())
    with clock.frozen(NOON + timedelta(days=1)):
        commands.advance(cast.actor(cast.lin), repair_id, Stage.REOPENED, "又停了")
        assert queries.record().all.fixed == 0
        cast.done(repair_id)
        assert queries.record().all.done_median == timedelta(days=1)
