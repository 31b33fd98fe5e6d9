"""A round of three points, walked every evening, and everyone it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.features.rounds import commands, queries
from hub.features.rounds.models import Outing, Stop
from hub.features.rounds.rules.outings import Kind
from hub.features.rounds.rules.plans import PointPlan, RoundPlan
from hub.features.rounds.rules.timetable import Timetable
from tests.factories import World

EVERY_DAY = frozenset(range(7))


def at(time: str, day: int = 10) -> datetime:
    """A moment in November 2025, by the compound's clocks; the 10th is a Monday."""
    hour, minute, *second = (int(part) for part in time.split(":"))
    return datetime(2025, 11, day, hour, minute, *second, tzinfo=clock.LOCAL)


@dataclass
class Cast:
    """User ids, and the usual deeds in one line."""

    world: World
    manager: int
    desk: int
    guard: int
    other: int  # another guard
    resident: int
    round: int
    points: list[int]

    def actor(self, user_id: int) -> Actor:
        return self.world.actor(user_id)

    def new(self, **changes) -> int:
        """Another round, from 22:00 to 23:00 every day unless told otherwise."""
        plan = {"name": "夜间巡更", "kind": Kind.PATROL, "timetable": Timetable(EVERY_DAY, (1320,), 60), **changes}
        return commands.set_round(self.actor(self.manager), None, RoundPlan(**plan))

    def point(self, round_id: int, name: str, **more) -> int:
        return commands.set_point(self.actor(self.manager), round_id, None, PointPlan(name, **more))

    def code(self, which: int) -> str:
        return queries.point_card(self.points[which]).code

    def visit(self, which: int, time: str, by: int | None = None, day: int = 10, **more) -> commands.Visited:
        with clock.frozen(at(time, day)):
            return commands.visit(self.actor(by or self.guard), self.code(which), **more)

    def watch(self, time: str, day: int = 10) -> None:
        """The job, at this time."""
        from hub.features.rounds.jobs import watch

        with clock.frozen(at(time, day)):
            watch(SYSTEM)

    def outings(self) -> list[Outing]:
        db.session.rollback()
        return list(db.session.scalars(select(Outing).order_by(Outing.id)))

    def stops(self) -> list[Stop]:
        db.session.rollback()
        return list(db.session.scalars(select(Stop).order_by(Stop.outing_id, Stop.position)))


@pytest.fixture
def cast(world: World) -> Cast:
    world.building("3")
    made = Cast(
        world,
        manager=world.user("manager", name="周经理"),
        desk=world.user("desk", name="小陈"),
        guard=world.user("guard", name="赵保安"),
        other=world.user("guard", name="孙保安"),
        resident=world.user(owns="3-1-101", name="林阿姨"),
        round=0,
        points=[],
    )
    with clock.frozen(at("9:00")):
        made.round = made.new()
        made.points = [made.point(made.round, name) for name in ("车库东门", "消防泵房", "3 号楼顶")]
    return made
