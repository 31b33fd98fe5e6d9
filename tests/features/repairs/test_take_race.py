"""Two technicians grab one job: exactly one gets it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, RuleBroken
from hub.features.repairs import commands
from hub.features.repairs.models import Assignment
from hub.features.repairs.rules.stages import Stage


def test_of_two_at_once_exactly_one_gets_it(app, cast) -> None:
    for _ in range(5):
        repair_id = cast.lift()
        start, outcomes = threading.Barrier(2), []

        def grab(actor: Actor, repair_id: int = repair_id, start=start, outcomes=outcomes) -> None:
            with app.app_context():
                start.wait()
                try:
                    commands.take(actor, repair_id)
                    outcomes.append("got it")
                except RuleBroken as problem:
                    outcomes.append(problem.message)
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=grab, args=[cast.actor(user)]) for user in (cast.zhang, cast.wang)]
        db.session.rollback()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(outcomes) == ["got it", "这一单刚刚被别的师傅接走了。"]
        open_ones = select(func.count()).where(Assignment.repair_id == repair_id, Assignment.ended_at.is_(None))
        assert db.session.scalar(open_ones) == 1


def test_the_constraint_alone_stops_the_second(cast) -> None:
    repair_id = cast.lift()
    _raw_assignment(SYSTEM, repair_id, cast.zhang)
    with pytest.raises(IntegrityError, match="repair_assignments"):
        _raw_assignment(SYSTEM, repair_id, cast.wang)
    _end_all(SYSTEM)
    _raw_assignment(SYSTEM, repair_id, cast.wang)


def test_taking_again_what_one_has_changes_nothing(cast) -> None:
    repair_id, zhang = cast.lift(), cast.actor(cast.zhang)
    first = commands.take(zhang, repair_id)
    version = cast.repair(repair_id).version
    assert commands.take(zhang, repair_id) == first
    assert cast.repair(repair_id).version == version


def test_only_technicians_take_and_only_what_is_free(cast) -> None:
    repair_id = cast.lift()
    with pytest.raises(Forbidden):
        commands.take(cast.actor(cast.lin), repair_id)
    commands.advance(cast.actor(cast.lin), repair_id, Stage.CANCELLED)
    with pytest.raises(RuleBroken):
        commands.take(cast.actor(cast.zhang), repair_id)


@command
def _raw_assignment(_actor: Actor, repair_id: int, user_id: int) -> None:
    db.session.add(Assignment(repair_id=repair_id, user_id=user_id, given_at=clock.now()))


@command
def _end_all(_actor: Actor) -> None:
    db.session.execute(text("update repair_assignments set ended_at = given_at, ended_why = 'stopped'"))
