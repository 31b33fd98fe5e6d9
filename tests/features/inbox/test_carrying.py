"""Messages on their way: claimed before they are sent, tried again, given up, and never in anybody's way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from hub.core import clock, jobs
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.jobs import Runner
from hub.features.inbox import sending
from hub.features.inbox.channels import Message, Temporary
from hub.features.inbox.channels.email import Email, Server
from hub.features.inbox.commands import deliver, read_all
from hub.features.inbox.commands import sending as claims
from hub.features.inbox.commands.sending import Outcome
from hub.features.inbox.models import ChannelState, Delivery
from hub.features.inbox.rules import Channel, kinds, retry
from hub.people.commands import office
from tests.factories import World
from tests.features.inbox.standins import deliveries, mail_server, reachable, set_up, silent_server, states
from tests.services import until

kinds("notices", {"test_flood": ("水管爆了：%(what)s", "exclamation-triangle", "vermilion")}, urgent=True)


class Carrier:
    """An adapter that does as it is told."""

    def __init__(self, deed: Callable[[Message], str] = lambda message: f"id-{message.key}") -> None:
        self.deed, self.messages = deed, list[Message]()

    def send(self, message: Message) -> str:
        assert not db.session().info.get("tx"), "nothing waits on a network inside a transaction"
        self.messages.append(message)
        return self.deed(message)


def use(app: Flask, channel: Channel, deed: Callable[[Message], str] | None = None) -> Carrier:
    set_up(app, smtp_url="smtp://127.0.0.1:1", mail_from="hub@example.org", wechat_appid="w", wechat_template="t")
    carrier = Carrier(deed) if deed else Carrier()
    app.extensions["hub-news-channels"] = {channel: carrier}
    return carrier


def away(_message: Message) -> str:
    raise Temporary("away")


def tell(*user_ids: int, dedupe: str = "a") -> None:
    deliver(SYSTEM, user_ids, "repair_done", {"what": "灯"}, "/repairs/7", dedupe)


def test_an_entry_and_its_messages_stand_or_fall_together(app: Flask, world: World) -> None:
    use(app, Channel.EMAIL)
    me = reachable(world.user(), "email", "a@example.com")

    @command
    def fails(actor: Actor) -> None:
        tell(me)
        raise OSError("power")

    with pytest.raises(OSError, match="power"):
        fails(SYSTEM)
    assert deliveries() == []
    tell(me)
    tell(me)
    assert states() == ["waiting"], "told twice is one message"


def test_two_carriers_never_have_the_same_in_hand(app: Flask, world: World) -> None:
    use(app, Channel.EMAIL)
    for n in range(6):
        tell(reachable(world.user(), "email", f"{n}@example.com"))
    seen: list[int] = []
    begin = threading.Barrier(3)

    def carry() -> None:
        with app.app_context():
            begin.wait(10)
            while (claimed := claims.claim(SYSTEM, Channel.EMAIL)) is not None:
                seen.append(claimed.id)
            db.session.remove()

    threads = [threading.Thread(target=carry) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(seen) == 6
    assert len(set(seen)) == 6


def test_what_a_killed_carrier_had_in_hand_goes_out_after_its_lease(app: Flask, world: World) -> None:
    carrier = use(app, Channel.EMAIL)
    tell(reachable(world.user(), "email", "a@example.com"))
    lost = claims.claim(SYSTEM, Channel.EMAIL)
    assert lost is not None
    assert sending.carry(Channel.EMAIL) == 0
    with clock.frozen(clock.now() + retry.LEASE):
        assert sending.carry(Channel.EMAIL) == 1
        assert carrier.messages[0].key == lost.message.key, "the receiver can tell that it is the same"
        claims.note(SYSTEM, lost, Outcome("waiting", error="late"))
    assert states() == ["sent"], "who lost the claim is not heard"


def test_success_counts_whoever_reports_it(app: Flask, world: World) -> None:
    use(app, Channel.EMAIL)
    tell(reachable(world.user(), "email", "a@example.com"))
    slow = claims.claim(SYSTEM, Channel.EMAIL)
    with clock.frozen(clock.now() + retry.LEASE):
        second = claims.claim(SYSTEM, Channel.EMAIL)
        assert slow is not None
        assert second is not None
        claims.note(SYSTEM, slow, Outcome("sent", "x"))
        claims.note(SYSTEM, second, Outcome("waiting", error="late"))
    assert states() == ["sent"]


def test_a_carrier_that_dies_each_time_does_not_go_on_for_ever(app: Flask, world: World) -> None:
    use(app, Channel.EMAIL)
    tell(reachable(world.user(), "email", "a@example.com"))
    now = clock.now()
    for n in range(retry.TRIES + 1):
        with clock.frozen(now + n * retry.LEASE):
            claims.claim(SYSTEM, Channel.EMAIL)
    assert [(row.state, row.error) for row in deliveries()] == [("given_up", "no_answer")]


def test_tries_end(app: Flask, world: World) -> None:
    carrier = use(app, Channel.EMAIL, away)
    tell(reachable(world.user(), "email", "a@example.com"))
    now = clock.now()
    for n in range(40):
        with clock.frozen(now + timedelta(hours=n)):
            sending.carry(Channel.EMAIL)
    assert len(carrier.messages) == retry.TRIES
    assert states() == ["given_up"]


def test_a_channel_that_fails_rests_and_the_others_do_not(app: Flask, world: World) -> None:
    me = reachable(reachable(world.user(), "email", "a@example.com"), "wechat", "o-1")
    mail, wechat = use(app, Channel.EMAIL, away), Carrier()
    app.extensions["hub-news-channels"][Channel.WECHAT] = wechat
    for n in range(9):
        tell(me, dedupe=str(n))
    sending.carry(Channel.EMAIL)
    assert len(mail.messages) == retry.FAILURES_BEFORE_REST, "then it is left in peace"
    assert claims.due_channels() == (Channel.WECHAT,)
    sending.carry(Channel.WECHAT)
    assert states(channel="wechat") == ["sent"] * 9
    rested = db.session.get_one(ChannelState, "email").resting_until
    assert rested is not None
    mail.deed = lambda _message: "ok"
    with clock.frozen(rested + timedelta(hours=3)):
        assert claims.due_channels() == (Channel.EMAIL,)
        sending.carry(Channel.EMAIL)
    assert states(channel="email") == ["sent"] * 9
    assert db.session.get_one(ChannelState, "email").failures == 0


def test_a_surprise_in_an_adapter_is_trouble_that_may_pass(app: Flask, world: World) -> None:
    def broken(_message: Message) -> str:
        raise KeyError("surprise")

    use(app, Channel.EMAIL, broken)
    tell(reachable(world.user(), "email", "a@example.com"))
    sending.carry(Channel.EMAIL)
    assert [(row.state, row.error) for row in deliveries()] == [("waiting", "KeyError")]


def test_a_server_that_hangs_holds_up_neither_the_deed_nor_the_other_channels(app: Flask, world: World) -> None:
    me = reachable(reachable(world.user(), "email", "a@example.com"), "wechat", "o-1")
    with silent_server() as port:
        use(app, Channel.WECHAT)
        hangs = Email(Server.parse(f"smtp://127.0.0.1:{port}?starttls=0"), "hub@example.org", patience_s=4)
        app.extensions["hub-news-channels"][Channel.EMAIL] = hangs
        runner = Runner(app)
        app.extensions["hub-task-bells"] = [runner.wake]
        try:
            began = time.monotonic()
            tell(me)
            assert time.monotonic() - began < 1, "telling waits on nothing"
            until(lambda: states(channel="wechat") == ["sent"], "WeChat carries")
            assert time.monotonic() - began < 4, "while e-mail still hangs"
            assert [row.claim is not None for row in deliveries(channel="email")] == [True]
        finally:
            runner.stop()
            until(lambda: not runner.running, "the carrier gives up")
            app.extensions["hub-task-bells"] = []


def test_what_was_read_meanwhile_and_who_is_gone_get_nothing(app: Flask, world: World) -> None:
    carrier = use(app, Channel.EMAIL)
    reader, banned = (reachable(world.user(), "email", f"{n}@example.com") for n in range(2))
    tell(reader, banned)
    read_all(world.actor(reader))
    office.ban(SYSTEM, banned, "test")
    sending.carry(Channel.EMAIL)
    assert carrier.messages == []
    assert [(row.user_id, row.state, row.error) for row in deliveries()] == [
        (reader, "suppressed", "read_already"),
        (banned, "suppressed", "no_address"),
    ]


def test_urgent_news_goes_first_and_to_the_telephone_without_being_asked(app: Flask, world: World) -> None:
    carrier = use(app, Channel.SMS)
    calm, anyone = reachable(world.user(), "sms", reach="all"), world.user()
    tell(calm)
    deliver(SYSTEM, [anyone], "test_flood", {"what": "3号楼"}, "/notices/1", "b")
    sending.carry(Channel.SMS)
    assert [message.urgent for message in carrier.messages] == [True, False]


def test_the_errands_carry_what_was_told_and_wake_again_for_what_waits(app: Flask, world: World) -> None:
    with mail_server() as mailbox:
        set_up(app, smtp_url=mailbox.url, mail_from="hub@example.org")
        tell(reachable(world.user(), "email", "a@example.com"))
        mailbox.answers = ["451 later"]
        jobs.run_due(app)
        assert states() == ["waiting"]
        with clock.frozen(clock.now() + timedelta(minutes=5)):
            jobs.run(app, "news.due")
            jobs.run_due(app)
    assert states() == ["sent"]
    assert len(mailbox.letters) == 1


def insert(columns: str, values: str) -> None:
    base = "user_id, channel, target, urgent, attempts, created_at, next_try_at, sent_to, provider_id, error"
    rest = "1, 'email', '', :no, 0, :at, :at, '', '', ''"
    with db.engine.begin() as connection:
        connection.execute(
            text(f"INSERT INTO deliveries ({base}, {columns}) VALUES ({rest}, {values})"),
            {"no": False, "at": clock.now().replace(tzinfo=None)},
        )


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("purpose, state", "'entry', 'waiting'"),
        ("purpose, state", "'test', 'sent'"),
        ("purpose, state", "'test', 'lost'"),
        ("purpose, state", "'gossip', 'waiting'"),
        ("purpose, state, entry_id", "'entry', 'waiting', 1"),
    ],
)
def test_the_database_alone_refuses(app: Flask, world: World, columns: str, values: str) -> None:
    """Without an entry, sent at no time, in a state nobody knows, for nothing, the same twice."""
    use(app, Channel.EMAIL)
    tell(reachable(world.user(), "email", "a@example.com"))
    with pytest.raises(IntegrityError):
        insert(columns, values)
    assert len(deliveries()) == 1
    assert Delivery.__tablename__
