"""Planned maintenance becomes work orders, once each, and the next date follows from how it went."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from hub.core import clock, links
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.assets import commands
from hub.features.assets.models import Occurrence
from hub.features.assets.queries.planned import due_pairs, plans
from hub.features.assets.rules.intervals import Counted, Every, Span
from hub.features.assets.rules.kinds import Kind
from hub.features.assets.rules.planning import Plan
from hub.features.repairs import commands as repairs
from hub.features.repairs.models import ClockRow, Step
from hub.features.repairs.rules.stages import Stage


def at(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_a_work_order_is_made_before_it_is_due_with_the_checklist_and_its_technician(crew) -> None:
    with clock.frozen(at(3, 1)):
        lift = crew.lift()
        crew.plan(lift, date(2026, 3, 10))
        crew.tick()
        assert crew.orders() == []
    with clock.frozen(at(3, 7)):
        crew.tick()
        crew.tick()
    (order,) = crew.orders()
    assert order.subject == f"asset:{lift}"
    assert order.stage == Stage.ASSIGNED
    assert order.assignee_id == crew.zhang
    assert "半月保养 LIFT-03-2" in order.description
    assert "□ 五方通话" in order.description
    assert order.entrance_id == crew.entrance()
    (made,) = crew.occurrences()
    assert made.work == f"repair:{order.id}"
    assert (made.due_on, made.state, made.missed) == (date(2026, 3, 10), "open", 0)


def test_it_is_promised_until_the_end_of_the_day_it_is_due(crew) -> None:
    with clock.frozen(at(3, 7)):
        crew.plan(crew.lift(), date(2026, 3, 10))
        crew.tick()
    (order,) = crew.orders()
    row = db.session.query(ClockRow).filter_by(repair_id=order.id, which="resolve").one()
    until = row.started_at.timestamp() + row.promise_minutes * 60
    assert clock.local(datetime.fromtimestamp(until, UTC)).isoformat() == "2026-03-11T00:00:00+08:00"
    assert row.always


def test_two_jobs_at_once_make_one_work_order(app, crew) -> None:
    lift = crew.lift()
    plan = crew.plan(lift, clock.today())
    for _ in range(3):
        start, outcomes = threading.Barrier(2), []

        def ring(start=start, outcomes=outcomes) -> None:
            with app.app_context():
                start.wait()
                try:
                    outcomes.append(commands.begin(SYSTEM, plan, lift))
                finally:
                    db.session.remove()

        db.session.rollback()
        threads = [threading.Thread(target=ring) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(outcomes) == 2
        assert len(crew.occurrences()) == 1
        assert len(crew.orders()) == 1


def test_the_constraint_alone_stops_a_second_order_for_the_same_day(crew) -> None:
    lift = crew.lift()
    plan = crew.plan(lift, date(2026, 3, 10))
    _raw(SYSTEM, plan, lift, date(2026, 3, 10))
    with pytest.raises(IntegrityError):
        _raw(SYSTEM, plan, lift, date(2026, 3, 10))
    _raw(SYSTEM, plan, lift, date(2026, 3, 25))


def test_the_constraint_alone_stops_a_second_open_one_counted_from_completion(crew) -> None:
    lift = crew.lift()
    plan = crew.plan(lift, date(2026, 3, 10))
    _raw(SYSTEM, plan, lift, date(2026, 3, 10), alone=True)
    with pytest.raises(IntegrityError):
        _raw(SYSTEM, plan, lift, date(2026, 3, 25), alone=True)


def test_done_is_noted_with_its_day_and_the_schedule_does_not_drift(crew) -> None:
    with clock.frozen(at(3, 9)):
        lift = crew.lift()
        crew.plan(lift, date(2026, 3, 10))
        crew.tick()
        (order,) = crew.orders()
    with clock.frozen(at(3, 14)):
        crew.finish(order.id)
        (done,) = crew.occurrences()
        assert (done.state, done.ended_on) == ("done", date(2026, 3, 14))
        (plan,) = plans(crew.actor(crew.desk), lift)
        assert plan.next_on == date(2026, 3, 25)
    with clock.frozen(at(3, 24)):
        crew.tick()
    assert [one.due_on for one in crew.occurrences()] == [date(2026, 3, 10), date(2026, 3, 25)]


def test_counted_from_completion_the_next_waits_for_the_last(crew) -> None:
    with clock.frozen(at(3, 10)):
        lift = crew.lift()
        crew.plan(lift, date(2026, 3, 10), counted=Counted.COMPLETED)
        crew.tick()
        (order,) = crew.orders()
    with clock.frozen(at(4, 20)):
        crew.tick()
        assert len(crew.orders()) == 1
        crew.finish(order.id)
    with clock.frozen(at(5, 2)):
        crew.tick()
    assert [one.due_on for one in crew.occurrences()] == [date(2026, 3, 10), date(2026, 5, 5)]


def test_what_was_missed_becomes_one_order_that_says_so(crew) -> None:
    with clock.frozen(at(3, 10)):
        crew.plan(crew.lift(), date(2026, 3, 10))
    with clock.frozen(at(4, 20)):  # 10 and 25 March, 9 April went by
        crew.tick()
    (order,) = crew.orders()
    (made,) = crew.occurrences()
    assert (made.due_on, made.missed) == (date(2026, 4, 9), 2)
    assert "此前有 2 次到期没有做" in order.description


def test_a_plan_for_a_kind_looks_after_each_of_them_also_those_that_come_later(crew) -> None:
    with clock.frozen(at(3, 10)):
        crew.lift("LIFT-1")
        gone = crew.lift("LIFT-2")
        crew.lift("GATE-1", kind=Kind.GATE, inspection="", inspection_months=None)
        commands.retire(crew.actor(crew.manager), gone, "拆除")
        crew.plan(None, date(2026, 3, 10), kind=Kind.LIFT)
        crew.tick()
        assert len(crew.orders()) == 1
    with clock.frozen(at(4, 3)):  # between 25 March and 9 April
        crew.lift("LIFT-3")
        crew.tick()
    later = [one for one in crew.occurrences() if one.due_on > date(2026, 3, 10)]
    assert [(one.due_on, one.missed) for one in later] == [(date(2026, 3, 25), 0)]  # the new one has missed nothing


def test_a_cancelled_order_is_skipped_and_a_reopened_one_is_open_again(crew) -> None:
    desk = crew.actor(crew.desk)
    with clock.frozen(at(3, 10)):
        lift = crew.lift()
        crew.plan(lift, date(2026, 3, 10))
        crew.tick()
        (order,) = crew.orders()
        repairs.advance(desk, order.id, Stage.CLOSED, "厂家本周已经做过")
        (made,) = crew.occurrences()
        assert (made.state, made.ended_on) == ("skipped", date(2026, 3, 10))
        repairs.advance(desk, order.id, Stage.REOPENED, "厂家说没做")
        (made,) = crew.occurrences()
        assert (made.state, made.ended_on) == ("open", None)
        client = crew.world.client(crew.desk)
        repairs.advance(desk, order.id, Stage.CLOSED, "厂家本周已经做过")
        client.get(f"/assets/{lift}")
        assert "没有做" in client.text()


def test_an_ended_plan_makes_no_more(crew) -> None:
    plan = crew.plan(crew.lift(), clock.today())
    commands.end_plan(crew.actor(crew.desk), plan)
    assert due_pairs() == []
    crew.tick()
    assert crew.orders() == []
    with pytest.raises(NotFound):
        commands.end_plan(crew.actor(crew.desk), plan)


def test_the_order_hangs_on_the_asset_and_shows_it(crew) -> None:
    lift = crew.lift()
    crew.plan(lift, clock.today())
    crew.tick()
    (order,) = crew.orders()
    (strand,) = links.thread(crew.actor(crew.desk), f"repair:{order.id}")
    assert strand.thing == f"asset:{lift}"
    assert strand.name.url == f"/assets/{lift}"
    (seen_by_lin,) = links.thread(crew.actor(crew.lin), f"repair:{order.id}")
    assert seen_by_lin.name.url == "/a/LIFT-03-2"
    step = db.session.query(Step).filter_by(repair_id=order.id).order_by(Step.id).first()
    assert step.party == "system"


def test_a_plan_is_refused_with_words(crew) -> None:
    lift, manager = crew.lift(), crew.actor(crew.manager)
    with pytest.raises(RuleBroken):
        crew.plan(lift, clock.today(), title=" ")
    with pytest.raises(RuleBroken):
        crew.plan(lift, clock.today(), kind=Kind.LIFT)
    with pytest.raises(RuleBroken):
        crew.plan(lift, clock.today(), technician_id=crew.lin)
    with pytest.raises(RuleBroken):
        crew.plan(lift, clock.today(), every=Every(500, Span.MONTH))
    with pytest.raises(NotFound):
        crew.plan(lift + 99, clock.today())
    commands.retire(manager, lift, "拆除")
    with pytest.raises(RuleBroken):
        crew.plan(lift, clock.today())


@pytest.mark.parametrize("who", ["lin", "zhang", "chair"])
def test_planning_is_the_offices(crew, who: str) -> None:
    actor = crew.actor(getattr(crew, who))
    lift = crew.lift()
    plan = crew.plan(lift, clock.today())
    mine = Plan(title="x", every=Every(1, Span.DAY), counted=Counted.SCHEDULED, first=clock.today(), asset_id=lift)
    with pytest.raises(Forbidden):
        commands.make_plan(actor, mine)
    with pytest.raises((Forbidden, NotFound)):
        commands.end_plan(actor, plan)
    for deed in (
        lambda: commands.begin(actor, plan, lift),
        lambda: commands.ordered(actor, 1, "repair:1"),
        lambda: commands.note_end(actor, "repair:1", "done"),
        lambda: commands.remind(actor, lift),
    ):
        with pytest.raises(Forbidden):
            deed()


@command
def _raw(_actor: Actor, plan: int, asset: int, on: date, alone: bool = False) -> None:
    db.session.add(Occurrence(plan_id=plan, asset_id=asset, due_on=on, alone=alone, made_at=clock.now()))
