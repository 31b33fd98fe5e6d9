"""Whom a complaint is about sees nothing of it, anywhere, whatever rights they hold."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM, may_see
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.cases import commands, jobs, policy, queries
from hub.features.cases.queries.lists import SHOWS, Filter
from hub.features.cases.rules.kinds import Caller, Channel, Circle, Kind, Report
from hub.features.cases.rules.mediation import Side
from hub.features.cases.rules.stages import Stage
from hub.pages import my_data
from hub.pages.todo import waiting_for
from hub.people import codes
from hub.people.models import RoleGrant
from hub.people.queries import audit
from tests.features.cases.test_course import later


def sees_nothing(cast, user_id: int, case: int) -> None:
    """Every way there is."""
    actor = cast.actor(user_id)
    assert not may_see(actor, f"case:{case}")
    for look in (queries.get, queries.row, queries.card, queries.actions):
        with pytest.raises(NotFound):
            look(actor, case)
    for show in SHOWS:
        assert [line.id for line in queries.queue(actor, Filter(show)).lines] == []
    assert (queries.counts(actor).open, queries.counts(actor).overdue, queries.counts(actor).waiting) == (0, 0, 0)
    if cast.case(case).about_user_id == user_id:
        assert (queries.overview(actor).open, queries.overview(actor).overdue, queries.overview(actor).waiting) == (
            0,
            0,
            0,
        )
    assert f"/cases/{case}" not in str(my_data.collect(actor))
    assert str(case) not in str(my_data.collect(actor))
    assert not [kind for kind in cast.news(user_id) if kind.startswith("case")]
    assert not [todo for todo in waiting_for(actor) if "/cases" in todo.url and todo.url != "/cases/queue"]
    if actor.can("audit.see"):
        entries = audit.page(actor, audit.Filter()).entries
        assert not [one for one in entries if one.data.get("case_id") == case]
        assert str(case) not in str([one.data for one in entries])


@pytest.mark.parametrize("role", ["desk", "guard", "manager"])
def test_the_accused_sees_nothing_before_and_after_everything(cast, role: str) -> None:
    accused = getattr(cast, role)
    case = cast.about(accused)
    sees_nothing(cast, accused, case)
    handler = cast.actor(cast.chair if role == "manager" else cast.manager)
    commands.take(handler, case)
    commands.note(handler, case, "先听听两边的说法")
    commands.answer(handler, case, "已经谈过话", False)
    commands.add(cast.actor(cast.lin), case, "还有一次")
    commands.answer(handler, case, "调离岗位", True)
    commands.call_committee(cast.actor(cast.lin), case, "不满意") if role != "manager" else None
    commands.judge(cast.actor(cast.lin), case, False, 1, "没有道歉")
    with later(days=60):
        jobs.remind(SYSTEM)
        sees_nothing(cast, accused, case)


def test_every_deed_is_refused_to_the_accused_as_if_there_were_nothing(cast) -> None:
    case = cast.about(cast.manager)
    accused = cast.actor(cast.manager)
    deeds = [
        lambda: commands.take(accused, case),
        lambda: commands.give(accused, case, cast.desk, "x"),
        lambda: commands.advance(accused, case, Stage.WORKING),
        lambda: commands.answer(accused, case, "x", True),
        lambda: commands.note(accused, case, "x"),
        lambda: commands.redirect(accused, case, Kind.OTHER, None),
        lambda: commands.escalate(accused, case, "x"),
        lambda: commands.reveal_caller(accused, case, "x"),
        lambda: commands.judge_for_caller(accused, case, True, 5, "x"),
        lambda: commands.add(accused, case, "x"),
        lambda: commands.judge(accused, case, True, 5),
        lambda: commands.withdraw(accused, case),
        lambda: commands.call_committee(accused, case, "x"),
        lambda: commands.write_example(accused, case, "x", "y"),
        lambda: commands.approve_example(accused, case),
        lambda: commands.drop_example(accused, case),
        lambda: commands.open_mediation(accused, case, [Side("a"), Side("b")], cast.observer),
    ]
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()


def test_about_the_manager_it_goes_to_the_committee_and_not_to_the_managers_people(cast) -> None:
    case = cast.about(cast.manager)
    assert cast.case(case).circle == Circle.COMMITTEE
    assert cast.news(cast.chair) == cast.news(cast.member) == ["case_new"]
    for other in (cast.desk, cast.other_desk, cast.guard):
        sees_nothing(cast, other, case)
    queries.card(cast.actor(cast.chair), case)
    queries.card(cast.actor(cast.admin), case)


def test_about_a_colleague_only_the_manager_handles_it(cast) -> None:
    case = cast.about(cast.guard)
    assert cast.case(case).circle == Circle.LEAD
    sees_nothing(cast, cast.desk, case)
    assert cast.news(cast.manager) == ["case_new"]
    with pytest.raises(NotFound):
        queries.card(cast.actor(cast.chair), case)


def test_somebody_with_every_right_at_once_is_still_kept_out(cast) -> None:
    """Desk, manager, chair and admin in one person: no right outweighs being the one it is about."""
    for role in ("manager", "chair", "committee", "admin", "technician"):
        _hold(cast.desk, role)
    case = cast.about(cast.desk)
    sees_nothing(cast, cast.desk, case)
    commands.answer(cast.actor(cast.chair), case, "了解了", True)
    sees_nothing(cast, cast.desk, case)


def test_the_page_the_queue_the_photos_and_the_record_show_the_accused_nothing(cast) -> None:
    _hold(cast.desk, "chair")  # who may read the record
    case = cast.about(cast.desk)
    client = cast.world.client(cast.desk)
    client.get(f"/cases/{case}", status=404)
    client.get(f"/cases/{case}/actions", status=404)
    client.get(f"/cases/{case}/card", status=404)
    for path in (
        "/cases",
        "/cases/queue",
        "/cases/queue?show=all",
        "/services",
        "/",
        "/inbox",
        "/admin/audit",
        "/cases/record",
    ):
        client.get(path)
        assert str(case) not in str(client.page), path
        assert queries.number(case) not in client.text(), path
        assert "推了我一把" not in client.text(), path
    chair = cast.world.client(cast.chair)
    chair.get("/admin/audit")
    assert str(case) in str(chair.page)


def test_photos_of_it_open_for_its_handlers_only(cast, app) -> None:
    case = cast.about(cast.desk)
    assert not may_see(cast.actor(cast.desk), f"case:{case}")
    assert may_see(cast.actor(cast.manager), f"case:{case}")
    assert may_see(cast.actor(cast.lin), f"case:{case}")
    assert not may_see(cast.actor(cast.stranger), f"case:{case}")


def test_the_queue_is_not_even_nudged(cast, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("hub.core.live.nudge", lambda topic, *_, **__: said.append(topic))
    case = cast.about(cast.desk)
    assert said.count("cases:0") == 0
    assert f"case:{case}" in said
    cast.told()
    assert "cases:0" in said


def test_found_out_later_it_vanishes_from_the_owners_sight_and_inbox(cast) -> None:
    case = cast.told("门口那个人不让我进")
    commands.take(cast.actor(cast.desk), case)
    assert "case_new" in cast.news(cast.desk)
    commands.redirect(cast.actor(cast.other_desk), case, Kind.STAFF, cast.desk)
    assert cast.case(case).owner_id is None
    sees_nothing(cast, cast.desk, case)
    sees_nothing_but_news = cast.news(cast.manager)
    assert sees_nothing_but_news == ["case_new"]


def test_it_cannot_be_turned_back_by_the_accused_nor_given_to_them(cast) -> None:
    case = cast.about(cast.guard)
    manager = cast.actor(cast.manager)
    assert cast.guard not in {user_id for user_id, _, _ in queries.candidates(cast.case(case))}
    with pytest.raises(RuleBroken):
        commands.give(manager, case, cast.guard, "你自己处理")
    with pytest.raises(RuleBroken):
        commands.redirect(manager, case, Kind.STAFF, cast.manager)  # whoever sets it right is not the one it is about
    with pytest.raises(RuleBroken):
        commands.open_mediation(manager, case, [Side("林阿姨", cast.lin), Side("老马", cast.guard)], cast.observer)
    with pytest.raises(RuleBroken):
        commands.open_mediation(manager, case, [Side("林阿姨", cast.lin), Side("老马")], cast.guard)


def test_not_even_the_managers_load_gives_it_away(cast) -> None:
    other = cast.told()
    before = queries.candidates(cast.case(other))
    commands.take(cast.actor(cast.manager), cast.about(cast.desk))
    assert queries.candidates(cast.case(other)) == before


def test_nobody_complains_of_themselves_nor_writes_down_what_is_said_of_them(cast) -> None:
    with pytest.raises(RuleBroken):
        cast.about(cast.desk, by=cast.desk)
    what = Report(kind=Kind.STAFF, words="态度差", about_user_id=cast.desk)
    with pytest.raises(RuleBroken):
        commands.note_down(cast.actor(cast.desk), what, Channel.HOTLINE, Caller(), codes.fresh())


def test_no_fact_names_the_accused(cast) -> None:
    case = cast.about(cast.guard)
    commands.answer(cast.actor(cast.manager), case, "谈过话", True)
    for row in db.session.scalars(select(AuditRow)):
        if row.data.get("case_id") == case:
            assert cast.guard not in row.data.values(), row.fact


def test_numbers_are_drawn_by_lot_so_that_a_gap_tells_nothing(cast) -> None:
    ids = [cast.told() for _ in range(12)]
    assert all(10_000_000 <= id_ < 100_000_000 for id_ in ids)
    assert ids != sorted(ids) or ids[-1] - ids[0] > 12
    assert re.fullmatch(r"\d{4}-\d{4}", queries.number(ids[0]))


def test_a_clerk_handles_no_case_of_their_own(cast) -> None:
    case = cast.told(by=cast.desk)
    assert not policy.may_handle(cast.actor(cast.desk), cast.case(case))
    assert [line.id for line in queries.queue(cast.actor(cast.desk), Filter("all")).lines] == []
    with pytest.raises(Forbidden):
        commands.take(cast.actor(cast.desk), case)
    with pytest.raises(RuleBroken):
        commands.give(cast.actor(cast.manager), case, cast.desk, "")
    commands.note(cast.actor(cast.other_desk), case, "同事家的事，公事公办")
    assert queries.actions(cast.actor(cast.desk), case).inside is None
    with pytest.raises(Forbidden):
        commands.write_example(cast.actor(cast.desk), case, "a", "b")


@command
def _grant(_actor, user_id: int, role: str) -> None:
    db.session.add(RoleGrant(user_id=user_id, role=role, since=clock.today(), granted_at=clock.now(), reason="test"))


def _hold(user_id: int, role: str) -> None:
    _grant(SYSTEM, user_id, role)
