"""News by short message: one message each, within a budget that never touches sign-in codes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden, RuleBroken
from hub.features.inbox import sending
from hub.features.inbox.commands import deliver, overseeing
from hub.features.inbox.rules import Channel, kinds
from hub.people import sms
from hub.people.commands import outbox, sms_codes
from hub.people.models import SmsMessage
from tests.factories import World
from tests.features.inbox.standins import deliveries, reachable, states

kinds("notices", {"test_fire": ("着火了：%(what)s", "fire", "vermilion")}, urgent=True)
NOON = datetime(2026, 5, 1, 12, 0, tzinfo=clock.LOCAL)


class Gateway:
    """Takes messages, or does not."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.away = False

    def send(self, phone: str, text: str) -> None:
        assert not db.session().info.get("tx")
        if self.away:
            raise OSError("away")
        self.sent.append((phone, text))


def alarm(*user_ids: int, dedupe: str = "a") -> None:
    deliver(SYSTEM, user_ids, "test_fire", {"what": "3号楼"}, "/notices/1", dedupe)


def test_it_is_one_short_message_with_a_link(app: Flask, world: World) -> None:
    gateway = app.extensions["hub-sms"] = Gateway()
    me = reachable(world.user(), "sms", reach="all")
    deliver(SYSTEM, [me], "repair_done", {"what": "客厅的灯" * 30}, "/repairs/7", "a")
    sending.carry(Channel.SMS)
    phone, text = gateway.sent[0]
    assert phone.startswith("+86139")
    assert len(text) <= 70
    assert text.endswith("/repairs/7")
    assert states() == ["sent"]


def test_a_gateway_that_is_away_is_tried_again_and_counted_once(app: Flask, world: World) -> None:
    gateway = app.extensions["hub-sms"] = Gateway()
    overseeing.set_budget(SYSTEM, 1, 1)
    gateway.away = True
    with clock.frozen(NOON):
        alarm(world.user())
        sending.carry(Channel.SMS)
        assert states() == ["waiting"]
    gateway.away = False
    with clock.frozen(NOON + timedelta(minutes=5)):
        sending.carry(Channel.SMS)
    assert states() == ["sent"]


def test_without_a_gateway_it_lies_in_the_outbox_after_the_codes(world: World) -> None:
    me = world.user()
    sms_codes.ask(GUEST, "13900000001", "b")
    for n in range(3):
        alarm(me, dedupe=str(n))
    sending.carry(Channel.SMS)
    assert [row.provider_id.partition(":")[0] for row in deliveries()] == ["outbox"] * 3
    messages = outbox.outbox(world.actor(world.user("admin")))
    assert [message.news for message in messages] == [False, True, True, True]
    assert "验证码" in messages[0].text
    client = world.client(world.user("admin"))
    client.get("/admin/outbox")
    assert "通知短信" in client.text()


def test_the_compounds_budget_of_a_day_is_kept_and_seen(world: World) -> None:
    overseeing.set_budget(SYSTEM, 2, 3)
    people = [world.user() for _ in range(4)]
    with clock.frozen(NOON):
        alarm(*people)
        sending.carry(Channel.SMS)
        assert states() == ["sent", "sent", "suppressed", "suppressed"]
        assert deliveries()[2].error == "budget_day"
        admin = world.client(world.user("admin"))
        admin.get("/admin/deliveries?state=suppressed")
        assert "全小区今天的短信用完了" in admin.text()
    with clock.frozen(NOON + timedelta(days=1)):
        alarm(people[0], dedupe="tomorrow")
        sending.carry(Channel.SMS)
    assert states()[-1] == "sent"


def test_nobody_gets_more_than_three_a_day(world: World) -> None:
    me, other = world.user(), world.user()
    with clock.frozen(NOON):
        for n in range(5):
            alarm(me, dedupe=str(n))
        alarm(other)
        sending.carry(Channel.SMS)
    assert states(user_id=me) == ["sent"] * 3 + ["suppressed"] * 2
    assert deliveries(user_id=me)[-1].error == "budget_person"
    assert states(user_id=other) == ["sent"]


def test_a_flood_of_news_starves_no_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_codes, "DAILY_BUDGET", 2)
    people = [world.user() for _ in range(5)]
    with clock.frozen(NOON):
        alarm(*people)
        sending.carry(Channel.SMS)
        assert states() == ["sent"] * 5
        sms_codes.ask(GUEST, "13900000001", "b")
        sms_codes.ask(GUEST, "13900000002", "b")
        with pytest.raises(RuleBroken, match="发完"):
            sms_codes.ask(GUEST, "13900000003", "b")
    assert len(db.session.scalars(select(SmsMessage).where(SmsMessage.purpose == "login")).all()) == 2


def test_old_news_is_not_carried_by_a_gateway_that_comes_later(app: Flask, world: World) -> None:
    alarm(world.user())
    sending.carry(Channel.SMS)
    gateway = app.extensions["hub-sms"] = Gateway()
    sms.deliver(SYSTEM)
    assert gateway.sent == []


def test_only_who_may_set_things_sets_the_budget(world: World) -> None:
    with pytest.raises(Forbidden):
        overseeing.set_budget(world.actor(world.user("desk")), 9, 9)
    for wrong in ((-1, 3), (10**6, 3), (5, -1)):
        with pytest.raises(RuleBroken):
            overseeing.set_budget(SYSTEM, *wrong)
