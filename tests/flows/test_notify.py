"""Repairs tell whom they concern."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.db import db
from hub.features.inbox.models import InboxEntry
from hub.features.repairs import commands
from hub.features.repairs.rules.places import Kind, Spot, Urgency
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import Stage
from tests.factories import World


def kinds(user_id: int) -> list[str]:
    return list(
        db.session.scalars(select(InboxEntry.kind).where(InboxEntry.user_id == user_id).order_by(InboxEntry.id))
    )


def lift(urgency: Urgency = Urgency.ORDINARY) -> Report:
    return Report(kind=Kind.LIFT, spot=Spot.LIFT, description="停在七楼", urgency=urgency)


def test_everyone_concerned_follows_a_repair_and_nobody_else(world: World) -> None:
    world.building()
    me, neighbour, stranger = world.user(owns="3-1-101"), world.user(owns="3-1-201"), world.user(owns="3-1-301")
    desk, worker = world.user("desk"), world.user("technician")
    number = commands.report(world.actor(me), lift())
    commands.join(world.actor(neighbour), number)
    commands.advance(world.actor(desk), number, Stage.ACCEPTED)
    commands.take(world.actor(worker), number)
    for stage in (Stage.ON_THE_WAY, Stage.WORKING, Stage.DONE):
        commands.advance(world.actor(worker), number, stage)
    told = ["repair_accepted", "repair_on_the_way", "repair_working", "repair_done"]
    assert kinds(me) == told
    assert kinds(neighbour) == told
    assert kinds(stranger) == []
    assert kinds(desk) == ["repair_new"]
    assert kinds(worker) == ["repair_yours"]
    commands.rate(world.actor(me), number, 1, "等了三天")
    assert kinds(desk)[-1] == "repair_low"
    commands.answer(world.actor(desk), number, "对不起")
    assert kinds(me)[-1] == "repair_answered"


def test_an_urgent_report_reaches_the_whole_desk(world: World) -> None:
    world.building()
    first, second, manager = world.user("desk"), world.user("desk"), world.user("manager")
    commands.report(world.actor(world.user(owns="3-1-101")), lift(Urgency.URGENT))
    assert "repair_new" in kinds(first)
    assert "repair_new" in kinds(second)
    assert "repair_new" in kinds(manager)


def test_a_technician_on_the_way_hears_that_the_job_is_gone(world: World) -> None:
    world.building()
    me, desk = world.user(owns="3-1-101"), world.user("desk")
    first, second = world.user("technician"), world.user("technician")
    number = commands.report(world.actor(me), lift())
    commands.take(world.actor(first), number)
    commands.assign(world.actor(desk), number, second, "换人")
    assert kinds(first)[-1] == "repair_taken_away"
    commands.advance(world.actor(me), number, Stage.CANCELLED)
    assert kinds(second)[-1] == "repair_taken_away"


def test_who_hands_a_job_back_or_finishes_it_is_not_told_so(world: World) -> None:
    world.building()
    me, worker = world.user(owns="3-1-101"), world.user("technician")
    number = commands.report(world.actor(me), lift())
    commands.take(world.actor(worker), number)
    commands.advance(world.actor(worker), number, Stage.ACCEPTED, "我去不了")
    commands.take(world.actor(worker), number)
    for stage in (Stage.WORKING, Stage.DONE):
        commands.advance(world.actor(worker), number, stage)
    assert "repair_taken_away" not in kinds(worker)
