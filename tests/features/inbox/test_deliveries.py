"""What reached whom: for the office, masked and without the words."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden, RuleBroken
from hub.features.inbox import sending
from hub.features.inbox.channels import Message, Permanent
from hub.features.inbox.commands import choosing, deliver, overseeing
from hub.features.inbox.models import Delivery, EmailAddress, NewsSettings, TopicChoice, WeChatBinding
from hub.features.inbox.rules import Channel, How
from hub.pages import my_data
from hub.people.commands.erasing import erase
from tests.factories import World
from tests.features.inbox.standins import deliveries, reachable, states
from tests.features.inbox.test_carrying import away, use


def refuses(_message: Message) -> str:
    raise Permanent("550 no such user")


def told(world: World) -> int:
    me = reachable(world.user(name="王小明"), "email", "wang.xiaoming@example.com")
    deliver(SYSTEM, [me], "repair_done", {"what": "客厅的灯"}, "/repairs/7", "a")
    return me


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_the_office_sees_what_did_not_arrive_and_sends_it_again(app: Flask, world: World, locale: str) -> None:
    carrier = use(app, Channel.EMAIL, refuses)
    told(world)
    sending.carry(Channel.EMAIL)
    admin = world.client(world.user("admin"))
    admin.get("/me")
    admin.post("/looks", {"lang": locale})
    admin.get("/admin/deliveries?channel=email&state=failed")
    assert "w***@example.com" in admin.text()
    assert "550 no such user" in admin.text()
    assert "xiaoming" not in admin.text()
    assert "客厅" not in admin.text(), "it was meant for somebody else"
    number = deliveries()[0].id
    carrier.deed = lambda _message: "ok"
    admin.follow(admin.post(f"/admin/deliveries/{number}/retry"))
    assert states() == ["waiting"]
    sending.carry(Channel.EMAIL)
    assert states() == ["sent"]
    admin.post(f"/admin/deliveries/{number}/retry", status=422)


def test_a_channel_in_trouble_shows(app: Flask, world: World) -> None:
    use(app, Channel.EMAIL, away)
    me = reachable(world.user(), "email", "a@example.com")
    for n in range(6):
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", str(n))
    sending.carry(Channel.EMAIL)
    admin = world.client(world.user("admin"))
    admin.get("/admin/deliveries")
    assert "歇一会儿" in admin.text()
    admin.get("/admin/deliveries?channel=wechat")
    assert "没有这样的消息" in admin.text()


@pytest.mark.parametrize("role", ["", "desk", "technician", "manager"])
def test_it_is_for_the_admin_alone(app: Flask, world: World, role: str) -> None:
    use(app, Channel.EMAIL, refuses)
    told(world)
    sending.carry(Channel.EMAIL)
    number = deliveries()[0].id
    user = world.user(*([role] if role else []))
    client = world.client(user)
    client.get("/admin/deliveries", 403)
    client.post(f"/admin/deliveries/{number}/retry", status=403)
    with pytest.raises(Forbidden):
        overseeing.retry(world.actor(user), number)
    assert states() == ["failed"]


def test_the_budget_is_set_on_the_page(world: World) -> None:
    admin = world.client(world.user("admin"))
    admin.get("/admin/deliveries")
    admin.post("/admin/deliveries/budget", {"a_day": "50", "a_person": "2"})
    row = db.session.get_one(NewsSettings, 1)
    assert (row.sms_a_day, row.sms_a_person) == (50, 2)
    admin.post("/admin/deliveries/budget", {"a_day": "lots", "a_person": "2"}, 422)
    admin.post("/admin/deliveries/budget", {"a_day": "999999", "a_person": "2"}, 422)
    desk = world.client(world.user("desk"))
    desk.get("/me")
    desk.post("/admin/deliveries/budget", {"a_day": "1", "a_person": "1"}, 403)


def test_a_test_message_is_for_oneself_and_not_without_end(app: Flask, world: World) -> None:
    carrier = use(app, Channel.EMAIL)
    me = reachable(world.user(), "email", "a@example.com")
    for _ in range(choosing.MOST_TESTS_AN_HOUR):
        choosing.ask_test(world.actor(me), Channel.EMAIL)
    with pytest.raises(RuleBroken):
        choosing.ask_test(world.actor(me), Channel.EMAIL)
    with pytest.raises(RuleBroken):
        choosing.ask_test(world.actor(world.user()), Channel.EMAIL)
    sending.carry(Channel.EMAIL)
    assert {message.to for message in carrier.messages} == {"a@example.com"}


def test_ones_own_copy_tells_where_news_went(app: Flask, world: World) -> None:
    use(app, Channel.EMAIL)
    me = told(world)
    sending.carry(Channel.EMAIL)
    data = my_data.collect(world.actor(me))
    assert {"channel": "email", "reach": "all", "address": "wang.xiaoming@example.com"} in data["news_channels"]
    assert [(one["address"], one["state"]) for one in data["news_sent"]] == [("w***@example.com", "sent")]
    assert my_data.readable(data)
    client = world.client(me)
    client.get("/me/privacy")
    client.post("/me/privacy/export", {"format": "json"}, 200)


def test_an_erased_account_leaves_no_address_behind(app: Flask, world: World) -> None:
    use(app, Channel.EMAIL)
    me = reachable(told(world), "wechat", "o-wang")
    choosing.choose_topics(world.actor(me), {"repairs": How.DAILY})
    deliver(SYSTEM, [me], "repair_done", {"what": "门"}, "/repairs/8", "b")
    sending.carry(Channel.EMAIL)
    erase(SYSTEM, me)
    for table in (EmailAddress, WeChatBinding, TopicChoice, Delivery):
        assert db.session.scalar(select(func.count()).select_from(table).where(table.user_id == me)) == 0
