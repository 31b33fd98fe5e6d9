"""Sign-ins as rows: rotated, listed, ended, with what hears through them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import clock, jobs
from hub.core.db import db
from hub.core.problems import NotFound
from hub.people.commands import sessions as commands
from hub.people.models import LoginSession, Person, User
from hub.people.queries.actors import actor_of_token
from hub.people.views.door import TOKEN
from tests.core.test_live import opened
from tests.factories import PASSWORD, World
from tests.judge import JudgingClient, apart
from tests.people.test_sms import code


def token(client: JudgingClient) -> str:
    with client.raw.session_transaction() as cookie:
        return str(cookie.get(TOKEN, ""))


def number(n: int) -> str:
    return f"139{n:08d}"


def sign_in(client: JudgingClient, n: int, password: str = PASSWORD, status: int = 303, next: str = "/") -> str:
    client.get("/login")
    answer = client.post("/login", {"phone": number(n), "password": password, "next": next}, status)
    return str(answer.headers.get("Location", ""))


def test_wrong_password_unknown_number_and_ban_look_alike(app: Flask, world: World, client: JudgingClient) -> None:
    from hub.core.authz import SYSTEM
    from hub.people.commands import office

    world.user()
    office.ban(SYSTEM, world.user(), "test")
    said = []
    for n, password in ((1, "wrong password"), (77, PASSWORD), (2, PASSWORD)):
        sign_in(client, n, password, status=422)
        assert client.page is not None
        said.append(client.page.select_one("#password-error").get_text())  # type: ignore[union-attr]
    assert len(set(said)) == 1


def test_after_a_wrong_try_the_same_form_still_works(world: World, client: JudgingClient) -> None:
    """The one-time key belongs to the sign-in, not to the failed try."""
    world.user()
    client.get("/login")
    key = {"_once": "a" * 32}
    client.post("/login", {"phone": number(1), "password": "wrong password", **key}, 422)
    client.post("/login", {"phone": number(1), "password": PASSWORD, **key})
    client.get("/me")


def test_a_planted_token_is_worth_nothing(app: Flask, world: World, client: JudgingClient) -> None:
    """Fixation: the sign-in gets a token of its own, whatever the cookie held before."""
    world.user()
    with client.raw.session_transaction() as cookie:
        cookie[TOKEN] = "planted-by-somebody-else"
    sign_in(client, 1)
    assert token(client) not in ("", "planted-by-somebody-else")
    attacker = JudgingClient(app)
    with attacker.raw.session_transaction() as cookie:
        cookie[TOKEN] = "planted-by-somebody-else"
    attacker.get("/me", 303)


def test_signing_in_again_ends_the_former_sign_in_of_this_browser(world: World, client: JudgingClient) -> None:
    world.user()
    sign_in(client, 1)
    first = token(client)
    sign_in(client, 1)
    assert token(client) != first
    assert not actor_of_token(first).signed_in


def test_signing_out_ends_the_row_so_that_a_stolen_cookie_dies_too(app: Flask, world: World) -> None:
    client, thief = JudgingClient(app), JudgingClient(app)
    world.user()
    sign_in(client, 1)
    with thief.raw.session_transaction() as cookie:
        cookie[TOKEN] = token(client)
    thief.get("/me")
    client.post("/logout")
    thief.get("/me", 303)


def test_the_cookie_is_safe(world: World, client: JudgingClient) -> None:
    world.user()
    client.get("/login")
    line = client.post("/login", {"phone": number(1), "password": PASSWORD}).headers["Set-Cookie"]
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    secure = apart(lambda: client.raw.get("/login", base_url="https://localhost"))
    line = secure.headers["Set-Cookie"]
    assert line.startswith("__Host-hub=")
    assert "Secure" in line
    assert "Path=/" in line
    assert "Domain" not in line


def test_who_has_withheld_rights_is_asked_for_the_second_step_at_once(world: World, client: JudgingClient) -> None:
    world.user("admin")
    assert sign_in(client, 1, next="/repairs").startswith("/login/second?next=/repairs")
    world.user("desk")
    assert sign_in(JudgingClient(client.app), 2, next="/repairs") == "/repairs"


def test_the_second_step_turns_the_token(world: World) -> None:
    from tests.people.test_accounts import switch_on

    me = world.user("admin")
    client = world.client(me, second_factor=False)
    before = token(client)
    switch_on(client, me)
    assert token(client) != before
    assert not actor_of_token(before).signed_in
    assert actor_of_token(token(client)).second_factor


def test_ending_a_device_closes_its_socket(app: Flask, world: World) -> None:
    me = world.user()
    here, there = world.client(me), world.client(me)
    mine, other = opened(app, here.raw), opened(app, there.raw)
    here.get("/me/sessions")
    form = here.page.select_one("main ul.list form")  # type: ignore[union-attr]
    assert form
    here.post(str(form["action"]))
    assert not other.is_connected()
    assert mine.is_connected()
    here.post("/me/sessions/end")
    assert not mine.is_connected()


def test_nobody_ends_another_ones_device(world: World) -> None:
    mine, theirs = world.user(), world.user()
    world.client(theirs)
    session_id = db.session.scalar(select(LoginSession.id).where(LoginSession.user_id == theirs))
    with pytest.raises(NotFound):
        commands.end_one(world.actor(mine), session_id or 0)


def test_a_new_password_closes_the_others_sockets(app: Flask, world: World) -> None:
    me = world.user()
    here, there = world.client(me), world.client(me)
    socket = opened(app, there.raw)
    here.get("/me/password")
    here.post("/me/password", {"old": PASSWORD, "password": "quite another one", "again": "quite another one"})
    assert not socket.is_connected()
    sign_in(JudgingClient(app), 1, PASSWORD, 422)
    sign_in(JudgingClient(app), 1, "quite another one")


def test_the_number_changes_by_password_and_a_code_to_the_new_one(app: Flask, world: World) -> None:
    me = world.user()
    client, other = world.client(me), world.client(me)
    client.get("/me/phone")
    client.post("/me/phone", {"password": "not this one", "phone": "13912340000"}, 422)
    client.follow(client.post("/me/phone", {"password": PASSWORD, "phone": "13912340000"}))
    client.post("/me/phone/code", {"code": "1"}, 422)
    client.post("/me/phone/code", {"code": code()})
    other.get("/me", 303)
    user = db.session.get_one(User, me)
    assert user.phone == "+8613912340000"
    assert db.session.get_one(Person, user.person_id).phone == "+8613912340000"


def test_a_number_somebody_has_cannot_be_taken_and_is_not_betrayed(world: World) -> None:
    me = world.user()
    world.user()
    client = world.client(me)
    client.get("/me/phone")
    client.follow(client.post("/me/phone", {"password": PASSWORD, "phone": number(2)}))
    client.post("/me/phone/code", {"code": "123456"}, 422)


def test_last_use_is_gathered_and_written_together(app: Flask, world: World) -> None:
    client = world.client(world.user())
    began = db.session.scalar(select(LoginSession.seen_at))
    assert began
    with clock.frozen(clock.now() + timedelta(hours=1)):
        client.get("/me")
        assert db.session.scalar(select(LoginSession.seen_at)) == began, "reading writes nothing"
        jobs.run(app, "sessions.seen")
    db.session.rollback()
    assert (db.session.scalar(select(LoginSession.seen_at)) or began) > began
    assert not app.extensions["hub-seen"]


def test_an_expired_sign_in_is_swept_and_its_socket_closed(app: Flask, world: World) -> None:
    client = world.client(world.user())
    socket = opened(app, client.raw)
    with clock.frozen(clock.now() + timedelta(days=91)):
        client.get("/me", 303)
        jobs.run(app, "sessions.expired")
    db.session.rollback()
    assert db.session.scalar(select(LoginSession.ended_at)) is not None
    assert not socket.is_connected()


def test_a_right_that_ends_by_the_calendar_is_weighed_again(app: Flask, world: World) -> None:
    from hub.core.authz import SYSTEM
    from hub.people.commands import roles
    from hub.people.roles import Role

    guard, today = world.user(), clock.today()
    roles.grant(SYSTEM, guard, Role.GUARD, today - timedelta(days=3), today + timedelta(days=1), "a week")
    socket = opened(app, world.client(guard).raw)
    jobs.run(app, "rights.turn")
    assert not [event for event in socket.get_received() if event["name"] == "rewatch"]
    with clock.frozen(clock.now() + timedelta(days=1)):
        jobs.run(app, "rights.turn")
    assert [event for event in socket.get_received() if event["name"] == "rewatch"]
