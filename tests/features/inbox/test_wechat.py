"""WeChat's documented interface, by a stand-in that keeps its rules about tokens and openids."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.features.inbox import sending
from hub.features.inbox.channels import Permanent, Temporary, adapter
from hub.features.inbox.channels.wechat import WeChat
from hub.features.inbox.commands import deliver
from hub.features.inbox.models import WeChatBinding
from hub.features.inbox.rules import Channel
from tests.factories import World
from tests.features.inbox.standins import (
    Answer,
    Asked,
    deliveries,
    free_port,
    http_server,
    reachable,
    set_up,
    states,
)
from tests.features.inbox.test_email import message


@dataclass
class Tencent:
    """Tokens end, codes are used once, who does not follow is not reached."""

    token: str = "T1"
    given: int = 0
    follows: set[str] = field(default_factory=lambda: {"o-wang"})
    codes: dict[str, str] = field(default_factory=lambda: {"C1": "o-wang"})
    busy: int = 0
    seen: set[str] = field(default_factory=set)
    messages: list[dict[str, object]] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Answer:
        at = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(at.query).items()}
        answer = {
            "/cgi-bin/stable_token": self.give_token,
            "/cgi-bin/message/template/send": self.send,
            "/sns/oauth2/access_token": self.whose,
        }[at.path](asked, query)
        return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()

    def give_token(self, asked: Asked, _query: dict[str, str]) -> dict[str, object]:
        body = asked.json
        if (body["grant_type"], body["appid"], body["secret"]) != ("client_credential", "wx1", "s1"):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        self.given += 1
        if body["force_refresh"]:
            self.token = f"T{self.given}"
        return {"access_token": self.token, "expires_in": 7200}

    def send(self, asked: Asked, query: dict[str, str]) -> dict[str, object]:
        if query.get("access_token") != self.token:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        if self.busy:
            return {"errcode": self.busy, "errmsg": "reach max api daily quota limit"}
        body = asked.json
        if body["touser"] not in self.follows:
            return {"errcode": 43004, "errmsg": "require subscribe"}
        if body["client_msg_id"] not in self.seen:
            self.messages.append(body)
        self.seen.add(body["client_msg_id"])
        return {"errcode": 0, "errmsg": "ok", "msgid": 200 + len(self.messages)}

    def whose(self, _asked: Asked, query: dict[str, str]) -> dict[str, object]:
        assert (query["appid"], query["secret"], query["grant_type"]) == ("wx1", "s1", "authorization_code")
        openid = self.codes.pop(query["code"], None)
        if openid is None:
            return {"errcode": 40163, "errmsg": "code been used"}
        return {"access_token": "A", "expires_in": 7200, "openid": openid, "scope": "snsapi_base"}


def wechat(url: str, secret: str = "s1") -> WeChat:
    return WeChat("wx1", secret, "TPL", (("thing1", "text"), ("time2", "time")), url, "https://open.weixin.qq.com")


def open_channel(app: Flask, url: str) -> None:
    set_up(app, wechat_appid="wx1", wechat_secret="s1", wechat_template="TPL", wechat_url=url)


def test_a_template_message_with_a_token_that_is_kept() -> None:
    tencent = Tencent()
    with http_server(tencent) as server:
        channel = wechat(server.url)
        assert channel.send(message(to="o-wang")) == "201"
        channel.send(message(to="o-wang", key="hub-other"))
    assert tencent.given == 1, "the token is asked for once"
    sent = tencent.messages[0]
    assert (sent["touser"], sent["template_id"], sent["url"]) == ("o-wang", "TPL", "https://hub.example.org/repairs/7")
    data = sent["data"]
    assert data["thing1"]["value"] == "修好了，请您确认：灯"  # type: ignore[index]
    assert len(data["time2"]["value"]) == 16  # type: ignore[index]


def test_a_long_line_fits_what_the_template_takes() -> None:
    tencent = Tencent()
    with http_server(tencent) as server:
        wechat(server.url).send(message(to="o-wang", subject="水" * 90))
    assert tencent.messages[0]["data"]["thing1"]["value"] == "水" * 19 + "…"  # type: ignore[index]


def test_the_same_message_twice_is_shown_once() -> None:
    tencent = Tencent()
    with http_server(tencent) as server:
        for _ in range(2):
            wechat(server.url).send(message(to="o-wang"))
    assert len(tencent.messages) == 1


def test_a_token_that_was_taken_back_is_renewed_once() -> None:
    tencent = Tencent()
    with http_server(tencent) as server:
        channel = wechat(server.url)
        channel.send(message(to="o-wang"))
        tencent.token = "somebody else asked"
        assert channel.send(message(to="o-wang", key="2"))
        assert tencent.given == 2
        assert len(tencent.messages) == 2


def test_what_wechat_says_decides() -> None:
    tencent = Tencent()
    with http_server(tencent) as server:
        with pytest.raises(Permanent, match="43004"):
            wechat(server.url).send(message(to="o-gone"))
        with pytest.raises(Temporary, match="40125"):
            wechat(server.url, secret="wrong").send(message(to="o-wang"))
        tencent.busy = 45009
        with pytest.raises(Temporary, match="45009") as caught:
            wechat(server.url).send(message(to="o-wang"))
    assert caught.value.retry_after == timedelta(hours=1)
    with pytest.raises(Temporary, match="ConnectError"):
        wechat(f"http://127.0.0.1:{free_port()}").send(message(to="o-wang"))
    with http_server(lambda _: (502, {}, b"bad gateway")) as server, pytest.raises(Temporary, match="502"):
        wechat(server.url).send(message(to="o-wang"))


def test_no_secret_stands_in_what_the_record_keeps() -> None:
    with pytest.raises(Temporary) as caught:
        wechat(f"http://127.0.0.1:{free_port()}", secret="top-secret").send(message(to="o-wang"))
    assert "top-secret" not in str(caught.value)


def test_a_phone_in_wechat_is_bound_by_one_tap(app: Flask, world: World) -> None:
    me = world.user()
    browser = world.client(me)
    browser.get("/me/news/wechat", 404)
    with http_server(Tencent()) as server:
        open_channel(app, server.url)
        browser.get("/me/news/wechat")
        link = browser.page.select_one("a[href*=oauth2]")["href"]  # type: ignore[union-attr,index]
        asked = parse_qs(urlsplit(str(link)).query)
        assert asked["scope"] == ["snsapi_base"]
        assert asked["redirect_uri"][0].endswith("/me/news/wechat/back")
        state = asked["state"][0]
        browser.get(f"/me/news/wechat/back?code=C1&state={state}")
        assert db.session.scalars(select(WeChatBinding)).all() == [], "a GET writes nothing"
        browser.follow(browser.post("/me/news/wechat/back", {"code": "C1", "state": state}))
        assert "微信绑好了" in browser.text()
        binding = db.session.scalars(select(WeChatBinding)).one()
        assert (binding.user_id, binding.openid) == (me, "o-wang")
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
        sending.carry(Channel.WECHAT)
    assert states() == ["sent"]
    assert deliveries()[0].sent_to == "o-w***"
    browser.post("/me/news/channels/wechat/removal")
    assert db.session.scalars(select(WeChatBinding)).all() == []


def test_a_code_without_our_state_binds_nothing(app: Flask, world: World) -> None:
    """Else a stranger could make a neighbour click a link that binds the stranger's WeChat to the neighbour's news."""
    me = world.user()
    browser = world.client(me)
    with http_server(Tencent()) as server:
        open_channel(app, server.url)
        for path in ("/me/news/wechat/back?code=C1&state=", "/me/news/wechat/back?code=C1&state=guess"):
            browser.get(path, 303)
        browser.get("/me/news/wechat")
        browser.get("/me/news/wechat/back?code=C1&state=guess", 303)
        browser.post("/me/news/wechat/back", {"code": "C1", "state": "guess"})
        assert server.asked == [], "WeChat is not even asked"
    assert db.session.scalars(select(WeChatBinding)).all() == []


def test_a_used_code_is_said_in_plain_words(app: Flask, world: World) -> None:
    browser = world.client(world.user())
    with http_server(Tencent(codes={})) as server:
        open_channel(app, server.url)
        browser.get("/me/news/wechat")
        with browser.raw.session_transaction() as cookie:
            state = cookie["wechat-state"]
        browser.follow(browser.post("/me/news/wechat/back", {"code": "C1", "state": state}))
    assert "没有绑成" in browser.text()


def test_one_wechat_has_one_inbox(app: Flask, world: World) -> None:
    from hub.features.inbox.commands import addresses

    first, second = world.user(), world.user()
    addresses.bind_wechat(world.actor(first), "o-wang")
    addresses.bind_wechat(world.actor(second), "o-wang")
    addresses.bind_wechat(world.actor(second), "o-li")
    assert [(row.user_id, row.openid) for row in db.session.scalars(select(WeChatBinding))] == [(second, "o-li")]


def test_who_does_not_follow_any_more_is_not_tried_again(app: Flask, world: World) -> None:
    me = reachable(world.user(), "wechat", "o-gone")
    with http_server(Tencent()) as server:
        open_channel(app, server.url)
        assert isinstance(adapter(Channel.WECHAT), WeChat)
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
        sending.carry(Channel.WECHAT)
    assert states() == ["failed"]
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert sending.carry(Channel.WECHAT) == 0
