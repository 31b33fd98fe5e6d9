"""An invitation is worth as much as the right of whoever sent it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.people.commands import entering
from hub.people.models import Invitation, Ownership, User
from tests.factories import World
from tests.judge import JudgingClient


@pytest.fixture
def owner(world: World) -> int:
    world.building()
    return world.user(owns="3-1-101")


@pytest.fixture
def link(world: World, owner: int) -> str:
    made = entering.invite(world.actor(owner), world.unit("3-1-101"), "family", "")
    return f"/join/{db.session.scalar(select(Invitation.token).where(Invitation.id == made))}"


def test_the_link_of_an_owner_opens(client: JudgingClient, link: str) -> None:
    client.get(link)


def test_whoever_has_sold_asks_nobody_in_any_more(world: World, client: JudgingClient, owner: int, link: str) -> None:
    sell(SYSTEM, owner)
    client.get(link, 404)
    neighbour = world.client(world.user(owns="3-1-201"))
    neighbour.post(link + "/acceptance", status=404)


def test_a_closed_account_asks_nobody_in(client: JudgingClient, owner: int, link: str) -> None:
    close(SYSTEM, owner)
    client.get(link, 404)


@command
def sell(_actor: Actor, user_id: int) -> None:
    person = select(User.person_id).where(User.id == user_id).scalar_subquery()
    db.session.execute(update(Ownership).where(Ownership.person_id == person).values(until=clock.today()))


@command
def close(_actor: Actor, user_id: int) -> None:
    db.session.execute(update(User).where(User.id == user_id).values(banned_at=clock.now()))
