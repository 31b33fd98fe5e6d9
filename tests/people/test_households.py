"""Who is let into a home, by whom and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import authz, clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.people.commands import entering as commands
from hub.people.commands.entering import Newcomer
from hub.people.models import Invitation, Occupancy, Ownership, User
from hub.people.queries.actors import actor_of_user
from tests.core.test_live import opened, watch
from tests.factories import PASSWORD, World
from tests.judge import JudgingClient
from tests.people.test_letters import own

NEW = Newcomer("13711110001", PASSWORD, "李小红")


@pytest.fixture
def owner(world: World) -> int:
    world.building()
    return world.user(owns="3-1-101")


def invite(world: World, owner: int, kind: str, **more: object) -> str:
    made = commands.invite(world.actor(owner), world.unit("3-1-101"), kind, "", **more)  # type: ignore[arg-type]
    return db.session.get_one(Invitation, made).token


def newcomer() -> int:
    found = db.session.scalar(select(User.id).order_by(User.id.desc()))
    assert found is not None
    return found


def stay() -> int:
    found = db.session.scalar(select(Occupancy.id).order_by(Occupancy.id.desc()))
    assert found is not None
    return found


def test_neither_family_nor_tenants_nor_strangers_invite(world: World, owner: int) -> None:
    unit = world.unit("3-1-101")
    for somebody in (world.user(family="3-1-101"), world.user(rents="3-1-101"), world.user(owns="3-1-201")):
        with pytest.raises(Forbidden):
            commands.invite(world.actor(somebody), unit, "family", "")
        client = world.client(somebody)
        client.get("/me/household")
        client.get(f"/me/household/{unit}/invitations", 403)


def test_an_invitation_opens_once(world: World, owner: int) -> None:
    token = invite(world, owner, "family")
    commands.accept(SYSTEM, token, NEW)
    with pytest.raises(NotFound):
        commands.accept(SYSTEM, token, Newcomer("13711110002", PASSWORD, "王五"))
    who = db.session.scalar(select(Occupancy.invited_by))
    assert who == db.session.get_one(User, owner).person_id


def test_a_neighbour_with_an_account_joins_by_one_tap_and_only_once(world: World, owner: int) -> None:
    friend = world.user(owns="3-1-201")
    client = world.client(friend)
    token = invite(world, owner, "tenant")
    client.get("/join/" + token)
    client.post(f"/join/{token}/acceptance")
    assert actor_of_user(friend).unit_ids == {world.unit("3-1-101"), world.unit("3-1-201")}
    with pytest.raises(RuleBroken):
        commands.accept_signed_in(world.actor(friend), invite(world, owner, "family"))


def test_a_tenancy_has_its_last_day_and_the_owner_moves_it(world: World, owner: int) -> None:
    today = clock.today()
    with pytest.raises(RuleBroken):
        invite(world, owner, "tenant", until=today)
    commands.accept(SYSTEM, invite(world, owner, "tenant", until=today + timedelta(days=30)), NEW)
    tenant = newcomer()
    with clock.frozen(clock.now() + timedelta(days=29)):
        assert actor_of_user(tenant).unit_ids
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert not actor_of_user(tenant).unit_ids
    client = world.client(owner)
    client.get("/me/household")
    path = f"/me/household/members/{stay()}/until"
    client.post(path, {"until": (today + timedelta(days=60)).isoformat()})
    client.post(path, {"until": (today - timedelta(days=1)).isoformat()}, 422)
    client.post(path, {"until": ""}, 422)
    world.client(world.user(owns="3-1-201")).post(path, {"until": today.isoformat()}, 404)
    with clock.frozen(clock.now() + timedelta(days=45)):
        assert actor_of_user(tenant).unit_ids


def test_ending_takes_the_right_and_the_ear(
    app: Flask, world: World, owner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = world.unit("3-1-101")
    monkeypatch.setitem(authz._sights, "flat", lambda actor, number: number in actor.unit_ids)
    commands.accept(SYSTEM, invite(world, owner, "family"), NEW)
    guest = newcomer()
    socket = opened(app, world.client(guest).raw)
    assert watch(socket, f"flat:{unit}")
    with pytest.raises(NotFound):
        commands.move_out(world.actor(world.user(owns="3-1-201")), stay())
    commands.move_out(world.actor(owner), stay())
    assert not actor_of_user(guest).unit_ids
    assert any(event["name"] == "rewatch" for event in socket.get_received())
    assert not watch(socket, f"flat:{unit}")


def test_who_was_let_in_may_leave(world: World, owner: int) -> None:
    tenant = world.user(rents="3-1-101")
    client = world.client(tenant)
    client.get("/me/household")
    client.post(f"/me/household/{world.unit('3-1-101')}/leaving")
    assert not actor_of_user(tenant).unit_ids
    client.post(f"/me/household/{world.unit('3-1-101')}/leaving", status=404)


def test_a_co_owner_is_bound_to_the_person_of_the_register(app: Flask, world: World, owner: int) -> None:
    person = world.person("陈静")
    own(SYSTEM, person, world.unit("3-1-101"))
    client = world.client(owner)
    path = f"/me/household/{world.unit('3-1-101')}/invitations"
    client.get(path)
    assert "陈*" in client.text()
    client.post(path, {"kind": "owner"}, 422)
    client.post(path, {"kind": "owner", "person": str(person)})
    token = db.session.scalars(select(Invitation)).one().token
    with pytest.raises(RuleBroken, match="另一位"):
        commands.accept_signed_in(world.actor(world.user()), token)
    guest = JudgingClient(app)
    guest.get("/join/" + token)
    assert "陈静" not in guest.text()
    guest.post("/join/" + token, {"phone": "13711110001", "password": PASSWORD})
    assert actor_of_user(newcomer()).roles == {"owner"}
    assert db.session.get_one(User, newcomer()).person_id == person
    client.get(path)
    assert "陈*" not in client.text(), "nobody is left to ask"


def test_an_invitation_ends_with_the_ownership_of_who_made_it(world: World, owner: int) -> None:
    token = invite(world, owner, "family")

    @command
    def sell(_actor: Actor) -> None:
        for row in db.session.scalars(select(Ownership)):
            row.until = clock.today()

    sell(SYSTEM)
    with pytest.raises(NotFound):
        commands.accept(SYSTEM, token, NEW)


def test_ten_invitations_wait_at_most(world: World, owner: int) -> None:
    for _ in range(10):
        invite(world, owner, "family")
    with pytest.raises(RuleBroken, match="太多"):
        invite(world, owner, "family")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_pages_in_both_languages(app: Flask, world: World, owner: int, lang: str) -> None:
    own(SYSTEM, world.person("陈静"), world.unit("3-1-101"))
    world.user(rents="3-1-101")
    guest, token = JudgingClient(app), invite(world, owner, "tenant", until=clock.today() + timedelta(days=9))
    for client in (world.client(owner), world.client(world.user(family="3-1-201")), guest):
        client.get("/login")
        client.post("/looks", {"lang": lang})
        client.get("/join/" + token)
    owner_page = world.client(owner)
    owner_page.get("/me/household")
    owner_page.get(f"/me/household/{world.unit('3-1-101')}/invitations")
    friend = world.client(world.user(family="3-1-301"))
    friend.post("/looks", {"lang": lang})
    friend.get("/me/household")
