"""One word before, one after, then the supervisor, then the manager: never a flood."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hub.core import clock, jobs
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden
from hub.features.inbox.models import InboxEntry
from hub.features.repairs import commands
from hub.features.repairs.commands import alerting, promising
from hub.features.repairs.models import AlertRow
from hub.features.repairs.rules.clocks import Promise
from hub.features.repairs.rules.places import Urgency
from hub.features.repairs.rules.stages import Stage

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=clock.LOCAL)


@pytest.fixture
def slow(cast):
    """Two hours to accept, four to repair, in office hours."""
    promising.promise(cast.actor(cast.manager), None, Urgency.ORDINARY, Promise(120, 240, False))
    return cast


def told(user_id: int) -> list[str]:
    query = select(InboxEntry.kind).where(InboxEntry.user_id == user_id).order_by(InboxEntry.id)
    return [
        kind for kind in db.session.scalars(query) if kind.startswith(("repair_", "repairs_")) and kind != "repair_new"
    ]


def ring(cast, hours: float) -> None:
    with clock.frozen(MONDAY + timedelta(hours=hours)):
        jobs.run(cast.world.app, "repairs.clocks")
    db.session.rollback()


def test_one_before_one_after_then_the_supervisor_then_the_manager(slow) -> None:
    with clock.frozen(MONDAY):
        repair_id = slow.lift()
    for minutes in range(0, 60 * 9, 10):
        ring(slow, minutes / 60)
    assert told(slow.desk) == ["repair_before", "repair_after"]
    # here the manager is the supervisor, too
    assert told(slow.manager) == ["repair_supervisor", "repair_manager"]
    assert slow.repair(repair_id).desk_id == slow.manager
    assert told(slow.lin) == []


def test_after_acceptance_it_is_the_other_clock_that_counts(slow) -> None:
    with clock.frozen(MONDAY):
        repair_id = slow.lift()
        commands.take(slow.actor(slow.zhang), repair_id)
    for minutes in range(0, 60 * 5, 10):
        ring(slow, minutes / 60)
    assert told(slow.zhang) == ["repair_before", "repair_after"]
    assert told(slow.desk) == ["repair_after"]


def test_a_case_that_waits_is_left_alone(slow) -> None:
    with clock.frozen(MONDAY):
        repair_id = slow.lift()
        commands.take(slow.actor(slow.zhang), repair_id)
        for to in (Stage.WORKING, Stage.WAITING_PARTS):
            commands.advance(slow.actor(slow.zhang), repair_id, to)
    for hours in range(9):
        ring(slow, hours)
    assert told(slow.zhang) == told(slow.desk) == told(slow.manager) == []


def test_after_a_night_without_the_server_only_the_highest_level_is_said(slow) -> None:
    with clock.frozen(MONDAY):
        slow.lift()
    ring(slow, 30)
    assert told(slow.desk) == []
    assert told(slow.manager) == ["repair_manager"]


def test_many_at_once_are_one_message(slow) -> None:
    with clock.frozen(MONDAY):
        for n in range(7):
            slow.lift(f"第{n}部电梯停了")
    ring(slow, 2.1)
    ring(slow, 2.2)
    assert told(slow.desk) == ["repairs_after"]
    desk = slow.world.client(slow.desk)
    desk.get("/inbox")
    assert "有 7 单过了承诺时间" in desk.text()


def test_only_the_system_raises_alerts(slow) -> None:
    with pytest.raises(Forbidden):
        alerting.raise_alerts(slow.actor(slow.manager))


@pytest.mark.both_databases
def test_a_level_is_kept_once_a_clock(slow) -> None:
    with clock.frozen(MONDAY):
        slow.lift()
    with clock.frozen(MONDAY + timedelta(hours=2, minutes=5)):
        assert alerting.raise_alerts(SYSTEM) == 1
        assert alerting.raise_alerts(SYSTEM) == 0
    assert [row.level for row in db.session.scalars(select(AlertRow))] == ["after"]
