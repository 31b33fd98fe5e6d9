"""A notice is seen by those it is for, everywhere it could be seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM, may_see
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import NotFound
from hub.features.notices import commands, queries
from hub.features.notices.rules.notice import Audience, Scope, Voice
from hub.people.models import Building, Entrance, Phase

pytestmark = pytest.mark.both_databases


@command
def _phase(_actor, building_id: int) -> int:
    phase = Phase(code="1", name="一期")
    db.session.add(phase)
    db.session.flush()
    db.session.execute(update(Building).where(Building.id == building_id).values(phase_id=phase.id))
    return phase.id


def entrance(building: int, code: str) -> int:
    found = db.session.scalar(select(Entrance.id).where(Entrance.building_id == building, Entrance.code == code))
    assert found is not None
    return found


def seen_by(cast, number: int) -> set[str]:
    """Who finds it on the board."""
    people = {"lin": cast.lin, "wife": cast.wife, "five": cast.five_owner, "tenant": cast.tenant}
    found = set()
    for name, user_id in people.items():
        actor = cast.actor(user_id)
        page = queries.page(actor)
        on_board = number in [line.id for line in (*page.top, *page.lines)]
        assert on_board == may_see(actor, f"notice:{number}")
        assert on_board == (user_id in queries.readers(number)), "told exactly when it may be read"
        if on_board:
            found.add(name)
    return found


def test_each_scope_reaches_its_own(cast) -> None:
    def sent(scope: Scope, *ids: int, roles: tuple[str, ...] = ()) -> int:
        return cast.publish(audience=Audience(scope, ids, roles))

    assert seen_by(cast, sent(Scope.ALL)) == {"lin", "wife", "five", "tenant"}
    assert seen_by(cast, sent(Scope.BUILDING, cast.three)) == {"lin", "wife"}
    assert seen_by(cast, sent(Scope.BUILDING, cast.three, cast.five)) == {"lin", "wife", "five", "tenant"}
    assert seen_by(cast, sent(Scope.ENTRANCE, entrance(cast.three, "2"))) == {"lin", "wife"}
    assert seen_by(cast, sent(Scope.ENTRANCE, entrance(cast.three, "1"))) == set()
    assert seen_by(cast, sent(Scope.PHASE, _phase(SYSTEM, cast.five))) == {"five", "tenant"}
    assert seen_by(cast, sent(Scope.ROLE, roles=("owner",))) == {"lin", "five"}
    assert seen_by(cast, sent(Scope.ROLE, roles=("tenant", "family"))) == {"wife", "tenant"}
    assert seen_by(cast, sent(Scope.ROLE, roles=("guard",))) == set()


def test_moving_out_ends_the_sight(cast) -> None:
    number = cast.publish(audience=Audience(Scope.BUILDING, (cast.five,)))
    assert may_see(cast.actor(cast.tenant), f"notice:{number}")
    _move_out(SYSTEM)
    assert not may_see(cast.actor(cast.tenant), f"notice:{number}")
    assert cast.tenant not in queries.readers(number)


@command
def _move_out(_actor) -> None:
    from hub.people.models import Occupancy

    db.session.execute(update(Occupancy).where(Occupancy.kind == "tenant").values(until=clock.today()))


def test_a_resident_of_another_building_finds_nothing(cast) -> None:
    number = cast.for_three(enclosed=cast.enclosed(), mandatory=True, title="只给三号楼")
    notice = cast.notice(number)
    other = cast.world.client(cast.five_owner)
    paths = [
        *(f"/notices/{number}{path}" for path in ("", "/card", "/actions", "/versions", "/versions/1", "/poster.pdf")),
        *(f"/files/{name}{which}" for name in notice.photos for which in ("", "/thumb")),
        *(f"/documents/{name}" for name in notice.documents),
        *(f"/notices/{number}/{page}" for page in ("draft", "preview", "revision", "withdrawal")),
    ]
    assert len(paths) > 10
    for path in paths:
        other.get(path, 404)
    other.post(f"/notices/{number}/confirmation", {"version": "1"}, 404)
    for path in ("/notices", "/notices?past=1", "/", "/notices/feed.rss", "/notices/feed.atom"):
        assert "只给三号楼" not in other.get(path).get_data(as_text=True)
    assert not may_see(cast.actor(cast.five_owner), f"notice-desk:{number}")


def test_a_visitor_reads_what_is_for_visitors_and_nothing_else(cast, client) -> None:
    public = cast.publish(visitors=True, enclosed=cast.enclosed(), title="谁都能看")
    inside = cast.publish(enclosed=cast.enclosed(), title="自己人看")
    client.get("/")
    assert "谁都能看" in client.text()
    client.get("/notices")
    assert "自己人看" not in client.text()
    client.get(f"/notices/{public}")
    assert "我已阅读" not in client.text()
    shown = cast.notice(public)
    for path in (f"/files/{shown.photos[0]}", f"/files/{shown.photos[0]}/thumb", f"/documents/{shown.documents[0]}"):
        client.get(path)
    client.get(f"/notices/{inside}", 303)
    client.get("/notices/99999", 303)
    hidden = cast.notice(inside)
    client.get(f"/files/{hidden.photos[0]}", 404)
    client.get(f"/documents/{hidden.documents[0]}", 404)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert may_see(GUEST, f"notice:{public}")
    commands.withdraw(cast.actor(cast.desk), public, "写错了")
    client.get(f"/documents/{shown.documents[0]}", 404)
    client.get(f"/notices/{public}", 303)


def test_what_has_run_out_leaves_the_board_but_not_the_archive(cast, client) -> None:
    until = clock.now() + timedelta(days=1)
    number = cast.publish(visitors=True, until_at=until, pinned=True, urgent=True, mandatory=True)
    lin = cast.actor(cast.lin)
    with clock.frozen(until):
        page = queries.page(lin)
        assert (page.top, page.lines) == ([], [])
        assert queries.latest(lin) == queries.to_confirm(lin) == []
        assert [line.id for line in queries.page(lin, past=True).lines] == [number]
        assert queries.card(lin, number).body
        assert not may_see(GUEST, f"notice:{number}")
        assert queries.public() == []


def test_drafts_are_seen_only_in_their_own_name(cast) -> None:
    mine = cast.draft()
    theirs = cast.draft(by=cast.chair, voice=Voice.COMMITTEE)
    for user_id, sees, not_sees in (
        (cast.desk, mine, theirs),
        (cast.manager, mine, theirs),
        (cast.chair, theirs, mine),
    ):
        assert queries.card(cast.actor(user_id), sees)
        with pytest.raises(NotFound):
            queries.card(cast.actor(user_id), not_sees)
    for user_id in (cast.lin, cast.five_owner):
        with pytest.raises(NotFound):
            queries.card(cast.actor(user_id), mine)


def test_the_office_pages_are_closed_to_residents(cast) -> None:
    number = cast.publish()
    lin = cast.world.client(cast.lin)
    for page in ("desk", "new", f"{number}/arrived", f"{number}/unreached", f"{number}/unreached/sheet"):
        lin.get(f"/notices/{page}", 403)
    committee = cast.world.client(cast.chair)
    committee.get(f"/notices/{number}/arrived")
    committee.get(f"/notices/{number}/unreached", 403)
    locked = cast.world.client(cast.manager, second_factor=False)
    assert "second" in locked.get("/notices/desk", 303).headers["Location"]
