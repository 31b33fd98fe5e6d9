"""The daily summary: at six, once, with what is still unread."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock, jobs
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden
from hub.features.inbox import sending
from hub.features.inbox.channels import Message
from hub.features.inbox.commands import choosing, deliver, digesting, read
from hub.features.inbox.models import Digest, DigestLine, InboxEntry
from hub.features.inbox.rules import Channel, How
from tests.factories import World
from tests.features.inbox.standins import deliveries, reachable, states
from tests.features.inbox.test_carrying import Carrier, use


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=clock.LOCAL)


def reader(world: World, address: str = "a@example.com") -> int:
    me = reachable(world.user(), "email", address)
    choosing.choose_topics(world.actor(me), {"repairs": How.DAILY})
    return me


def tell(*user_ids: int, dedupe: str, what: str = "灯") -> None:
    deliver(SYSTEM, user_ids, "repair_done", {"what": what}, "/repairs/7", dedupe)


def ring(app: Flask) -> None:
    jobs.run(app, "news.digest")


@pytest.fixture
def mail(app: Flask) -> Carrier:
    return use(app, Channel.EMAIL)


def texts(message: Message) -> list[str]:
    return [line.text.partition("：")[2] for line in message.lines]


def test_what_was_put_off_comes_at_six_in_one_message(app: Flask, world: World, mail: Carrier) -> None:
    with clock.frozen(at(9)):
        me = reader(world)
        for n, what in enumerate(("灯", "门", "水")):
            tell(me, dedupe=str(n), what=what)
        assert deliveries() == [], "nothing goes out at once"
        assert len(db.session.scalars(select(InboxEntry)).all()) == 3, "but the inbox has it at once"
    with clock.frozen(at(17, 59)):
        ring(app)
        assert deliveries() == []
    with clock.frozen(at(18)):
        ring(app)
        ring(app)
        sending.carry(Channel.EMAIL)
    assert [texts(message) for message in mail.messages] == [["灯", "门", "水"]]
    assert "3" in mail.messages[0].subject
    assert mail.messages[0].unsubscribe


def test_what_was_read_is_left_out_and_nothing_left_is_no_message(app: Flask, world: World, mail: Carrier) -> None:
    with clock.frozen(at(9)):
        me, other = reader(world), reader(world, "b@example.com")
        tell(me, other, dedupe="1", what="灯")
        tell(me, dedupe="2", what="门")
        for entry in db.session.scalars(select(InboxEntry).where(InboxEntry.dedupe == "1")).all():
            read(world.actor(entry.user_id), entry.id)
    with clock.frozen(at(18, 5)):
        ring(app)
        sending.carry(Channel.EMAIL)
    assert [(message.to, texts(message)) for message in mail.messages] == [("a@example.com", ["门"])]


def test_what_comes_after_six_waits_for_tomorrow(app: Flask, world: World, mail: Carrier) -> None:
    with clock.frozen(at(9)):
        me = reader(world)
        tell(me, dedupe="1", what="灯")
    with clock.frozen(at(18, 1)):
        ring(app)
        tell(me, dedupe="2", what="门")
    with clock.frozen(at(22)):
        ring(app)
        assert len(deliveries()) == 1
    with clock.frozen(at(18, 0, day=2)):
        ring(app)
        sending.carry(Channel.EMAIL)
    assert [texts(message) for message in mail.messages] == [["灯"], ["门"]]


def test_a_server_that_was_down_at_six_makes_up_for_it(app: Flask, world: World, mail: Carrier) -> None:
    with clock.frozen(at(9)):
        tell(reader(world), dedupe="1")
    with clock.frozen(at(23, 40)):
        ring(app)
    assert states() == ["waiting"]


def test_a_crash_in_the_middle_leaves_nothing_and_the_next_ring_does_all(
    app: Flask, world: World, mail: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(at(9)):
        tell(reader(world), dedupe="1")
    with clock.frozen(at(18)):
        with monkeypatch.context() as broken:
            broken.setattr(digesting, "record", lambda _fact: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                ring(app)
        assert (deliveries(), db.session.scalars(select(Digest)).all()) == ([], [])
        ring(app)
    assert states() == ["waiting"]


def test_of_two_processes_one_makes_it(app: Flask, world: World, mail: Carrier) -> None:
    with clock.frozen(at(9)):
        me = reader(world)
        tell(me, dedupe="1")
    start = threading.Barrier(2)

    def both() -> None:
        with app.app_context():
            start.wait(10)
            digesting.summarise(SYSTEM, me)
            db.session.remove()

    with clock.frozen(at(18)):
        threads = [threading.Thread(target=both) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert states() == ["waiting"]
    assert db.session.scalars(select(DigestLine.digest_id)).one() is not None


def test_the_database_alone_allows_one_a_day(app: Flask, world: World) -> None:
    me, values = world.user(), "VALUES (1, '2026-05-01', '2026-05-01')"
    assert me == 1
    insert = f"INSERT INTO digests (user_id, day, created_at) {values}"
    with db.engine.begin() as connection:
        connection.exec_driver_sql(insert)
    with db.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql(insert)


def test_who_has_no_way_out_gets_no_message_and_loses_nothing(app: Flask, world: World) -> None:
    with clock.frozen(at(9)):
        me = world.user()
        choosing.choose_topics(world.actor(me), {"repairs": How.DAILY})
        tell(me, dedupe="1")
    with clock.frozen(at(18)):
        ring(app)
        assert digesting.waiting() == []
    assert deliveries() == []
    assert len(db.session.scalars(select(InboxEntry)).all()) == 1


def test_urgent_and_at_once_do_not_wait(app: Flask, world: World, mail: Carrier) -> None:
    me = reader(world)
    deliver(SYSTEM, [me], "erasure_answered", {}, "/me/privacy", "a")
    assert states() == ["waiting"]


def test_nobody_makes_anothers_summary(world: World) -> None:
    with pytest.raises(Forbidden):
        digesting.summarise(world.actor(world.user()), world.user())


def test_the_summary_of_a_week_away_is_not_endless(app: Flask, world: World, mail: Carrier) -> None:
    with clock.frozen(at(9)):
        me = reader(world)
        for n in range(60):
            tell(me, dedupe=str(n))
    with clock.frozen(at(18) + timedelta(minutes=1)):
        ring(app)
        sending.carry(Channel.EMAIL)
    message = mail.messages[0]
    assert len(message.lines) == 40
    assert "60" in message.subject, "and says how many there are"
    assert "其余" in message.intro
