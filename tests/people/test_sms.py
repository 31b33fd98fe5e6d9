"""Codes by short message."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.problems import RuleBroken
from hub.people import sms
from hub.people.commands import office, outbox, sms_codes
from hub.people.models import SmsMessage, User
from tests.factories import World
from tests.judge import JudgingClient

PHONE = "13900000001"


def code() -> str:
    text = db.session.scalar(select(SmsMessage).order_by(SmsMessage.id.desc()).limit(1))
    assert text is not None
    found = re.search(r"\d{6}", text.text)
    assert found
    return found[0]


def wrong() -> str:
    return f"{(int(code()) + 1) % 1_000_000:06d}"


def ask(client: JudgingClient, phone: str = PHONE) -> None:
    client.get("/login/code")
    answer = client.post("/login/code", {"phone": phone})
    client.follow(answer)


def test_six_digits_open_the_door_once(app: Flask, world: World, client: JudgingClient) -> None:
    world.user()
    ask(client)
    assert client.page is not None
    field = client.page.find("input", attrs={"name": "code"})
    assert field
    assert field["autocomplete"] == "one-time-code"
    assert field["inputmode"] == "numeric"
    digits = code()
    client.post("/login/code/entry", {"code": digits})
    client.get("/me")
    with client.raw.session_transaction() as mine:
        assert "sms-browser" not in mine, "a fresh cookie after sign-in"


def test_an_unknown_number_gets_the_same_answer_and_no_message(world: World, client: JudgingClient) -> None:
    world.user()
    ask(client)
    known = client.text().replace("139****0001", "N")
    other = JudgingClient(client.app)
    ask(other, "13911112222")
    assert other.text().replace("139****2222", "N") == known
    assert db.session.scalar(select(func.count()).select_from(SmsMessage)) == 1
    other.post("/login/code/entry", {"code": "000000"}, 422)


def test_another_browser_cannot_use_the_code(app: Flask, world: World, client: JudgingClient) -> None:
    world.user()
    ask(client)
    digits = code()
    thief = JudgingClient(app)
    with thief.raw.session_transaction() as cookie:
        cookie["sms-phone"] = "+86" + PHONE
        cookie["sms-browser"] = "another"
    thief.post("/login/code/entry", {"code": digits}, 422)
    client.post("/login/code/entry", {"code": digits})


def test_five_tries_and_ten_minutes(world: World) -> None:
    world.user()
    sms_codes.ask(GUEST, PHONE, "b1")
    for _ in range(5):
        with pytest.raises(RuleBroken):
            sms_codes.by_code(GUEST, "+86" + PHONE, wrong(), "b1", "", "zh_CN")
    with pytest.raises(RuleBroken):
        sms_codes.by_code(GUEST, "+86" + PHONE, code(), "b1", "", "zh_CN")
    later = clock.now() + timedelta(minutes=2)
    with clock.frozen(later):
        sms_codes.ask(GUEST, PHONE, "b1")
    with clock.frozen(later + timedelta(minutes=10, seconds=1)), pytest.raises(RuleBroken):
        sms_codes.by_code(GUEST, "+86" + PHONE, code(), "b1", "", "zh_CN")
    with clock.frozen(later + timedelta(minutes=9)):
        assert sms_codes.by_code(GUEST, "+86" + PHONE, code(), "b1", "", "zh_CN").token
    with clock.frozen(later + timedelta(minutes=9)), pytest.raises(RuleBroken):
        sms_codes.by_code(GUEST, "+86" + PHONE, code(), "b1", "", "zh_CN")


def test_only_the_latest_code_counts(world: World) -> None:
    world.user()
    sms_codes.ask(GUEST, PHONE, "b1")
    first = code()
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        sms_codes.ask(GUEST, PHONE, "b1")
        if first != code():
            with pytest.raises(RuleBroken):
                sms_codes.by_code(GUEST, "+86" + PHONE, first, "b1", "", "zh_CN")


@pytest.mark.parametrize("phone", [PHONE, "13955556666"])
def test_a_number_known_or_not_gets_so_many_an_hour(world: World, phone: str) -> None:
    world.user()
    start = clock.now()
    for n in range(5):
        with clock.frozen(start + timedelta(minutes=2 * n)):
            sms_codes.ask(GUEST, phone, "b1")
            with pytest.raises(RuleBroken, match="刚刚"):
                sms_codes.ask(GUEST, phone, "b2")
    with clock.frozen(start + timedelta(minutes=12)), pytest.raises(RuleBroken, match="频繁"):
        sms_codes.ask(GUEST, phone, "b1")


def test_the_compound_has_a_daily_budget(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_codes, "DAILY_BUDGET", 2)
    for _ in range(3):
        world.user()
    sms_codes.ask(GUEST, "13900000001", "b")
    sms_codes.ask(GUEST, "13900000002", "b")
    for phone in ("13900000003", "13977778888"):
        with pytest.raises(RuleBroken, match="发完"):
            sms_codes.ask(GUEST, phone, "b")
    with clock.frozen(clock.now() + timedelta(days=1)):
        sms_codes.ask(GUEST, "13900000003", "b")


def test_a_number_only_the_register_knows_opens_an_account(world: World, client: JudgingClient) -> None:
    world.building()
    person = world.person("李四", "+8613911110000")
    ask(client, "13911110000")
    answer = client.post("/login/code/entry", {"code": code()})
    assert answer.headers["Location"].startswith("/me/password"), "a first password is offered"
    client.follow(answer)
    user = db.session.scalar(select(User).where(User.person_id == person))
    assert user is not None
    assert user.password_hash is None
    client.post("/me/password", {"password": "a long first one", "again": "a long first one"})
    db.session.rollback()
    assert db.session.get_one(User, user.id).password_hash


def test_a_number_two_persons_share_opens_neither(world: World) -> None:
    for name in ("李四", "王五"):
        world.person(name, "+8613911110000")
    sms_codes.ask(GUEST, "13911110000", "b")
    assert db.session.scalar(select(func.count()).select_from(SmsMessage)) == 0


def test_a_banned_account_gets_no_code(world: World) -> None:
    office.ban(SYSTEM, world.user(), "test")
    sms_codes.ask(GUEST, PHONE, "b")
    assert db.session.scalar(select(func.count()).select_from(SmsMessage)) == 0


class Gateway:
    """Fails the first time."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fail = True

    def send(self, phone: str, text: str) -> None:
        assert not db.session().info.get("tx"), "sending waits on a network and stays outside the transaction"
        if self.fail:
            self.fail = False
            raise OSError("away")
        self.sent.append((phone, text))


def test_a_gateway_carries_messages_outside_the_transaction_and_tries_again(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.user()
    gateway = Gateway()
    app.extensions["hub-sms"] = gateway
    monkeypatch.setattr("hub.people.sms.live.socketio.start_background_task", lambda *_: None)
    sms_codes.ask(GUEST, PHONE, "b")
    sms.deliver(SYSTEM)
    assert not gateway.sent
    sms.deliver(SYSTEM)
    assert [phone for phone, _text in gateway.sent] == ["+86" + PHONE]
    sms.deliver(SYSTEM)
    assert len(gateway.sent) == 1


def test_numbers_and_texts_lie_encrypted(app: Flask, world: World) -> None:
    from sqlalchemy import text

    world.user()
    sms_codes.ask(GUEST, PHONE, "b")
    row = db.session.execute(text("SELECT phone, text FROM sms_messages")).one()
    assert PHONE not in row.phone
    assert "验证码" not in row.text


def test_the_outbox_masks_numbers_and_forgets_after_a_week(world: World) -> None:
    world.user()
    sms_codes.ask(GUEST, PHONE, "b")
    client = world.client(world.user("admin"))
    client.get("/admin/outbox")
    assert "139****0001" in client.text()
    assert PHONE not in client.text()
    with clock.frozen(clock.now() + timedelta(days=6)):
        outbox.sweep(SYSTEM)
        assert db.session.scalar(select(func.count()).select_from(SmsMessage)) == 1
    with clock.frozen(clock.now() + timedelta(days=8)):
        outbox.sweep(SYSTEM)
    assert db.session.scalar(select(func.count()).select_from(SmsMessage)) == 0


def test_a_first_password_is_set_only_soon_after_the_code(world: World, client: JudgingClient) -> None:
    world.person("李四", "+8613911110000")
    ask(client, "13911110000")
    client.post("/login/code/entry", {"code": code()})
    fields = {"password": "a long first one", "again": "a long first one"}
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        client.get("/me/password")
        client.post("/me/password", fields, 422)
    client.post("/me/password", fields)
