"""A small compound with everyone a complaint needs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.cases import commands
from hub.features.cases.models import Case, Step
from hub.features.cases.rules.kinds import Caller, Channel, Kind, Report
from hub.features.cases.rules.stages import Stage
from hub.features.inbox.models import InboxEntry
from hub.people import codes
from hub.people.models import Compound, Telephone
from tests.factories import World


@dataclass
class Cast:
    """User ids, and the usual deeds in one line."""

    world: World
    building: int
    lin: int  # lives here
    chen: int  # lives above
    stranger: int  # lives elsewhere
    desk: int
    other_desk: int
    guard: int
    manager: int
    chair: int
    member: int
    admin: int
    observer: int

    def actor(self, user_id: int) -> Actor:
        return self.world.actor(user_id)

    def told(self, words: str = "楼上半夜拖椅子", kind: Kind = Kind.NOISE, by: int | None = None, **more) -> int:
        """Told under one's name."""
        return commands.report(self.actor(by or self.lin), Report(kind=kind, words=words, **more))

    def about(self, user_id: int, by: int | None = None) -> int:
        """A complaint about somebody who works here."""
        return self.told("态度很差，推了我一把", Kind.STAFF, by, about_user_id=user_id)

    def unnamed(self, words: str = "有人在楼道里停电瓶车", by: int | None = None, **more) -> tuple[int, str]:
        """(id, code) of a case told without a name."""
        code = codes.fresh()
        what = Report(kind=Kind.SAFETY, words=words, **more)
        return commands.report_unnamed(self.actor(by or self.lin), what, code), code

    def noted(self, channel: Channel = Channel.HOTLINE, **caller) -> tuple[int, str]:
        """(id, code) of a case noted down by the desk."""
        code = codes.fresh()
        what = Report(kind=Kind.HYGIENE, words="垃圾房门口臭")
        return commands.note_down(self.actor(self.desk), what, channel, Caller(**caller), code), code

    def answered(self, case_id: int, by: int | None = None) -> int:
        """The desk answers for good."""
        commands.answer(self.actor(by or self.desk), case_id, "已经上门说过了，对方答应十点后不再拖。", True)
        return case_id

    def solved(self, case_id: int, by: int | None = None) -> int:
        self.answered(case_id)
        commands.judge(self.actor(by or self.lin), case_id, True, 5)
        return case_id

    def case(self, case_id: int) -> Case:
        db.session.expire_all()
        return db.session.get_one(Case, case_id)

    def stage(self, case_id: int) -> Stage:
        return Stage(self.case(case_id).stage)

    def steps(self, case_id: int) -> list[Step]:
        return list(db.session.scalars(select(Step).where(Step.case_id == case_id).order_by(Step.id)))

    def news(self, user_id: int) -> list[str]:
        """Kinds of inbox entries, oldest first."""
        query = select(InboxEntry.kind).where(InboxEntry.user_id == user_id).order_by(InboxEntry.id)
        return list(db.session.scalars(query))


@pytest.fixture
def cast(world: World) -> Cast:
    building = world.building("3")
    world.building("5")
    people = Cast(
        world=world,
        building=building,
        lin=world.user(owns="3-2-301", name="林阿姨"),
        chen=world.user(owns="3-2-401", name="楼上小陈"),
        stranger=world.user(owns="5-1-101", name="五号楼的"),
        desk=world.user("desk", name="客服小陈"),
        other_desk=world.user("desk", name="客服小吴"),
        guard=world.user("guard", name="门岗老马"),
        manager=world.user("manager", name="赵经理"),
        chair=world.user("chair", owns="5-1-201", name="周主任"),
        member=world.user("committee", owns="5-1-301", name="沈老师"),
        admin=world.user("admin", name="管理员"),
        observer=world.user("observer", name="居委林书记"),
    )
    _office(SYSTEM)
    return people


@command
def _office(_actor: Actor) -> None:
    db.session.add(Compound(id=1, name="明强小区"))
    db.session.add(Telephone(kind="office", label="物业前台", number="0512-6288 0000"))
