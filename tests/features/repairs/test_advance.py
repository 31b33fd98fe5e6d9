"""Moving a repair along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden, RuleBroken
from hub.features.repairs import commands, queries
from hub.features.repairs.models import Assignment
from hub.features.repairs.rules.stages import Stage


def test_from_report_to_done_every_step_is_written_down(cast) -> None:
    repair_id = cast.lift()
    commands.advance(cast.actor(cast.desk), repair_id, Stage.ACCEPTED, "马上安排")
    commands.assign(cast.actor(cast.desk), repair_id, cast.zhang)
    zhang = cast.actor(cast.zhang)
    for to in (Stage.ON_THE_WAY, Stage.WORKING, Stage.WAITING_PARTS, Stage.WORKING, Stage.DONE):
        commands.advance(zhang, repair_id, to)
    repair = cast.repair(repair_id)
    assert (repair.stage, repair.version, repair.assignee_id) == ("done", 8, cast.zhang)
    steps = cast.steps(repair_id)
    assert [step.now for step in steps] == [
        "submitted",
        "accepted",
        "assigned",
        "on_the_way",
        "working",
        "waiting_parts",
        "working",
        "done",
    ]
    assert (steps[1].user_id, steps[1].party, steps[1].note) == (cast.desk, "desk", "马上安排")
    assert (steps[3].user_id, steps[3].party) == (cast.zhang, "assignee")
    facts = db.session.scalars(select(AuditRow.fact).where(AuditRow.fact == "RepairAdvanced")).all()
    assert len(facts) == 7


def test_a_step_that_is_not_possible_changes_nothing(cast) -> None:
    repair_id = cast.lift()
    for user, to in ((cast.lin, Stage.ACCEPTED), (cast.zhang, Stage.ON_THE_WAY), (cast.desk, Stage.DONE)):
        with pytest.raises(RuleBroken):
            commands.advance(cast.actor(user), repair_id, to)
    assert (cast.repair(repair_id).stage, len(cast.steps(repair_id))) == ("submitted", 1)


def test_a_committee_member_sees_but_moves_nothing(cast) -> None:
    repair_id, member = cast.tap(), cast.actor(cast.world.user("committee"))
    assert queries.card(member, repair_id)
    with pytest.raises(RuleBroken):
        commands.advance(member, repair_id, Stage.ACCEPTED)
    with pytest.raises(Forbidden):
        commands.assign(member, repair_id, cast.zhang)


def test_accepting_puts_that_person_in_charge(cast) -> None:
    repair_id = cast.lift()
    commands.advance(cast.actor(cast.manager), repair_id, Stage.ACCEPTED)
    assert cast.repair(repair_id).desk_id == cast.manager
    assert queries.card(SYSTEM, repair_id).line.in_charge == "赵经理"


def test_handing_back_frees_the_job_and_the_office_is_in_charge_again(cast) -> None:
    repair_id = cast.lift()
    commands.take(cast.actor(cast.zhang), repair_id)
    commands.advance(cast.actor(cast.zhang), repair_id, Stage.ACCEPTED, "要厂家来")
    repair = cast.repair(repair_id)
    assert (repair.assignee_id, repair.stage) == (None, "accepted")
    (assignment,) = db.session.scalars(select(Assignment))
    assert assignment.ended_why == "handed_back"
    assert queries.card(SYSTEM, repair_id).line.in_charge == "客服小陈"


def test_the_office_takes_it_from_one_and_gives_it_to_another(cast) -> None:
    repair_id, desk = cast.lift(), cast.actor(cast.desk)
    commands.assign(desk, repair_id, cast.zhang)
    commands.assign(desk, repair_id, cast.wang, "张师傅在忙")
    assert cast.repair(repair_id).assignee_id == cast.wang
    rows = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(row.user_id, row.ended_why, row.given_by) for row in rows] == [
        (cast.zhang, "replaced", cast.desk),
        (cast.wang, None, cast.desk),
    ]
    with pytest.raises(RuleBroken):
        commands.assign(desk, repair_id, cast.lin)


def test_an_offer_waits_for_its_answer_and_lapses(cast) -> None:
    repair_id = cast.lift()
    offered = commands.assign(SYSTEM, repair_id, cast.zhang, offer_until=clock.in_minutes(5))
    assert db.session.get_one(Assignment, offered).accepted_at is None
    assert queries.actions(cast.actor(cast.zhang), repair_id).may_take
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        commands.assign(SYSTEM, repair_id, cast.wang, offer_until=clock.in_minutes(5))
        assert db.session.get_one(Assignment, offered).ended_why == "no_answer"
        accepted = commands.take(cast.actor(cast.wang), repair_id)
    assert db.session.get_one(Assignment, accepted).accepted_at is not None


def test_reopening_begins_a_new_round_and_needs_a_reason(cast) -> None:
    repair_id = cast.done(cast.lift())
    with pytest.raises(RuleBroken):
        commands.advance(cast.actor(cast.lin), repair_id, Stage.REOPENED)
    commands.advance(cast.actor(cast.lin), repair_id, Stage.REOPENED, "又停了")
    repair = cast.repair(repair_id)
    assert (repair.round, repair.assignee_id, repair.stage) == (2, None, "reopened")


def test_words_can_be_added_by_those_concerned_only(cast) -> None:
    repair_id = cast.lift()
    commands.add(cast.actor(cast.lin), repair_id, "有异响")
    with pytest.raises(Forbidden):
        commands.add(cast.actor(cast.neighbour), repair_id, "我也看到了")
    commands.join(cast.actor(cast.neighbour), repair_id)
    commands.add(cast.actor(cast.neighbour), repair_id, "我也看到了")
    additions = [step for step in cast.steps(repair_id) if step.addition]
    assert [step.party for step in additions] == ["requester", "neighbour"]
    with pytest.raises(RuleBroken):
        commands.add(cast.actor(cast.lin), repair_id, " ")


def test_looking_at_a_number_needs_a_reason_and_is_written_down(cast) -> None:
    repair_id = cast.tap()
    with pytest.raises(Forbidden):
        commands.reveal_phone(cast.actor(cast.zhang), repair_id, "约时间")
    commands.take(cast.actor(cast.zhang), repair_id)
    with pytest.raises(RuleBroken):
        commands.reveal_phone(cast.actor(cast.zhang), repair_id, "")
    assert commands.reveal_phone(cast.actor(cast.zhang), repair_id, "约时间").startswith("139")
    row = db.session.scalars(select(AuditRow).where(AuditRow.fact == "RequesterPhoneSeen")).one()
    assert row.data == {"repair_id": repair_id, "reason": "约时间"}
