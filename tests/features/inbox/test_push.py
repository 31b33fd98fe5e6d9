"""Web Push, with a stand-in that opens what was sealed for it and checks the signature."""

from __future__ import annotations

import base64
import json
import socket
from datetime import timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from py_vapid import Vapid02
from sqlalchemy import select

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import RuleBroken
from hub.features.inbox import sending
from hub.features.inbox.channels import Gone, Permanent, Subscription, Temporary
from hub.features.inbox.channels.push import Push, public_key
from hub.features.inbox.commands import addresses, deliver
from hub.features.inbox.models import PushSubscription
from hub.features.inbox.rules import Channel
from hub.features.inbox.rules.endpoints import Refused, checked, is_public
from tests.factories import World
from tests.features.inbox.standins import Answer, Asked, deliveries, http_server, set_up, states
from tests.features.inbox.test_email import message


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Browser:
    """Has the keys that only it knows, and its maker's server."""

    def __init__(self, status: int = 201, headers: dict[str, str] | None = None) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"sixteen bytes ok"
        self.status, self.headers = status, headers or {"Location": "https://push.example/m/1"}
        self.shown: list[dict[str, str]] = []
        self.vapid: list[str] = []

    @property
    def p256dh(self) -> str:
        point = serialization.PublicFormat.UncompressedPoint
        return b64(self.key.public_key().public_bytes(serialization.Encoding.X962, point))

    @property
    def auth(self) -> str:
        return b64(self.secret)

    def __call__(self, asked: Asked) -> Answer:
        headers = {name.lower(): value for name, value in asked.headers.items()}
        assert headers["content-encoding"] == "aes128gcm"
        assert int(headers["ttl"]) > 0
        assert len(headers["topic"]) <= 32
        assert Vapid02.verify(headers["authorization"])
        self.vapid.append(headers["authorization"])
        if self.status == 201:
            opened = http_ece.decrypt(asked.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
            self.shown.append(json.loads(opened))
        return self.status, self.headers, b""

    def at(self, url: str) -> Subscription:
        return Subscription(f"{url}/send/abc?x=1", self.p256dh, self.auth)


def to(subscription: Subscription) -> Any:
    return message(subscription=subscription)


PUSH = Push("mailto:hub@example.org", loopback=True)


def test_only_the_browser_can_read_it_and_it_knows_who_sent_it(app: Flask) -> None:
    browser = Browser()
    with http_server(browser) as server:
        assert PUSH.send(to(browser.at(server.url))) == "https://push.example/m/1"
        assert b"\xe4\xbf\xae" not in server.asked[0].body
        assert server.asked[0].path == "/send/abc?x=1"
    assert browser.shown == [
        {"title": "梧桐苑", "body": "修好了，请您确认：灯", "url": "/repairs/7", "tag": "hub-abc-7"}
    ]
    token, _, key = browser.vapid[0].partition(",k=")
    assert key == b64(public_key()), "the key that browsers were given"
    part = token.split("t=")[1].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert claims["sub"] == "mailto:hub@example.org"
    assert claims["aud"] == server.url


@pytest.mark.parametrize(
    ("status", "problem"), [(404, Gone), (410, Gone), (429, Temporary), (503, Temporary), (400, Permanent)]
)
def test_what_the_push_service_says_decides(app: Flask, status: int, problem: type[Exception]) -> None:
    browser = Browser(status, {"Retry-After": "120"})
    with http_server(browser) as server, pytest.raises(problem) as caught:
        PUSH.send(to(browser.at(server.url)))
    if status == 429:
        assert caught.value.retry_after == timedelta(minutes=2)  # type: ignore[attr-defined]
    assert type(caught.value) is problem


def test_a_redirect_leads_nowhere(app: Flask) -> None:
    browser = Browser(302, {"Location": "http://127.0.0.1:1/inside"})
    with http_server(browser) as server, pytest.raises(Permanent):
        PUSH.send(to(browser.at(server.url)))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/x",
        "https://127.0.0.1/x",
        "https://10.0.0.7/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://[64:ff9b::a00:1]/x",
        "https://0x7f000001/x",
        "https://2130706433/x",
        "https://localhost/x",
        "https://router.lan/x",
        "https://printer.local./x",
        "https://user:pass@push.example.com/x",
        "https://push.example.com:22/x",
        "https://push.example.com/\r\nHost: inside",
        "ftp://push.example.com/x",
        "https:///x",
        "https://[broken/x",
        "",
        "https://push.example.com/" + "x" * 900,
    ],
)
def test_addresses_that_lead_inside_are_refused(endpoint: str) -> None:
    with pytest.raises(Refused):
        checked(endpoint)


def test_the_makers_of_browsers_are_let_through() -> None:
    for host in ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"):
        assert checked(f"https://{host}/fcm/send/a:b").hostname == host


@given(st.ip_addresses())
def test_what_is_public_is_what_python_calls_global(address: Any) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


def test_a_public_name_that_leads_inside_is_not_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.1.1", 443))]
    monkeypatch.setattr("hub.features.inbox.channels.push.socket.getaddrinfo", lambda *_a, **_k: inside)
    for push in (PUSH, Push("mailto:hub@example.org")):
        with pytest.raises(Permanent, match="public"):
            push.send(to(Subscription("https://push.example.com/x", browser.p256dh, browser.auth)))


def test_a_browser_is_told_and_forgotten_when_it_is_gone(app: Flask, world: World) -> None:
    set_up(app, push_to_loopback=True)
    me, phone, old = world.user(), Browser(), Browser(410)
    client = world.client(me)
    with http_server(phone) as here, http_server(old) as there:
        for browser, server in ((phone, here), (old, there)):
            at = browser.at(server.url)
            client.get("/me/news")
            client.post(
                "/me/news/push/subscriptions", {"endpoint": at.endpoint, "p256dh": at.p256dh, "auth": at.auth}, 201
            )
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
        assert states() == ["waiting", "waiting"]
        sending.carry(Channel.PUSH)
    assert states() == ["sent", "failed"]
    assert [note["body"] for note in phone.shown] == ["修好了，请您确认：灯"]
    left = db.session.scalars(select(PushSubscription)).one()
    assert left.endpoint.startswith(here.url)
    assert deliveries()[0].sent_to == "127.0.0.1"
    client.get("/me/news")
    client.post(f"/me/news/channels/push/{left.id}/removal")
    assert db.session.scalars(select(PushSubscription)).all() == []


def test_nobody_takes_anothers_browser_off(app: Flask, world: World) -> None:
    browser, me, stranger = Browser(), world.user(), world.user()
    addresses.subscribe(world.actor(me), "https://push.example.com/a", browser.p256dh, browser.auth, "Chrome")
    number = db.session.scalars(select(PushSubscription.id)).one()
    world.client(stranger).post(f"/me/news/channels/push/{number}/removal")
    assert db.session.scalars(select(PushSubscription.user_id)).all() == [me]


def test_a_browser_belongs_to_whoever_uses_it_now(app: Flask, world: World) -> None:
    browser, first, second = Browser(), world.user(), world.user()
    for user in (first, second):
        addresses.subscribe(world.actor(user), "https://push.example.com/a", browser.p256dh, browser.auth, "Chrome")
    assert db.session.scalars(select(PushSubscription.user_id)).all() == [second]


@pytest.mark.parametrize("wrong", ["endpoint", "p256dh", "auth"])
def test_what_is_no_subscription_is_refused(app: Flask, world: World, wrong: str) -> None:
    browser, me = Browser(), world.actor(world.user())
    fields = {"endpoint": "https://push.example.com/a", "p256dh": browser.p256dh, "auth": browser.auth}
    fields[wrong] = "https://10.0.0.1/x" if wrong == "endpoint" else "AAAA" * 8
    with pytest.raises(RuleBroken):
        addresses.subscribe(me, label="", **fields)
    assert db.session.scalars(select(PushSubscription)).all() == []


def test_the_key_is_the_same_every_time_and_a_point(app: Flask, world: World) -> None:
    answer = world.client(world.user()).get("/me/news/push/key")
    assert answer.json["key"] == b64(public_key())
    assert len(public_key()) == 65
