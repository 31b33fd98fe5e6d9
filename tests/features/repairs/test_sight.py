"""Who sees what: the stranger gets nothing, not even by ear."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_socketio import SocketIOTestClient

from hub.core import clock, live
from hub.core.authz import GUEST, SYSTEM, may_see
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import NotFound
from hub.features.repairs import commands, queries
from hub.features.repairs.rules.stages import Stage
from hub.people.models import Occupancy, User
from tests.judge import apart

PARTS = ("", "/card", "/line", "/actions", "/additions", "/steps?to=cancelled", "/rating")


def test_a_flat_s_repair_is_its_household_s_and_the_office_s(cast) -> None:
    tap = cast.tap()
    member = cast.world.user("committee")
    for user in (cast.lin, cast.wife, cast.desk, cast.manager, member):
        assert may_see(cast.actor(user), f"repair:{tap}")
    for user in (cast.neighbour, cast.stranger, cast.world.user("guard"), cast.world.user("observer")):
        assert not may_see(cast.actor(user), f"repair:{tap}")
    assert not may_see(GUEST, f"repair:{tap}")


def test_a_stranger_finds_nothing_at_any_address_of_it(cast) -> None:
    tap = cast.tap()
    client = cast.world.client(cast.neighbour)
    for part in PARTS:
        client.get(f"/repairs/{tap}{part}", status=404)
    for deed in ("affected", "affected/end", "steps?to=cancelled", "additions"):
        client.post(f"/repairs/{tap}/{deed}", {"note": "x"}, status=404)
    client.get("/repairs?scope=around")
    assert "水龙头" not in client.text()
    client.get("/repairs?scope=all")
    assert "水龙头" not in client.text()


def test_a_technician_sees_a_flat_only_while_it_is_free_or_theirs(cast) -> None:
    tap, zhang, wang = cast.tap(), cast.actor(cast.zhang), cast.actor(cast.wang)
    assert may_see(zhang, f"repair:{tap}")
    assert may_see(wang, f"repair:{tap}")
    commands.take(zhang, tap)
    assert may_see(zhang, f"repair:{tap}")
    assert not may_see(wang, f"repair:{tap}")
    commands.advance(cast.actor(cast.zhang), tap, Stage.ACCEPTED, "换人")
    assert may_see(wang, f"repair:{tap}")


def test_a_public_place_is_everybody_s_but_not_who_reported_it(cast) -> None:
    lift = cast.lift()
    commands.add(cast.actor(cast.lin), lift, "有异响")
    client = cast.world.client(cast.stranger)
    client.get(f"/repairs/{lift}")
    assert "有异响" in client.text()
    for private in ("林阿姨", "3-2-301", "139"):
        assert private not in client.text()
    client.get("/repairs?scope=around")
    assert "林阿姨" not in client.text()
    desk = cast.world.client(cast.desk)
    desk.get(f"/repairs/{lift}")
    assert "林阿姨" in desk.text()


def test_the_board_s_topic_is_the_staff_s(cast) -> None:
    for user, allowed in ((cast.desk, True), (cast.zhang, True), (cast.lin, False)):
        assert may_see(cast.actor(user), "repairs:0") is allowed


def test_the_anonymous_are_sent_to_sign_in(cast, client) -> None:
    lift = cast.lift()
    for path in ("/repairs", f"/repairs/{lift}", "/repairs/new"):
        assert "/login" in client.get(path, status=303).headers["Location"]
    with pytest.raises(NotFound):
        queries.card(GUEST, lift)


def ear(app, cast, user_id: int):
    """A socket of `user_id`, with what it may watch."""
    browser = cast.world.client(user_id)
    return apart(lambda: SocketIOTestClient(app, live.socketio, flask_test_client=browser.raw))


def watch(socket, *topics: str) -> list[str]:
    """What of this it is let into."""
    return apart(lambda: socket.emit("watch", {"topics": list(topics)}, callback=True))["allowed"]


def test_the_household_hears_and_the_stranger_does_not(app, cast) -> None:
    tap = cast.tap()
    wife, stranger = ear(app, cast, cast.wife), ear(app, cast, cast.stranger)
    assert watch(wife, f"repair:{tap}", "repairs:0") == [f"repair:{tap}"]
    assert watch(stranger, f"repair:{tap}", "repairs:0") == []
    commands.take(cast.actor(cast.zhang), tap)
    heard = {message["name"]: message["args"][0] for message in wife.get_received()}
    assert "张师傅" in heard["patch"]["html"]
    assert heard["patch"]["id"] == f"repair-{tap}"
    assert heard["nudge"]["topic"] == f"repair:{tap}"
    assert "林阿姨" not in heard["patch"]["html"]
    assert stranger.get_received() == []


def test_a_technician_who_missed_the_job_stops_hearing(app, cast) -> None:
    tap = cast.tap()
    wang = ear(app, cast, cast.wang)
    assert watch(wang, f"repair:{tap}") == [f"repair:{tap}"]
    commands.take(cast.actor(cast.zhang), tap)
    wang.get_received()
    commands.advance(cast.actor(cast.zhang), tap, Stage.ON_THE_WAY)
    assert wang.get_received() == []


def test_who_moves_in_does_not_read_what_the_people_before_them_reported(cast) -> None:
    with clock.frozen(clock.now() - timedelta(days=30)):
        over, still = cast.tap(), cast.tap("卫生间地漏返味")
        cast.done(over)
        commands.rate(cast.actor(cast.lin), over, 5, "")
    later = cast.world.user()
    move_in(SYSTEM, later, cast.world.unit("3-2-301"))
    assert not may_see(cast.actor(later), f"repair:{over}")
    assert may_see(cast.actor(later), f"repair:{still}"), "it is still being repaired, and somebody will come"
    assert may_see(cast.actor(cast.wife), f"repair:{over}")
    assert may_see(cast.actor(later), f"repair:{cast.tap('灯坏了')}")


@command
def move_in(_actor, user_id: int, unit_id: int) -> None:
    person = db.session.get_one(User, user_id).person_id
    since = clock.today() - timedelta(days=3)
    db.session.add(Occupancy(unit_id=unit_id, person_id=person, kind="tenant", since=since))
