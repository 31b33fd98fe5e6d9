"""Live topics through a real Socket.IO protocol client."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient

from hub.core import authz, live
from hub.core.authz import SYSTEM, Actor
from hub.people.commands.signin import end_sessions
from tests.factories import World
from tests.judge import apart


@pytest.fixture(autouse=True)
def a_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "diary:N" may be seen by user N alone."""
    monkeypatch.setitem(authz._sights, "diary", lambda actor, number: actor.user_id == number)


def connect(app: Flask, world: World, user_id: int) -> SocketIOTestClient:
    browser = world.client(user_id)
    return opened(app, browser.raw)


def opened(app: Flask, browser: FlaskClient | None) -> SocketIOTestClient:
    return apart(lambda: SocketIOTestClient(app, live.socketio, flask_test_client=browser or app.test_client()))


def watch(client: SocketIOTestClient, *topics: Any) -> list[str]:
    answer: dict[str, list[str]] = apart(lambda: client.emit("watch", {"topics": list(topics)}, callback=True))
    return answer["allowed"]


def heard(client: SocketIOTestClient, name: str = "nudge") -> list[dict[str, Any]]:
    return [event["args"][0] for event in client.get_received() if event["name"] == name]


def test_an_authorised_watcher_hears_and_a_stranger_does_not(app: Flask, world: World) -> None:
    me, stranger = world.user(), world.user()
    mine, theirs = connect(app, world, me), connect(app, world, stranger)
    assert watch(mine, f"diary:{me}") == [f"diary:{me}"]
    assert watch(theirs, f"diary:{me}") == []
    live.nudge(f"diary:{me}", 7)
    assert heard(mine) == [{"topic": f"diary:{me}", "version": 7, "spread": 0}]
    assert heard(theirs) == []


def test_the_anonymous_get_no_socket(app: Flask) -> None:
    client = opened(app, None)
    assert not client.is_connected()


def test_nonsense_topics_are_not_joined(app: Flask, world: World) -> None:
    me = world.user()
    client = connect(app, world, me)
    assert (
        watch(
            client,
            "diary:",
            "diary:-1",
            "diary:1e3",
            "nothing:1",
            "diary",
            5,
            None,
            "diary:" + "9" * 40,
            "repair:9999999999",
        )
        == []
    )
    assert apart(lambda: client.emit("watch", "nonsense", callback=True)) == {"allowed": []}


def test_signing_out_elsewhere_evicts_the_socket(app: Flask, world: World) -> None:
    me = world.user()
    client = connect(app, world, me)
    watch(client, f"diary:{me}")
    end_sessions(SYSTEM, me, "everywhere")
    assert not client.is_connected()
    live.nudge(f"diary:{me}", 8)


def test_a_right_that_was_lost_is_not_rejoined(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    me = world.user()
    client = connect(app, world, me)
    watch(client, f"diary:{me}")
    monkeypatch.setitem(authz._sights, "diary", lambda actor, number: False)
    live.recheck_user(me)
    assert heard(client, "rewatch") == [{}]
    live.nudge(f"diary:{me}", 9)
    assert heard(client) == []
    assert watch(client, f"diary:{me}") == []


def test_a_session_cannot_hold_ever_more_sockets(app: Flask, world: World) -> None:
    browser = world.client(world.user())
    clients = [opened(app, browser.raw) for _ in range(live.MOST_SOCKETS_PER_SESSION + 1)]
    assert [client.is_connected() for client in clients].count(True) == live.MOST_SOCKETS_PER_SESSION


def test_a_foreign_page_may_not_open_a_socket() -> None:
    assert live._same_origin("http://hub.example:5000", {"HTTP_HOST": "hub.example:5000"})
    assert not live._same_origin("http://evil.example", {"HTTP_HOST": "hub.example:5000"})
    assert not live._same_origin("http://evil.example", {})


def test_a_patch_is_rendered_once_per_language_in_use(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = world.user()
    client = connect(app, world, me)
    watch(client, f"diary:{me}")
    rendered: list[dict[str, Any]] = []

    class Page:
        def render(self, **card: Any) -> str:
            rendered.append(card)
            return "<p id='x'>好</p>"

    monkeypatch.setattr(app.jinja_env, "get_template", lambda name: Page())
    live.patch(f"diary:{me}", "x", 3, "_card.html", card=Actor())
    assert heard(client, "patch") == [{"topic": f"diary:{me}", "id": "x", "html": "<p id='x'>好</p>", "version": 3}]
    assert len(rendered) == 1, "nobody reads English here"


def test_news_between_the_page_and_its_socket_is_named(app: Flask, world: World) -> None:
    """The page was rendered, then something happened, then its socket connected: it must ask again."""
    me = world.user()
    client = connect(app, world, me)
    live.nudge(f"diary:{me}", 9)

    def missed(age: float) -> list[str]:
        message = {"topics": [f"diary:{me}", "diary:999999"], "age": age}
        answer: dict[str, list[str]] = apart(lambda: client.emit("watch", message, callback=True))
        return answer["missed"]

    assert missed(2000) == [f"diary:{me}"]
    live.sockets().said[f"diary:{me}"] -= 30
    assert missed(2000) == []
    assert missed(live.REMEMBERED_S * 1000 + 1) == [f"diary:{me}"]
