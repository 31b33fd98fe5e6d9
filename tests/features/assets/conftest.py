"""A small compound with lifts, and everyone who has to do with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from hub.core import jobs
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.assets import commands
from hub.features.assets.models import Asset, Occurrence
from hub.features.assets.rules.card import Particulars
from hub.features.assets.rules.intervals import Counted, Every, Span
from hub.features.assets.rules.kinds import Kind
from hub.features.assets.rules.planning import Plan
from hub.features.repairs import commands as repairs
from hub.features.repairs.models import Repair
from hub.features.repairs.rules.plan import Settings
from hub.features.repairs.rules.stages import Stage
from hub.people.models import Compound, Entrance, Telephone
from tests.factories import World


@dataclass
class Crew:
    """User ids, and the usual deeds in one line."""

    world: World
    building: int
    manager: int
    desk: int
    zhang: int  # technician
    chair: int
    lin: int  # owns 3-2-301

    def actor(self, user_id: int) -> Actor:
        return self.world.actor(user_id)

    def entrance(self, code: str = "2") -> int:
        query = select(Entrance.id).where(Entrance.building_id == self.building, Entrance.code == code)
        found = db.session.scalar(query)
        assert found is not None
        return found

    def lift(self, code: str = "LIFT-03-2", **more) -> int:
        """The lift of 3号楼2单元, inspected each year."""
        about = {
            "code": code,
            "name": "3号楼2单元电梯",
            "kind": Kind.LIFT,
            "entrance_id": self.entrance(),
            "inspection": "电梯定期检验",
            "inspection_months": 12,
            **more,
        }
        return commands.add(self.actor(self.desk), Particulars(**about))

    def plan(self, asset_id: int | None, first: date, **more) -> int:
        """Every 15 days from `first`, made three days before."""
        about = {
            "title": "半月保养",
            "every": Every(15, Span.DAY),
            "counted": Counted.SCHEDULED,
            "first": first,
            "asset_id": asset_id,
            "technician_id": self.zhang,
            "checklist": "门锁\n五方通话",
            **more,
        }
        return commands.make_plan(self.actor(self.manager), Plan(**about))

    def tick(self) -> None:
        """The jobs of assets, as the bell would ring them."""
        for name in ("assets.plans", "assets.inspections"):
            jobs.JOBS[name].job(SYSTEM)

    def asset(self, asset_id: int) -> Asset:
        db.session.expire_all()
        return db.session.get_one(Asset, asset_id)

    def occurrences(self) -> list[Occurrence]:
        db.session.expire_all()
        return list(db.session.scalars(select(Occurrence).order_by(Occurrence.id)))

    def orders(self) -> list[Repair]:
        db.session.expire_all()
        return list(db.session.scalars(select(Repair).where(Repair.source == "plan").order_by(Repair.id)))

    def finish(self, repair_id: int) -> None:
        """Zhang does the job."""
        zhang = self.actor(self.zhang)
        repairs.take(zhang, repair_id)
        for to in (Stage.WORKING, Stage.DONE):
            repairs.advance(zhang, repair_id, to)


@pytest.fixture
def crew(world: World) -> Crew:
    building = world.building("3")
    people = Crew(
        world=world,
        building=building,
        manager=world.user("manager", name="赵经理"),
        desk=world.user("desk", name="客服小陈"),
        zhang=world.user("technician", name="张师傅"),
        chair=world.user("chair", owns="3-1-101", name="王主任"),
        lin=world.user(owns="3-2-301", name="林阿姨"),
    )
    _office(SYSTEM)
    repairs.set_dispatch(SYSTEM, Settings(automatic=False))
    return people


@command
def _office(_actor: Actor) -> None:
    db.session.add(Compound(id=1, name="明强小区", guest_reports=True))
    db.session.add(Telephone(kind="office", label="物业前台", number="0512-6288 0000"))
    db.session.add(Telephone(kind="lift", label="电梯救援", number="96333"))
