"""A job is offered to one technician after another, and in the end somebody named answers for it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from hub.core import clock, jobs
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken, SecondFactorNeeded
from hub.features.repairs import commands, queries
from hub.features.repairs.models import Assignment, Search
from hub.features.repairs.queries import dispatch as known
from hub.features.repairs.rules.dispatch import Patience
from hub.features.repairs.rules.places import Kind, Spot, Urgency
from hub.features.repairs.rules.plan import Plan, Settings
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.shifts import Shift
from hub.features.repairs.rules.stages import Stage

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # Monday, 12:00 on the compound's clocks


def accepted(cast, at: datetime = NOON, **more) -> int:
    """A broken lift that the desk accepts at `at`."""
    with clock.frozen(at):
        repair_id = cast.lift(**more)
        commands.advance(cast.actor(cast.desk), repair_id, Stage.ACCEPTED)
    return repair_id


def held(repair_id: int) -> Assignment | None:
    db.session.expire_all()
    return db.session.scalar(select(Assignment).where(Assignment.repair_id == repair_id, Assignment.ended_at.is_(None)))


def endings(repair_id: int) -> list[tuple[int, str | None]]:
    query = select(Assignment.user_id, Assignment.ended_why).where(Assignment.repair_id == repair_id)
    return [(user, why) for user, why in db.session.execute(query.order_by(Assignment.id))]


def facts(name: str) -> list[dict]:
    return list(db.session.scalars(select(AuditRow.data).where(AuditRow.fact == name).order_by(AuditRow.id)))


def later(app, minutes: float) -> None:
    with clock.frozen(NOON + timedelta(minutes=minutes)):
        jobs.run(app, "repairs.offers")
    db.session.rollback()  # look at what is true now


def test_accepting_offers_the_job_to_whoever_fits(crew) -> None:
    repair_id = accepted(crew)
    offer = held(repair_id)
    assert (offer.user_id, offer.accepted_at, offer.given_by) == (crew.zhang, None, None)
    assert offer.offer_until == NOON + timedelta(minutes=10)
    assert queries.card(SYSTEM, repair_id).line.in_charge == "张师傅"


def test_saying_yes_keeps_the_job(app, crew) -> None:
    repair_id = accepted(crew)
    with clock.frozen(NOON + timedelta(minutes=3)):
        commands.take(crew.actor(crew.zhang), repair_id)
    later(app, 60)
    assert held(repair_id).user_id == crew.zhang
    assert held(repair_id).accepted_at == NOON + timedelta(minutes=3)


def test_setting_off_without_a_word_is_a_yes(app, crew) -> None:
    repair_id = accepted(crew)
    with clock.frozen(NOON + timedelta(minutes=3)):
        commands.advance(crew.actor(crew.zhang), repair_id, Stage.ON_THE_WAY)
    later(app, 60)
    assert held(repair_id).user_id == crew.zhang
    assert held(repair_id).accepted_at is not None


def test_declining_asks_the_next_at_once(crew) -> None:
    repair_id = accepted(crew)
    with clock.frozen(NOON + timedelta(minutes=1)):
        commands.decline(crew.actor(crew.zhang), repair_id, "正在爬别的楼")
    assert held(repair_id).user_id == crew.wang
    assert held(repair_id).offer_until == NOON + timedelta(minutes=11)
    assert endings(repair_id) == [(crew.zhang, "handed_back"), (crew.wang, None)]
    assert "正在爬别的楼" in [step.note for step in crew.steps(repair_id)]


def test_no_answer_in_time_asks_the_next_and_running_the_job_twice_changes_nothing(app, crew) -> None:
    repair_id = accepted(crew)
    later(app, 9.9)
    assert held(repair_id).user_id == crew.zhang
    later(app, 10)
    later(app, 10)
    assert endings(repair_id) == [(crew.zhang, "no_answer"), (crew.wang, None)]
    assert held(repair_id).offer_until == NOON + timedelta(minutes=20)


def test_when_nobody_is_left_the_supervisor_is_in_charge_and_told(app, crew) -> None:
    repair_id = accepted(crew)
    for minutes in (10, 20, 20, 30, 300):
        later(app, minutes)
    repair = crew.repair(repair_id)
    assert (repair.stage, repair.assignee_id, repair.desk_id) == ("accepted", None, crew.manager)
    assert endings(repair_id) == [(crew.zhang, "no_answer"), (crew.wang, "no_answer")]
    assert queries.card(SYSTEM, repair_id).line.in_charge == "赵经理"
    assert [fact["in_charge_id"] for fact in facts("DispatchExhausted")] == [crew.manager]
    assert known.exhausted([repair_id]) == {repair_id}


def test_nobody_qualified_goes_to_the_supervisor_at_once(crew) -> None:
    repair_id = accepted(crew, kind=Kind.GREENING, spot=Spot.GARDEN)
    assert crew.repair(repair_id).desk_id == crew.manager
    assert held(repair_id) is None


def test_without_a_manager_the_desk_answers(world) -> None:
    world.building("3")
    lin, desk = world.user(owns="3-1-101"), world.user("desk")
    repair_id = commands.report(world.actor(lin), _leak(world))
    commands.advance(world.actor(desk), repair_id, Stage.ACCEPTED)
    assert queries.listeners(repair_id).desk_id == desk
    assert facts("DispatchExhausted")[0]["in_charge_id"] == desk


def test_with_nobody_at_the_office_the_admin_answers(world) -> None:
    world.building("3")
    lin, admin = world.user(owns="3-1-101"), world.user("admin")
    repair_id = commands.report(world.actor(lin), _leak(world, Urgency.URGENT))
    assert queries.listeners(repair_id).desk_id == admin
    assert db.session.scalar(select(Search.exhausted_at)) is not None


def test_an_urgent_report_does_not_wait_for_the_desk(app, crew) -> None:
    with clock.frozen(NOON):
        repair_id = crew.tap()
    assert held(repair_id).user_id == crew.wang
    assert held(repair_id).offer_until == NOON + timedelta(minutes=5)
    later(app, 5)
    assert crew.repair(repair_id).desk_id == crew.manager


def test_an_urgent_report_waits_if_the_compound_wants_that(crew) -> None:
    commands.set_dispatch(crew.actor(crew.manager), Settings(urgent_at_once=False))
    assert held(crew.tap()) is None


def test_by_hand_means_that_nobody_is_asked(crew) -> None:
    commands.set_dispatch(crew.actor(crew.manager), Settings(automatic=False))
    repair_id = accepted(crew)
    assert held(repair_id) is None
    assert crew.repair(repair_id).desk_id == crew.desk


def test_the_office_may_search_anew_and_everybody_is_asked_again(app, crew) -> None:
    repair_id = accepted(crew)
    later(app, 10)
    later(app, 20)
    with clock.frozen(NOON + timedelta(minutes=30)):
        assert commands.search(crew.actor(crew.desk), repair_id) == crew.zhang
        assert known.exhausted([repair_id]) == frozenset()
        with pytest.raises(RuleBroken):
            commands.search(crew.actor(crew.desk), repair_id)


def test_the_office_overrules_dispatch_with_a_reason(crew) -> None:
    repair_id = accepted(crew)
    with clock.frozen(NOON + timedelta(minutes=1)):
        commands.assign(crew.actor(crew.desk), repair_id, crew.wang, "王师傅就在楼下")
    assert endings(repair_id) == [(crew.zhang, "replaced"), (crew.wang, None)]
    now = held(repair_id)
    assert (now.given_by, now.reason, now.offer_until) == (crew.desk, "王师傅就在楼下", None)
    assert now.accepted_at is not None
    assert [fact["given_by"] for fact in facts("RepairAssigned")] == [None, crew.desk]


def test_taken_back_by_the_office_the_office_decides(crew) -> None:
    repair_id = accepted(crew)
    commands.advance(crew.actor(crew.desk), repair_id, Stage.ACCEPTED)
    assert held(repair_id) is None


def test_handed_back_halfway_the_others_are_asked(crew) -> None:
    repair_id = accepted(crew)
    commands.take(crew.actor(crew.zhang), repair_id)
    commands.advance(crew.actor(crew.zhang), repair_id, Stage.WORKING)
    commands.advance(crew.actor(crew.zhang), repair_id, Stage.ACCEPTED, "要会水电的来")
    assert held(repair_id).user_id == crew.wang


def test_who_declined_is_not_asked_again_when_the_next_hands_it_back(crew) -> None:
    repair_id = accepted(crew)
    commands.decline(crew.actor(crew.zhang), repair_id)
    commands.take(crew.actor(crew.wang), repair_id)
    commands.decline(crew.actor(crew.wang), repair_id)
    assert held(repair_id) is None
    assert crew.repair(repair_id).desk_id == crew.manager


def test_fewest_jobs_first_then_longest_idle(crew) -> None:
    assert held(accepted(crew)).user_id == crew.zhang
    assert held(accepted(crew, NOON + timedelta(minutes=1))).user_id == crew.wang


def test_off_shift_or_in_another_building_is_not_asked(crew) -> None:
    desk = crew.actor(crew.desk)
    tuesday = (Shift(1, 480, 1080),)
    commands.plan(desk, crew.zhang, Plan(frozenset({Kind.LIFT}), shifts=tuesday))
    assert held(accepted(crew)).user_id == crew.wang
    elsewhere = accepted(crew, building_id=None, entrance_id=None, spot=Spot.GARAGE)
    assert held(elsewhere).user_id == crew.wang, "a place of no building is everybody's"
    assert held(accepted(crew, NOON + timedelta(days=1))).user_id == crew.zhang


def test_going_away_passes_on_what_waits_for_an_answer_and_keeps_what_was_taken(crew) -> None:
    mine, waiting = accepted(crew), accepted(crew, NOON + timedelta(minutes=1))
    assert held(waiting).user_id == crew.wang
    wang = crew.actor(crew.wang)
    with clock.frozen(NOON + timedelta(minutes=2)):
        commands.go_away(wang, crew.wang, NOON + timedelta(hours=1), "去买配件")
        assert held(waiting).user_id == crew.zhang
        commands.take(crew.actor(crew.zhang), mine)
        assert not next(m for m in known.crew() if m.user_id == crew.wang).on_shift
        commands.go_away(crew.actor(crew.zhang), crew.zhang, None)
    assert held(mine).user_id == crew.zhang
    assert crew.repair(waiting).desk_id == crew.manager
    commands.come_back(crew.actor(crew.zhang), crew.zhang)
    commands.come_back(crew.actor(crew.zhang), crew.zhang)
    assert len(facts("BackSaid")) == 1


def test_only_the_one_who_is_asked_may_decline_and_expiry_is_the_systems(crew) -> None:
    repair_id = accepted(crew)
    with pytest.raises(RuleBroken):
        commands.decline(crew.actor(crew.wang), repair_id)
    with pytest.raises(Forbidden):
        commands.decline(crew.actor(crew.lin), repair_id)
    with pytest.raises(Forbidden):
        commands.dispatch.expire(crew.actor(crew.desk), held(repair_id).id)
    assert not commands.dispatch.expire(SYSTEM, 999)


def test_who_may_plan_and_set(crew) -> None:
    for user in (crew.lin, crew.zhang, crew.stranger):
        with pytest.raises(Forbidden):
            commands.plan(crew.actor(user), crew.wang, Plan())
        with pytest.raises(Forbidden):
            commands.go_away(crew.actor(user), crew.wang, None)
        with pytest.raises(Forbidden):
            commands.search(crew.actor(user), crew.lift())
    with pytest.raises(Forbidden):
        commands.set_dispatch(crew.actor(crew.desk), Settings())
    with pytest.raises(SecondFactorNeeded):
        commands.set_dispatch(crew.world.actor(crew.manager, second_factor=False), Settings())
    with pytest.raises(NotFound):
        commands.plan(crew.actor(crew.desk), crew.lin, Plan())
    with pytest.raises(NotFound):
        commands.plan(crew.actor(crew.desk), crew.wang, Plan(building_ids=frozenset({99})))


def test_settings_that_make_no_sense_are_refused_beside_their_field(crew) -> None:
    manager = crew.actor(crew.manager)
    for chosen, field in (
        (Settings(patience=Patience(0, 5)), "offer_minutes"),
        (Settings(patience=Patience(5, 999)), "urgent_offer_minutes"),
        (Settings(supervisor_id=crew.lin), "supervisor_id"),
    ):
        with pytest.raises(RuleBroken) as refused:
            commands.set_dispatch(manager, chosen)
        assert refused.value.field == field


def test_of_yes_and_the_end_of_time_exactly_one_wins(app, crew) -> None:
    """The offer runs out at the very moment at which it is taken."""
    for _ in range(4):
        repair_id = accepted(crew)
        offer = held(repair_id)
        asked, offer_id = offer.user_id, offer.id
        actor = crew.actor(asked)
        start, outcomes = threading.Barrier(2), {}

        def run(name: str, deed, start=start, outcomes=outcomes) -> None:
            with app.app_context():
                start.wait()
                try:
                    outcomes[name] = deed()
                except RuleBroken as problem:
                    outcomes[name] = problem.message
                finally:
                    db.session.remove()

        db.session.rollback()
        with clock.frozen(NOON + timedelta(minutes=10)):
            deeds = {
                "yes": lambda actor=actor, repair_id=repair_id: commands.take(actor, repair_id),
                "late": lambda offer_id=offer_id: commands.dispatch.expire(SYSTEM, offer_id),
            }
            threads = [threading.Thread(target=run, args=item) for item in deeds.items()]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(20)
        taken, expired = outcomes["yes"] == offer_id, outcomes["late"] is True
        assert taken != expired, outcomes
        assert (held(repair_id).user_id == asked) == taken
        _end_all(SYSTEM, repair_id)


def test_two_who_answer_for_one_offer_at_once(app, crew) -> None:
    """The one who was asked says yes while another grabs it: the other hears that it is gone."""
    repair_id = accepted(crew)
    outcomes = {}
    start = threading.Barrier(2)

    def grab(actor: Actor) -> None:
        with app.app_context():
            start.wait()
            try:
                commands.take(actor, repair_id)
                outcomes[actor.user_id] = "got it"
            except RuleBroken as problem:
                outcomes[actor.user_id] = problem.message
            finally:
                db.session.remove()

    threads = [threading.Thread(target=grab, args=[crew.actor(user)]) for user in (crew.zhang, crew.wang)]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert outcomes == {crew.zhang: "got it", crew.wang: "这一单刚刚被别的师傅接走了。"}
    open_ones = select(func.count()).where(Assignment.repair_id == repair_id, Assignment.ended_at.is_(None))
    assert db.session.scalar(open_ones) == 1


def _leak(world, urgency: Urgency = Urgency.ORDINARY) -> Report:
    return Report(kind=Kind.LEAK, description="顶上滴水", unit_id=world.unit("3-1-101"), urgency=urgency)


@command
def _end_all(_actor: Actor, repair_id: int) -> None:
    for row in db.session.scalars(select(Assignment).where(Assignment.repair_id == repair_id)):
        if row.ended_at is None:
            row.ended_at, row.ended_why = clock.now(), "stopped"
    db.session.get_one(commands.dispatch.Repair, repair_id).stage = "closed"
