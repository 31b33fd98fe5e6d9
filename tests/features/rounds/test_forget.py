"""Who walked is known for a while; that it was walked is known for good."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.features.rounds import commands, queries
from hub.features.rounds.jobs import forget
from hub.features.rounds.models import Round
from hub.features.rounds.rules.outings import State
from hub.features.rounds.rules.plans import Manners
from hub.pages import my_data
from tests.features.rounds.conftest import at


def walked(cast) -> None:
    for which in range(3):
        cast.visit(which, f"22:0{which}")


def test_old_visits_lose_their_person_and_keep_their_time(cast) -> None:
    walked(cast)
    commands.order(cast.actor(cast.manager), Manners(keep_days=10))
    with clock.frozen(at("21:00", day=20)):
        forget(SYSTEM)
    assert cast.stops()[0].by_id == cast.guard
    with clock.frozen(at("23:01", day=20)):
        forget(SYSTEM)
        forget(SYSTEM)
    assert [(stop.by_id, stop.visited_at is not None) for stop in cast.stops()] == [(None, True)] * 3
    assert (cast.outings()[0].walker_id, cast.outings()[0].state) == (None, State.FINISHED)


def test_the_permanent_record_of_a_visit_names_nobody(cast) -> None:
    walked(cast)
    rows = db.session.scalars(select(AuditRow).where(AuditRow.fact.in_(("PointVisited", "OutingFinished"))))
    assert [row.user_id for row in rows] == [None] * 4


def test_an_erased_account_leaves_no_trace_of_where_it_was(cast) -> None:
    with clock.frozen(at("9:00")):
        own = cast.new(walker_id=cast.guard)
    walked(cast)
    commands.forget_walker(SYSTEM, cast.guard)
    assert not [stop for stop in cast.stops() if stop.by_id]
    assert not [outing for outing in cast.outings() if outing.walker_id]
    assert db.session.get_one(Round, own).walker_id is None


def test_one_s_own_visits_are_in_one_s_data_and_nobody_else_s(cast) -> None:
    walked(cast)
    told = my_data.collect(cast.actor(cast.guard))["rounds_walked"]
    assert [one["place"] for one in told] == ["车库东门", "消防泵房", "3 号楼顶"]
    assert my_data.readable(my_data.collect(cast.actor(cast.guard)))
    assert queries.told_by(cast.actor(cast.other)) == []
