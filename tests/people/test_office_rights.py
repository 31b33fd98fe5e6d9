"""What the office may do with accounts, and what nobody may do to gain a right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden, NotFound, RuleBroken, SecondFactorNeeded
from hub.people.commands import office, outbox, roles, second_factor
from hub.people.models import RoleGrant, User
from hub.people.queries.actors import actor_of_user
from hub.people.roles import Role
from tests.core.test_live import opened
from tests.factories import PASSWORD, World
from tests.judge import JudgingClient


def granted(user_id: int) -> int:
    found = db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == user_id))
    assert found is not None
    return found


def test_a_clerk_cannot_give_himself_a_managers_access(world: World) -> None:
    desk, manager, admin = world.user("desk"), world.user("manager"), world.user("admin")
    for somebody in (manager, admin, desk):
        with pytest.raises(Forbidden):
            office.reset_access(world.actor(desk), somebody, "let me")
    with pytest.raises(Forbidden):
        office.ban(world.actor(manager), admin, "no")
    with pytest.raises(Forbidden):
        office.ban(world.actor(desk), world.user(), "no")
    office.reset_access(world.actor(admin), manager, "lost it")
    page = world.client(desk)
    page.get(f"/admin/accounts/{manager}")
    assert "只有能授予角色的管理员可以处理" in page.text()
    assert page.page is not None
    assert not page.page.find("input", attrs={"name": "reason"})


def test_a_role_still_to_come_guards_the_account_already(world: World) -> None:
    desk, elected = world.user("desk"), world.user()
    later = clock.today() + timedelta(days=10)
    roles.grant(world.actor(world.user("admin")), elected, Role.CHAIR, later, None, "elected")
    with pytest.raises(Forbidden):
        office.reset_access(world.actor(desk), elected, "early bird")


def test_strangers_and_those_without_second_factor_do_none_of_it(world: World) -> None:
    resident, other = world.user(), world.actor(world.user())
    admin = world.actor(world.user("admin"), second_factor=False)
    for actor, problem in ((other, Forbidden), (admin, SecondFactorNeeded)):
        with pytest.raises(problem):
            office.reset_access(actor, resident, "x")
        with pytest.raises(problem):
            office.ban(actor, resident, "x")
        with pytest.raises(problem):
            office.unban(actor, resident, "x")
        with pytest.raises(problem):
            outbox.outbox(actor)
        with pytest.raises(problem):
            second_factor.reset(actor, resident, "x")
        with pytest.raises(problem):
            roles.grant(actor, resident, Role.DESK, clock.today(), None, "x")
    with pytest.raises(NotFound):
        office.reset_access(world.actor(world.user("admin")), 999, "x")


def test_a_reset_signs_out_at_once_and_may_bring_a_new_number(app: Flask, world: World) -> None:
    resident, desk = world.user(), world.client(world.user("desk"))
    phone, taken = world.client(resident), world.user()
    socket = opened(app, phone.raw)
    desk.get(f"/admin/accounts/{resident}")
    number = db.session.scalar(select(User.phone).where(User.id == taken))
    path = f"/admin/accounts/{resident}/reset"
    desk.post(path, {"reason": "换了号码", "phone": str(number)}, 422)
    phone.get("/me")
    desk.post(path, {"reason": "换了号码", "phone": "13733334444"}, 200)
    phone.get("/me", 303)
    assert not socket.is_connected()
    fresh = JudgingClient(app)
    fresh.post("/login", {"phone": "13733334444", "password": PASSWORD})


def test_losing_a_role_ends_the_sign_ins_and_their_sockets(app: Flask, world: World) -> None:
    admin, guard = world.actor(world.user("admin")), world.user("guard")
    client = world.client(guard)
    socket = opened(app, client.raw)
    with pytest.raises(RuleBroken):
        roles.end(admin, granted(guard), " ")
    with pytest.raises(Forbidden):
        roles.end(world.actor(world.user()), granted(guard), "no")
    roles.end(admin, granted(guard), "离职")
    client.get("/me", 303)
    assert not socket.is_connected()


def test_everybody_may_lay_down_a_role_of_their_own(world: World) -> None:
    lead = world.user("volunteer_lead")
    roles.end(world.actor(lead), granted(lead), "太忙")
    assert not actor_of_user(lead).roles


@pytest.mark.parametrize("role", ["chair", "committee", "manager", "accountant", "observer", "admin"])
def test_nobody_gives_themself_oversight_money_or_a_voice(world: World, role: str) -> None:
    admin = world.user("admin")
    with pytest.raises(Forbidden):
        roles.grant(world.actor(admin), admin, Role(role), clock.today(), None, "me")
    roles.grant(world.actor(world.user("admin")), world.user(), Role(role), clock.today(), None, "by another")


def test_plain_work_an_admin_may_take_up(world: World) -> None:
    admin = world.user("admin")
    roles.grant(world.actor(admin), admin, Role.DESK, clock.today(), None, "small office")
    assert "desk" in actor_of_user(admin).roles


def test_the_last_admin_for_good_is_neither_ended_nor_banned(world: World) -> None:
    only = world.user("admin")
    today = clock.today()
    with pytest.raises(RuleBroken, match="最后"):
        office.ban(SYSTEM, only, "no")
    other = world.user()
    roles.grant(world.actor(only), other, Role.ADMIN, today, today + timedelta(days=30), "holiday")
    with pytest.raises(RuleBroken, match="最后"):
        roles.end(world.actor(only), granted(only), "the other one's term runs out")
    roles.end(world.actor(only), granted(other), "back from the holiday")
    third = world.user()
    roles.grant(world.actor(only), third, Role.ADMIN, today, None, "for good")
    roles.end(world.actor(only), granted(only), "now it is fine")
    assert "admin" not in actor_of_user(only).roles


def test_a_future_admin_can_be_unmade_while_there_is_one(world: World) -> None:
    only, other = world.user("admin"), world.user()
    grant = roles.grant(world.actor(only), other, Role.ADMIN, clock.today() + timedelta(days=9), None, "next week")
    roles.end(world.actor(only), grant, "changed our mind")
    with clock.frozen(clock.now() + timedelta(days=20)):
        assert "admin" not in actor_of_user(other).roles


def test_terms_do_not_overlap_but_may_follow_one_another(world: World) -> None:
    admin, other = world.actor(world.user("admin")), world.user()
    today, year = clock.today(), timedelta(days=365)
    roles.grant(admin, other, Role.COMMITTEE, today, today + year, "third term")
    with pytest.raises(RuleBroken):
        roles.grant(admin, other, Role.COMMITTEE, today + year / 2, None, "too early")
    roles.grant(admin, other, Role.COMMITTEE, today + year, today + 2 * year, "fourth term")
    with pytest.raises(RuleBroken):
        roles.grant(admin, world.user(), Role.DESK, today - year, today, "over before it begins")
