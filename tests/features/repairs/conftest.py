"""A small compound with everyone a repair needs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs import commands
from hub.features.repairs.models import ClockRow, Repair, Step
from hub.features.repairs.rules.places import Kind, Spot, Urgency
from hub.features.repairs.rules.plan import Plan, Settings
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import Stage
from hub.people.models import Compound, Entrance, Telephone
from tests.factories import World


@dataclass
class Cast:
    """User ids, and the usual deeds in one line."""

    world: World
    building: int
    lin: int  # owns 3-2-301
    wife: int  # lives there, too
    neighbour: int  # owns 3-2-401
    stranger: int  # owns 5-1-101
    desk: int
    zhang: int  # technician
    wang: int  # technician
    manager: int

    def actor(self, user_id: int) -> Actor:
        return self.world.actor(user_id)

    def entrance(self, code: str = "2") -> int:
        found = db.session.scalar(
            select(Entrance.id).where(Entrance.building_id == self.building, Entrance.code == code)
        )
        assert found is not None
        return found

    def lift(self, description: str = "电梯停在7楼不动", by: int | None = None, **more) -> int:
        """A report of the lift in 3号楼2单元."""
        what = {
            "kind": Kind.LIFT,
            "spot": Spot.LIFT,
            "building_id": self.building,
            "entrance_id": self.entrance(),
            "description": description,
            **more,
        }
        return commands.report(self.actor(by or self.lin), Report(**what))

    def tap(self, description: str = "厨房水龙头漏水", by: int | None = None) -> int:
        """A report of the flat 3-2-301."""
        what = Report(
            kind=Kind.PLUMBING,
            description=description,
            unit_id=self.world.unit("3-2-301"),
            urgency=Urgency.URGENT,
        )
        return commands.report(self.actor(by or self.lin), what)

    def done(self, repair_id: int) -> int:
        """Zhang takes it and finishes it."""
        zhang = self.actor(self.zhang)
        commands.take(zhang, repair_id)
        for to in (Stage.ON_THE_WAY, Stage.WORKING, Stage.DONE):
            commands.advance(zhang, repair_id, to)
        return repair_id

    def repair(self, repair_id: int) -> Repair:
        db.session.expire_all()
        return db.session.get_one(Repair, repair_id)

    def clocks(self, repair_id: int) -> list[ClockRow]:
        query = select(ClockRow).where(ClockRow.repair_id == repair_id)
        return list(db.session.scalars(query.order_by(ClockRow.which, ClockRow.round)))

    def steps(self, repair_id: int) -> list[Step]:
        return list(db.session.scalars(select(Step).where(Step.repair_id == repair_id).order_by(Step.id)))


@pytest.fixture
def cast(world: World) -> Cast:
    building = world.building("3")
    world.building("5")
    people = Cast(
        world=world,
        building=building,
        lin=world.user(owns="3-2-301", name="林阿姨"),
        wife=world.user(family="3-2-301", name="老林"),
        neighbour=world.user(owns="3-2-401", name="楼上小陈"),
        stranger=world.user(owns="5-1-101", name="五号楼的"),
        desk=world.user("desk", name="客服小陈"),
        zhang=world.user("technician", name="张师傅"),
        wang=world.user("technician", name="王师傅"),
        manager=world.user("manager", name="赵经理"),
    )
    _office(SYSTEM)
    commands.set_dispatch(SYSTEM, Settings(automatic=False))  # by hand, unless a test is about dispatch
    return people


@pytest.fixture
def crew(cast: Cast) -> Cast:
    """The same people with dispatch at work: Zhang repairs lifts everywhere, Wang lifts and pipes in building 3."""
    commands.set_dispatch(SYSTEM, Settings(supervisor_id=cast.manager))
    commands.plan(SYSTEM, cast.zhang, Plan(frozenset({Kind.LIFT})))
    commands.plan(SYSTEM, cast.wang, Plan(frozenset({Kind.LIFT, Kind.PLUMBING}), frozenset({cast.building})))
    return cast


@command
def _office(_actor: Actor) -> None:
    db.session.add(Compound(id=1, name="明强小区", guest_reports=True))
    db.session.add(Telephone(kind="office", label="物业前台", number="0512-6288 0000"))
