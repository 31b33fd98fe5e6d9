"""Outings come once, close once, alarm once; and what only the database would still stop."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.inbox.models import InboxEntry
from hub.features.rounds import commands, queries
from hub.features.rounds.commands.planning import NOT_RUNNING
from hub.features.rounds.models import Outing, PointLabel, Round
from hub.features.rounds.rules.outings import State
from hub.features.rounds.rules.plans import Manners
from tests.features.rounds.conftest import at


def alarms() -> list[InboxEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(InboxEntry).where(InboxEntry.kind == "round_missed")))


def test_the_job_makes_one_outing_for_a_window_however_often_it_runs(cast) -> None:
    cast.watch("21:59")
    assert cast.outings() == []
    for time in ("22:00", "22:01", "22:59"):
        cast.watch(time)
    (outing,) = cast.outings()
    assert (outing.begins_at, outing.ends_at, outing.state) == (at("22:00"), at("23:00"), State.DUE)
    assert [stop.name for stop in cast.stops()] == ["车库东门", "消防泵房", "3 号楼顶"]


def test_two_processes_at_once_make_one_outing(app, cast) -> None:
    start, made = threading.Barrier(2), []

    def plan() -> None:
        with app.app_context():
            start.wait()
            made.append(commands.plan(SYSTEM, cast.round))
            db.session.remove()

    with clock.frozen(at("22:00")):
        db.session.rollback()
        threads = [threading.Thread(target=plan) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert sorted(made) == [0, 1]
    assert len(cast.outings()) == 1
    assert len(cast.stops()) == 3


def test_missing_points_are_one_message_for_the_manager_and_only_once(cast) -> None:
    cast.visit(0, "22:05")
    cast.watch("23:09")
    assert alarms() == []
    for time in ("23:10", "23:11", "23:30"):
        cast.watch(time)
    (alarm,) = alarms()
    assert alarm.user_id == cast.manager
    assert alarm.words == {"what": "夜间巡更", "who": "1/3"}
    (outing,) = cast.outings()
    assert outing.state == State.MISSED
    assert alarm.link == f"/rounds/outings/{outing.id}"


def test_a_finished_outing_alarms_nobody(cast) -> None:
    for which in range(3):
        cast.visit(which, f"22:1{which}")
    cast.watch("23:30")
    assert alarms() == []
    assert cast.outings()[0].state == State.FINISHED


def test_windows_in_which_the_hub_did_not_run_are_no_fault_of_the_guard(cast) -> None:
    cast.watch("6:00", day=11)
    (outing,) = cast.outings()
    assert (outing.state, outing.excuse) == (State.EXCUSED, NOT_RUNNING)
    assert alarms() == []


def test_windows_before_a_round_was_made_changed_or_resumed_are_not_due(cast) -> None:
    commands.pause(cast.actor(cast.manager), cast.round)
    cast.watch("22:10")
    with clock.frozen(at("22:20")):
        commands.resume(cast.actor(cast.manager), cast.round)
    cast.watch("22:30")
    assert cast.outings() == []
    cast.watch("22:00", day=11)
    assert len(cast.outings()) == 1


def test_the_grace_can_be_set(cast) -> None:
    commands.order(cast.actor(cast.manager), Manners(grace_minutes=0))
    cast.watch("22:00")
    cast.watch("23:00")
    assert cast.outings()[0].state == State.MISSED
    for manners, field in ((Manners(grace_minutes=241), "grace_minutes"), (Manners(keep_days=0), "keep_days")):
        with pytest.raises(RuleBroken) as refused:
            commands.order(cast.actor(cast.manager), manners)
        assert refused.value.field == field


def test_an_outing_is_excused_for_a_reason_before_or_after_it_was_missed(cast) -> None:
    cast.watch("22:00")
    (outing,) = cast.outings()
    desk = cast.actor(cast.desk)
    with pytest.raises(RuleBroken, match="为什么"):
        commands.excuse(desk, outing.id, "  ")
    cast.watch("23:10")
    commands.excuse(desk, outing.id, "暴雨红色预警")
    assert cast.outings()[0].state == State.EXCUSED
    with pytest.raises(RuleBroken, match="已经准许"):
        commands.excuse(desk, outing.id, "再来一次")


def test_what_is_the_system_s_and_the_office_s_is_refused_to_others(cast) -> None:
    cast.watch("22:00")
    (outing,) = cast.outings()
    for who in (cast.guard, cast.resident):
        actor = cast.actor(who)
        deeds = (
            lambda actor=actor: commands.plan(actor, cast.round),
            lambda actor=actor: commands.close(actor, outing.id),
            lambda actor=actor: commands.forget_old(actor),
            lambda actor=actor: commands.excuse(actor, outing.id, "不想走"),
            lambda actor=actor: commands.order(actor, Manners()),
            lambda actor=actor: commands.pause(actor, cast.round),
            lambda actor=actor: commands.resume(actor, cast.round),
            lambda actor=actor: commands.retire_point(actor, cast.points[0]),
            lambda actor=actor: commands.replace_label(actor, cast.points[0]),
            lambda actor=actor: commands.set_point(actor, cast.round, None, None),
            lambda actor=actor: commands.set_round(actor, None, None),
        )
        for deed in deeds:
            with pytest.raises(Forbidden):
                deed()
    with pytest.raises(Forbidden):
        commands.link_repair(cast.actor(cast.resident), 1, 1)
    with pytest.raises(NotFound):
        commands.link_repair(cast.actor(cast.guard), cast.stops()[0].id, 1)
    assert queries.sees_outing(cast.actor(cast.desk), outing.id)
    assert not queries.sees_outing(cast.actor(cast.guard), outing.id)


@command
def raw_outing(_actor, round_id: int, **changes) -> None:
    values = {"begins_at": at("1:00"), "ends_at": at("2:00"), "made_at": at("1:00"), "state": "due", **changes}
    db.session.add(Outing(round_id=round_id, **values))


@command
def raw(_actor, statement: str) -> None:
    db.session.execute(text(statement))


def test_the_constraint_alone_stops_a_second_outing_for_a_window(cast) -> None:
    raw_outing(SYSTEM, cast.round)
    with pytest.raises(IntegrityError):
        raw_outing(SYSTEM, cast.round)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "lost"},
        {"ends_at": at("1:00")},
        {"state": "excused", "closed_at": at("2:00")},
        {"excuse": "下雨"},
        {"state": "missed"},
        {"closed_at": at("2:00")},
    ],
)
def test_the_constraints_alone_stop_what_cannot_be(cast, changes) -> None:
    with pytest.raises(IntegrityError):
        raw_outing(SYSTEM, cast.round, **changes)


def test_the_constraint_alone_stops_a_second_label_in_use(cast) -> None:
    @command
    def second(_actor) -> None:
        db.session.add(PointLabel(point_id=cast.points[0], code="another22222", made_at=clock.now()))

    with pytest.raises(IntegrityError):
        second(SYSTEM)


def test_the_constraints_alone_stop_a_stop_twice_and_somebody_who_was_not_there(cast) -> None:
    cast.watch("22:00")
    with pytest.raises(IntegrityError):
        raw(SYSTEM, f"update outing_stops set point_id = {cast.points[0]}")
    with pytest.raises(IntegrityError):
        raw(SYSTEM, f"update outing_stops set by_id = {cast.guard}")


def test_a_week_without_days_is_stopped_by_the_database(cast) -> None:
    with pytest.raises(IntegrityError):
        raw(SYSTEM, "update rounds set weekdays = 0")
    assert db.session.get_one(Round, cast.round).weekdays == 127
