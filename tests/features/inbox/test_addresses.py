"""Proving an e-mail address, and ending e-mail from the letter itself."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, text

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import RuleBroken
from hub.features.inbox import sending
from hub.features.inbox.channels import Message
from hub.features.inbox.commands import addresses, deliver
from hub.features.inbox.models import ChannelChoice, EmailAddress
from hub.features.inbox.queries import proof
from hub.features.inbox.queries.compose import stop_token, whose_stop
from hub.features.inbox.rules import Channel
from tests.factories import World
from tests.features.inbox.standins import deliveries, reachable, states
from tests.features.inbox.test_carrying import Carrier, use
from tests.judge import JudgingClient


@pytest.fixture
def mail(app: Flask) -> Carrier:
    return use(app, Channel.EMAIL)


def code(message: Message) -> str:
    found = re.search(r"\d{6}", message.intro)
    assert found
    return found[0]


def ask(client: JudgingClient, address: str = "wang@example.com", status: int = 303) -> None:
    client.get("/me/news")
    client.post("/me/news/email/address", {"address": address}, status)


def reach(user_id: int) -> str | None:
    db.session.rollback()
    row = db.session.get(ChannelChoice, (user_id, "email"))
    return row.reach if row else None


def test_an_address_is_used_once_its_code_came_back(world: World, mail: Carrier) -> None:
    me = world.user()
    client = world.client(me)
    ask(client)
    sending.carry(Channel.EMAIL)
    assert mail.messages[0].to == "wang@example.com"
    assert mail.messages[0].unsubscribe == "", "nobody has subscribed yet"
    deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
    assert len(deliveries()) == 1, "nothing but the code goes to an unproven address"
    link = urlsplit(mail.messages[0].link)
    client.get(f"{link.path}?{link.query}")
    field = client.page.find("input", attrs={"name": "code"})  # type: ignore[union-attr]
    assert field["value"] == code(mail.messages[0])  # type: ignore[index]
    assert reach(me) is None, "opening the link changes nothing"
    client.follow(client.post("/me/news/email", {"code": code(mail.messages[0])}))
    assert "邮箱验证好了" in client.text()
    assert reach(me) == "all"
    deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "b")
    sending.carry(Channel.EMAIL)
    assert mail.messages[-1].lines[0].text.endswith("灯")


def test_five_wrong_codes_or_half_an_hour_end_it(world: World, mail: Carrier) -> None:
    me = world.user()
    actor = world.actor(me)
    addresses.ask_email(actor, "wang@example.com")
    right = proof.code_for(db.session.get_one(EmailAddress, me))
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    with clock.frozen(clock.now() + proof.VALID), pytest.raises(RuleBroken):
        addresses.confirm_email(actor, right)
    for _ in range(proof.TRIES):
        with pytest.raises(RuleBroken):
            addresses.confirm_email(actor, wrong)
    with pytest.raises(RuleBroken):
        addresses.confirm_email(actor, right)
    assert db.session.get_one(EmailAddress, me).address is None
    client = world.client(me)
    client.get("/me/news/email")
    client.post("/me/news/email", {"code": right}, 422)


def test_somebody_elses_code_opens_nothing(world: World, mail: Carrier) -> None:
    me, stranger = world.user(), world.user()
    addresses.ask_email(world.actor(me), "wang@example.com")
    right = proof.code_for(db.session.get_one(EmailAddress, me))
    with pytest.raises(RuleBroken):
        addresses.confirm_email(world.actor(stranger), right)
    addresses.ask_email(world.actor(stranger), "wang@example.com")
    if proof.code_for(db.session.get_one(EmailAddress, stranger)) != right:
        with pytest.raises(RuleBroken):
            addresses.confirm_email(world.actor(stranger), right)


def test_no_neighbour_can_flood_a_strangers_mailbox(world: World, mail: Carrier) -> None:
    client = world.client(world.user())
    for _ in range(addresses.MOST_AN_HOUR):
        ask(client)
    ask(client, status=422)
    assert states() == ["suppressed", "suppressed", "waiting"], "and only the last code is worth sending"


@pytest.mark.parametrize(
    "address", ["", "wang", "wang@host", "a b@example.com", "a@example.com\nBcc: b@example.com", "王@例.中国"]
)
def test_what_is_no_address_is_said_beside_the_field(world: World, mail: Carrier, address: str) -> None:
    client = world.client(world.user())
    ask(client, address, 422)
    assert client.page.select_one("#address.is-invalid")  # type: ignore[union-attr]
    assert deliveries() == []


def test_addresses_lie_encrypted(world: World, mail: Carrier) -> None:
    addresses.ask_email(world.actor(world.user()), "wang@example.com")
    reachable(world.user(), "wechat", "o-wang")
    kept = str(db.session.execute(text("SELECT * FROM email_addresses")).all())
    kept += str(db.session.execute(text("SELECT * FROM wechat_bindings")).all())
    assert "wang" not in kept


def test_without_mail_nobody_can_give_an_address(world: World) -> None:
    client = world.client(world.user())
    ask(client, status=422)


def test_the_letters_own_link_ends_e_mail_without_signing_in(
    app: Flask, world: World, mail: Carrier, client: JudgingClient
) -> None:
    me = reachable(world.user(), "email", "wang@example.com")
    deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
    sending.carry(Channel.EMAIL)
    path = urlsplit(mail.messages[0].unsubscribe).path
    client.get(path)
    assert reach(me) == "all", "opening it changes nothing: mail programs open links"
    client.post(path, status=200)
    assert "不会再给您发邮件" in client.text()
    assert reach(me) == "off"
    deliver(SYSTEM, [me], "repair_done", {"what": "门"}, "/repairs/7", "b")
    assert states() == ["sent"]


def test_a_mail_program_ends_it_with_one_post(app: Flask, world: World, mail: Carrier) -> None:
    """RFC 8058: no cookie, no page fetched before, no token of a form."""
    me = reachable(world.user(), "email", "wang@example.com")
    answer = app.test_client().post(f"/news/stop/{stop_token(me)}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert reach(me) == "off"


def test_a_link_that_is_forged_old_or_of_another_address_ends_nothing(
    app: Flask, world: World, client: JudgingClient
) -> None:
    me = reachable(world.user(), "email", "wang@example.com")
    token = stop_token(me)
    assert whose_stop(token) == me
    for wrong in (token[:-2] + "AA", "x", stop_token(world.user())):
        client.post(f"/news/stop/{wrong}", status=200)
        assert "太久" in client.text()
        assert reach(me) == "all"


def test_taking_the_address_off_forgets_it(world: World, mail: Carrier) -> None:
    me = reachable(world.user(), "email", "wang@example.com")
    token = stop_token(me)
    client = world.client(me)
    client.get("/me/news")
    client.post("/me/news/channels/email/removal")
    assert db.session.scalars(select(EmailAddress)).all() == []
    assert reach(me) == "off"
    assert whose_stop(token) is None
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
    assert deliveries() == []
