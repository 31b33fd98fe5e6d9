"""Who has read it, who has confirmed it, and whom the desk has still to telephone."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from hub.core import clock, jobs
from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.inbox.models import InboxEntry
from hub.features.notices import commands, queries
from hub.features.notices.models import NoticeConfirmation, NoticeRead
from hub.features.notices.rules.notice import Audience, Draft, Scope
from hub.pages.my_data import collect, readable
from hub.people.events import PersonErased
from tests.factories import World

pytestmark = pytest.mark.both_databases


def read(cast, number: int, *people: int) -> None:
    """They open the page, and the job writes it down."""
    for user_id in people:
        cast.world.client(user_id).get(f"/notices/{number}")
    jobs.JOBS["notices.read"].job(SYSTEM)


def left(cast, number: int) -> list[str]:
    db.session.rollback()
    return [home.code for home in queries.unreached(cast.actor(cast.desk), number).homes]


def test_opening_writes_nothing_itself_and_is_counted_by_the_job(cast) -> None:
    number = cast.publish()
    cast.world.client(cast.lin).get(f"/notices/{number}")
    assert db.session.scalar(select(NoticeRead)) is None
    read(cast, number, cast.lin, cast.wife)
    read(cast, number, cast.lin)
    rows = db.session.scalars(select(NoticeRead)).all()
    assert {(row.user_id, row.version) for row in rows} == {(cast.lin, 1), (cast.wife, 1)}
    reach = queries.reach(cast.actor(cast.desk), number)
    assert (reach.read, reach.reached, reach.households) == (2, 1, 3), "two people, one household"


def test_an_old_page_opened_late_makes_nobody_less_informed(cast) -> None:
    number = cast.publish()
    cast.revise(number)
    now = clock.now()
    commands.keep_reads(SYSTEM, [(number, cast.lin, 2, now)])
    commands.keep_reads(SYSTEM, [(number, cast.lin, 1, now), (99999, cast.lin, 1, now), (number, 99999, 1, now)])
    assert [row.version for row in db.session.scalars(select(NoticeRead))] == [2]


def test_confirming_once_is_enough_and_twice_is_no_more(cast) -> None:
    number = cast.publish(mandatory=True)
    lin = cast.actor(cast.lin)
    commands.confirm(lin, number, 1)
    commands.confirm(lin, number, 1)
    assert len(db.session.scalars(select(NoticeConfirmation)).all()) == 1
    assert queries.to_confirm(lin) == []
    assert [line.id for line in queries.to_confirm(cast.actor(cast.wife))] == [number], "each for themselves"


def test_what_cannot_be_confirmed(cast) -> None:
    lin = cast.actor(cast.lin)
    with pytest.raises(RuleBroken):
        commands.confirm(lin, cast.publish(), 1)
    number = cast.publish(mandatory=True)
    for version in (0, 2, -1):
        with pytest.raises(RuleBroken):
            commands.confirm(lin, number, version)
    cast.revise(number, tell=True)
    with pytest.raises(RuleBroken):  # it was changed while they read
        commands.confirm(lin, number, 1)
    three = cast.for_three(mandatory=True)
    with pytest.raises(NotFound):
        commands.confirm(cast.actor(cast.five_owner), three, 1)
    with pytest.raises(Forbidden):  # sees it, but is not meant
        commands.confirm(cast.actor(cast.desk), three, 1)
    with pytest.raises(NotFound):
        commands.confirm(GUEST, number, 2)
    commands.withdraw(cast.actor(cast.desk), number, "写错了")
    with pytest.raises(RuleBroken):
        commands.confirm(lin, number, 2)


def test_the_desk_sees_who_is_left_and_the_list_shrinks(cast) -> None:
    number = cast.publish(mandatory=True)
    assert left(cast, number) == ["3-2-301", "5-1-101", "5-1-201"]
    read(cast, number, cast.lin)
    assert len(left(cast, number)) == 3, "it is to be confirmed, not only opened"
    commands.confirm(cast.actor(cast.wife), number, 1)
    assert left(cast, number) == ["5-1-101", "5-1-201"], "one of a household is enough"
    desk = cast.actor(cast.desk)
    commands.tell(desk, number, cast.world.unit("5-1-101"))
    commands.tell(desk, number, cast.world.unit("5-1-101"))
    assert left(cast, number) == ["5-1-201"]
    found = queries.unreached(desk, number)
    assert [(home.code, home.told_by) for home in found.told] == [("5-1-101", "客服小陈")]
    assert (found.reach.reached, found.reach.told, found.reach.left) == (1, 1, 1)
    commands.confirm(cast.actor(cast.five_owner), number, 1)
    assert queries.unreached(desk, number).reach.told == 0, "who reads after the call is counted once"
    commands.tell(desk, number, cast.world.unit("5-1-201"))
    commands.untell(desk, number, cast.world.unit("5-1-201"))
    assert left(cast, number) == ["5-1-201"]
    cast.revise(number, tell=True)
    assert len(left(cast, number)) == 3, "told anew, everybody is to be reached anew"


def test_the_list_names_whom_to_ring_with_a_masked_number(cast) -> None:
    number = cast.publish(audience=Audience(Scope.BUILDING, (cast.five,)))
    cast.world.person("没有账号的")
    client = cast.world.client(cast.desk)
    client.get(f"/notices/{number}/unreached")
    assert "租户 租客小陈 · 139****0004" in client.text()
    assert "13900000004" not in client.text()
    way = client.page.select_one("li.call-line a")["href"]
    client.get(way)
    assert "会留下记录" in client.text() or "理由" in client.text()
    answer = client.htmx("post", f"/notices/{number}/calls/{cast.world.unit('5-1-101')}")
    assert "电话通知过的 1 户" in answer.get_data(as_text=True)
    client.get(f"/notices/{number}/unreached/sheet")
    assert "5-1-201" in client.text()
    assert "5-1-101" not in client.text()


def test_only_households_it_is_for_can_be_ticked(cast) -> None:
    number = cast.for_three()
    for unit in (cast.world.unit("5-1-101"), cast.world.unit("3-1-101"), 99999):
        with pytest.raises(NotFound):
            commands.tell(cast.actor(cast.desk), number, unit)
    with pytest.raises(RuleBroken):
        commands.tell(cast.actor(cast.desk), cast.draft(), cast.world.unit("3-2-301"))


def test_a_notice_for_staff_lists_people_instead_of_homes(cast) -> None:
    guard = cast.world.user("guard", name="老李")
    number = cast.publish(audience=Audience(Scope.ROLE, (), ("guard",)))
    found = queries.unreached(cast.actor(cast.desk), number)
    assert (found.homes, found.people, found.reach.households) == ([], ["老李"], 0)
    read(cast, number, guard)
    assert queries.unreached(cast.actor(cast.desk), number).people == []


def test_the_list_is_paged(world: World, cast) -> None:
    world.building("9", entrances=1, floors=60)
    for floor in range(1, 61):
        world.user(owns=f"9-1-{floor}01")
    number = cast.publish()
    desk = cast.actor(cast.desk)
    first = queries.unreached(desk, number)
    second = queries.unreached(desk, number, first.after)
    codes = [home.code for home in (*first.homes, *second.homes)]
    assert second.after is None
    assert len(codes) == len(set(codes)) == 63
    assert len(queries.unreached(desk, number, whole=True).homes) == 63


def test_ones_reading_can_be_taken_along_and_is_forgotten(cast) -> None:
    number = cast.publish(mandatory=True, title="消防通道")
    commands.confirm(cast.actor(cast.lin), number, 1)
    cast.world.client(cast.lin).get(f"/notices/{number}")
    data = collect(cast.actor(cast.lin))
    assert data["notices_confirmed"][0]["title"] == data["notices_read"][0]["title"] == "消防通道"
    assert any("公告" in str(section.title) for section in readable(data))
    from hub.flows.privacy import forget_everywhere

    _erase(cast, forget_everywhere)
    jobs.JOBS["notices.read"].job(SYSTEM)
    assert db.session.scalar(select(NoticeRead).where(NoticeRead.user_id == cast.lin)) is None
    assert db.session.scalar(select(NoticeConfirmation)) is None


def _erase(cast, forget) -> None:
    from hub.core.events import command

    @command
    def erase(actor) -> None:
        person = cast.actor(cast.lin).person_id
        forget(actor, PersonErased(user_id=cast.lin, person_id=person, name_kept=True))

    erase(SYSTEM)


def test_three_thousand_accounts_are_told_in_one_transaction_with_few_questions(cast, capsys) -> None:
    many = 3000
    _crowd(SYSTEM, many)
    number = commands.draft(cast.actor(cast.desk), Draft("明天停水", "全小区停水。", urgent=True))
    asked: list[str] = []
    listen = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    with capsys.disabled():
        import time

        began = time.perf_counter()
        commands.publish(cast.actor(cast.desk), number)
        print(f"\n{many} accounts told in {time.perf_counter() - began:.2f} s, {len(asked)} statements")
    event.remove(db.engine, "before_cursor_execute", listen)
    entries = db.session.scalars(select(InboxEntry.user_id).where(InboxEntry.kind == "notice_urgent")).all()
    assert len(entries) == len(set(entries)) == many + 6, "everybody but whoever published it"
    assert len(asked) < 60


def _crowd(_actor, many: int) -> None:
    from hub.core.events import command
    from hub.people.models import Person, User

    @command
    def fill(_actor) -> None:
        now = clock.now()
        people = [Person(name=f"人{n}", created_at=now) for n in range(many)]
        db.session.add_all(people)
        db.session.flush()
        db.session.add_all(User(person_id=p.id, nickname=p.name, created_at=now) for p in people)

    fill(SYSTEM)
