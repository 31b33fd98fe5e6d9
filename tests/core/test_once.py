"""A double tap, or a retry on a flaky network, does a thing once; what failed may be tried again."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask, Response, request
from PIL import Image
from sqlalchemy import func, select, update

from hub.core import clock, events, files, once, web
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import Fact, command, record
from hub.core.once import OnceKey
from hub.core.problems import RuleBroken
from hub.people.models import Person
from tests.factories import World
from tests.judge import JudgingClient

KEY = once.new_key()


@dataclass(frozen=True, kw_only=True)
class Planted(Fact):
    person_id: int


@command
def plant(actor: Actor, name: str, then: Exception | None = None) -> int:
    person = Person(name=name, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    record(Planted(person_id=person.id))
    if then:
        raise then
    return person.id


@pytest.fixture
def garden(app: Flask) -> World:
    """A page of its own that plants a tree: the deed is the smallest there is."""

    def tree() -> Response:
        failing = {"rule": RuleBroken("too dry"), "crash": OSError("spade broken")}.get(request.form.get("then", ""))
        got = files.receive(web.current_actor(), *files.sent_photos())
        return web.see_other(f"/trees/{plant(web.current_actor(), '树', failing)}?photos={len(got.names)}")

    def shown() -> Response:
        return web.make_response(f"<p>第 {plant(web.current_actor(), '树')} 棵</p>")

    app.add_url_rule("/trees", view_func=web.photos_welcome(tree), endpoint="tree", methods=["POST"])
    app.add_url_rule("/trees/shown", view_func=shown, endpoint="shown", methods=["POST"])
    return World(app)


def trees() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Person.name == "树")) or 0


def put(client: JudgingClient, status: int = 303, path: str = "/trees", **fields: object) -> str:
    return client.post(path, {"_once": KEY, **fields}, status).headers.get("Location", "")


def test_the_second_tap_gets_the_first_ones_answer(garden: World) -> None:
    client = garden.client(garden.user())
    assert put(client) == put(client) != ""
    assert trees() == 1


def test_without_a_key_each_tap_counts(garden: World) -> None:
    client = garden.client(garden.user())
    assert client.post("/trees").headers["Location"] != client.post("/trees").headers["Location"]
    assert trees() == 2


def test_an_answer_that_is_a_partial_is_kept_too_and_lies_encrypted(garden: World) -> None:
    client = garden.client(garden.user())
    answers = [client.raw.post("/trees/shown", data={"_once": KEY, "csrf_token": client._csrf()}) for _ in range(2)]
    assert answers[0].text == answers[1].text
    assert trees() == 1
    raw = db.session.execute(db.text("SELECT body FROM once_keys")).scalar_one()
    assert "棵" not in raw


def test_ten_at_once_do_it_once_and_all_hear_the_same(app: Flask, garden: World) -> None:
    user, start = garden.user(), threading.Barrier(10)
    clients = [garden.client(user) for _ in range(10)]

    def tap(client: JudgingClient) -> str:
        data = {"_once": KEY, "csrf_token": client._csrf()}
        start.wait(20)
        answer = client.raw.post("/trees", data=data)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    db.session.rollback()
    with ThreadPoolExecutor(10) as pool:
        heard = list(pool.map(tap, clients))
    assert trees() == 1
    assert len(set(heard)) == 1, heard
    assert heard[0].startswith("/trees/")


@pytest.mark.postgresql_only
def test_a_key_taken_by_a_deed_still_going_on_makes_the_second_wait_for_it(app: Flask, garden: World) -> None:
    """On SQLite the second waits at the gate of the writers; here it waits for the row of the first."""
    client, going_on, go = garden.client(garden.user()), threading.Event(), threading.Event()

    def slow(_actor: Actor, _fact: Planted) -> None:
        going_on.set()
        go.wait(10)

    events._within.append((Planted, slow))
    try:
        with ThreadPoolExecutor(2) as pool:
            db.session.rollback()
            data = {"_once": KEY, "csrf_token": client._csrf()}
            first = pool.submit(lambda: client.raw.post("/trees", data=data))
            assert going_on.wait(10)
            other = app.test_client()
            other._cookies = client.raw._cookies
            second = pool.submit(lambda: other.post("/trees", data=data))
            with pytest.raises(TimeoutError):
                second.result(0.5)
            go.set()
            assert first.result(10).headers["Location"] == second.result(10).headers["Location"]
    finally:
        events._within.remove((Planted, slow))
    assert trees() == 1


@pytest.mark.parametrize(("then", "status"), [("rule", 422), ("crash", 500)])
def test_what_failed_leaves_the_key_free(app: Flask, garden: World, then: str, status: int) -> None:
    app.testing = False  # a crash becomes a page, as for neighbours
    client = garden.client(garden.user())
    put(client, status, then=then)
    assert trees() == 0
    first = put(client)
    assert first == put(client)
    assert trees() == 1


def test_a_key_is_worth_nothing_in_other_hands(garden: World) -> None:
    mine = put(garden.client(garden.user()))
    theirs = put(garden.client(garden.user()))
    assert mine != theirs
    assert trees() == 2


def test_a_photo_before_the_deed_does_not_use_up_the_key(garden: World) -> None:
    client = garden.client(garden.user())
    put(client, 422, then="rule", photos=(jpeg(), "a.jpg"))
    assert put(client, photos=(jpeg(), "a.jpg")).endswith("?photos=1")
    assert trees() == 1


def test_answers_are_kept_for_two_days(garden: World) -> None:
    client = garden.client(garden.user())
    put(client)
    for days, kept in ((1.9, 1), (2.1, 0)):
        with clock.frozen(clock.now() + timedelta(days=days)):
            once.sweep(SYSTEM)
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(OnceKey)) == kept


def test_the_process_died_before_it_answered(garden: World) -> None:
    """Deed and key are one transaction, the answer is not: the retry is told where to look, and does nothing."""
    user = garden.user()
    client = garden.client(user)
    put(client)

    @command
    def lose_the_answer(_actor: Actor) -> None:
        at = clock.now() - timedelta(minutes=1)
        db.session.execute(update(OnceKey).values(at=at, status=None, location=None))

    lose_the_answer(SYSTEM)
    assert put(client) == "/"
    assert trees() == 1


def jpeg() -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "JPEG")
    data.seek(0)
    return data
