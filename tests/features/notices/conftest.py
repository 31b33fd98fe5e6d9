"""A small compound with everyone a notice concerns."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from hub.core import documents, files
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.inbox.models import InboxEntry
from hub.features.notices import commands
from hub.features.notices.models import Notice
from hub.features.notices.rules.notice import Audience, Category, Draft, Revision, Scope
from hub.people.models import Compound, Telephone
from tests.core.test_images import encoded
from tests.factories import World

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@dataclass
class Cast:
    """User ids, and the usual deeds in one line."""

    world: World
    three: int
    five: int
    lin: int  # owns 3-2-301
    wife: int  # lives there, too
    five_owner: int  # owns 5-1-101
    tenant: int  # rents 5-1-201
    desk: int
    manager: int
    chair: int

    def actor(self, user_id: int) -> Actor:
        return self.world.actor(user_id)

    def draft(self, by: int | None = None, enclosed: commands.Enclosed | None = None, **more: Any) -> int:
        what = {"title": "明天停水", "body": "上午八点到十点停水。\n\n请存水。", **more}
        return commands.draft(self.actor(by or self.desk), Draft(**what), enclosed or commands.Enclosed())

    def publish(self, by: int | None = None, enclosed: commands.Enclosed | None = None, **more: Any) -> int:
        number = self.draft(by, enclosed, **more)
        commands.publish(self.actor(by or self.desk), number)
        return number

    def for_three(self, **more: Any) -> int:
        """A notice for building 3 alone."""
        return self.publish(audience=Audience(Scope.BUILDING, (self.three,)), **more)

    def revise(self, number: int, body: str = "改到下午。", base: int = 1, **more: Any) -> int:
        what = {"title": "明天停水", "body": body, "changed": "改到下午", **more}
        return commands.revise(self.actor(self.desk), number, base, Revision(**what))

    def notice(self, number: int) -> Notice:
        db.session.expire_all()
        return db.session.get_one(Notice, number)

    def enclosed(self, by: int | None = None) -> commands.Enclosed:
        """A photo and a document, received and waiting."""
        actor = self.actor(by or self.desk)
        photo = FileStorage(io.BytesIO(encoded("JPEG")), filename="a.jpg")
        paper = FileStorage(io.BytesIO(PDF), filename="明细.pdf")
        with self.world.app.test_request_context():
            photos = files.receive(actor, [photo])
            papers = documents.receive(actor, [paper])
        assert not photos.problems
        assert not papers.problems
        return commands.Enclosed(photos.names, papers.names)


@pytest.fixture
def cast(world: World) -> Cast:
    three, five = world.building("3"), world.building("5")
    _office(SYSTEM)
    return Cast(
        world=world,
        three=three,
        five=five,
        lin=world.user(owns="3-2-301", name="林阿姨"),
        wife=world.user(family="3-2-301", name="老林"),
        five_owner=world.user(owns="5-1-101", name="五号楼的"),
        tenant=world.user(rents="5-1-201", name="租客小陈"),
        desk=world.user("desk", name="客服小陈"),
        manager=world.user("manager", name="赵经理"),
        chair=world.user("chair", name="周主任"),
    )


def told(user_id: int) -> list[str]:
    """What kinds of news lie in somebody's inbox."""
    query = select(InboxEntry.kind).where(InboxEntry.user_id == user_id).order_by(InboxEntry.id)
    return list(db.session.scalars(query))


@command
def _office(_actor: Actor) -> None:
    db.session.add(Compound(id=1, name="明强小区", office_name="物业服务处"))
    db.session.add(Telephone(kind="office", label="物业前台", number="0512-6288 0000"))


__all__ = ["PDF", "Cast", "Category", "told"]
