"""Any history of merging, splitting, objecting and withdrawing: nobody and nothing is lost."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import RuleBroken
from hub.features.repairs import commands, queries
from hub.features.repairs.models import Merger, Repair, Step
from hub.features.repairs.queries.group import merged_into
from hub.features.repairs.rules.stages import Stage

DEEDS = ("merge", "merge", "merge", "split", "object", "withdraw", "finish")
histories = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 4), st.integers(0, 4)), min_size=4, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories)
def test_nobody_and_nothing_is_lost(cast, history) -> None:
    people = (cast.lin, cast.neighbour, cast.stranger, cast.wife, cast.manager)
    reports = [cast.lift(f"第{n}份", by=user) for n, user in enumerate(people)]
    said: dict[int, list[int]] = {report: [] for report in reports}
    for deed, one, other in history:
        with suppress(RuleBroken):
            do(cast, people, deed, one, reports[one], reports[other])
        check(people, reports, said)


def do(cast, people, deed: str, who: int, one: int, other: int) -> None:
    desk = cast.actor(cast.desk)
    if deed == "merge":
        commands.merge(desk, one, other)
    elif deed == "split":
        commands.split(desk, one, "不是同一件事")
    elif deed == "object":
        commands.object_to_done(cast.actor(people[who]), one, "我这里没好")
    elif deed == "withdraw":
        commands.advance(cast.actor(people[who]), one, Stage.CANCELLED)
    else:
        cast.done(one)


def check(people, reports: list[int], said: dict[int, list[int]]) -> None:
    db.session.expire_all()
    for user, report in zip(people, reports, strict=True):
        repair = db.session.get_one(Repair, report)
        main = db.session.get_one(Repair, repair.duplicate_of_id or report)
        assert main.duplicate_of_id is None
        assert main.id == report or main.stage != "cancelled"
        assert (repair.stage == "duplicate") == (main.id != report)
        assert user in queries.listeners(main.id).neighbours
        assert report == main.id or report in merged_into(main)
        open_ones = select(Merger).where(Merger.repair_id == report, Merger.split_at.is_(None))
        assert len(db.session.scalars(open_ones).all()) == (main.id != report)
        assert len(queries.together(SYSTEM, main.id).reports) == len(merged_into(main))
        steps = list(db.session.scalars(select(Step.id).where(Step.repair_id == report).order_by(Step.id)))
        assert steps[: len(said[report])] == said[report]
        said[report] = steps
