"""Merging keeps everybody, their words and their photos; splitting undoes it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM, Actor, may_see
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.inbox.models import InboxEntry
from hub.features.repairs import commands, queries
from hub.features.repairs.models import Affected, Assignment, MachineLabel, Merger, Rating, Repair, Step
from hub.features.repairs.queries.labels import followed
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.plan import Settings
from hub.features.repairs.rules.report import Caller, Report
from hub.features.repairs.rules.stages import Stage


@pytest.fixture
def two(cast) -> tuple[int, int]:
    """The main case, by Lin; the same lift, by the neighbour, with the stranger beside them."""
    main, other = cast.lift(by=cast.lin), cast.lift("电梯门开着不动", by=cast.neighbour)
    commands.join(cast.actor(cast.stranger), other)
    return main, other


def merge(cast, repair_id: int, into_id: int, note: str = "") -> int:
    return commands.merge(cast.actor(cast.desk), repair_id, into_id, note)


def split(cast, repair_id: int) -> int:
    return commands.split(cast.actor(cast.desk), repair_id, "不是同一部电梯")


def news(since: int = 0) -> list[tuple[int, str, str]]:
    query = select(InboxEntry).where(InboxEntry.id > since).order_by(InboxEntry.id)
    return sorted((row.user_id, row.kind, row.link) for row in db.session.scalars(query))


def latest() -> int:
    return db.session.scalar(select(func.max(InboxEntry.id))) or 0


def test_everybody_waits_together_and_every_step_reaches_each_once(cast, two) -> None:
    main, other = two
    merge(cast, other, main, "同一部电梯")
    repair = cast.repair(other)
    assert (repair.stage, repair.duplicate_of_id) == ("duplicate", main)
    assert cast.steps(other)[-1].note == "同一部电梯"
    assert queries.listeners(main).neighbours == {cast.lin, cast.neighbour, cast.stranger}
    since = latest()
    commands.take(cast.actor(cast.zhang), main)
    commands.advance(cast.actor(cast.zhang), main, Stage.ON_THE_WAY)
    told = [entry for entry in news(since) if entry[1] == "repair_on_the_way"]
    assert told == [
        (user, "repair_on_the_way", f"/repairs/{main}") for user in sorted((cast.lin, cast.neighbour, cast.stranger))
    ]


def test_each_is_told_once_of_the_merger_and_once_of_the_split(cast, two) -> None:
    main, other = two
    since = latest()
    merge(cast, other, main)
    assert news(since) == sorted(
        [
            (cast.neighbour, "repair_duplicate", f"/repairs/{other}"),
            (cast.stranger, "repair_duplicate", f"/repairs/{other}"),
            (cast.lin, "repair_also", f"/repairs/{main}"),
        ]
    )
    since = latest()
    split(cast, other)
    assert news(since) == sorted(
        [
            (cast.neighbour, "repair_split", f"/repairs/{other}"),
            (cast.stranger, "repair_split", f"/repairs/{other}"),
            (cast.lin, "repair_parted", f"/repairs/{main}"),
        ]
    )


def test_a_split_brings_everything_back(cast, two) -> None:
    main, other = two
    commands.join(cast.actor(cast.wife), main)
    before = (queries.listeners(main), queries.listeners(other), [step.note for step in cast.steps(other)])
    merge(cast, other, main)
    split(cast, other)
    repair = cast.repair(other)
    assert (repair.stage, repair.duplicate_of_id, repair.round) == ("submitted", None, 1)
    assert (queries.listeners(main), queries.listeners(other)) == before[:2]
    steps = cast.steps(other)
    assert [(step.was, step.now) for step in steps[-2:]] == [("submitted", "duplicate"), ("duplicate", "submitted")]
    assert [step.note for step in steps] == [*before[2], "", "不是同一部电梯"]
    merger = db.session.scalars(select(Merger)).one()
    assert (merger.was, merger.by, merger.split_by, merger.split_reason) == (
        "submitted",
        cast.desk,
        cast.desk,
        "不是同一部电梯",
    )


def test_a_job_in_hand_is_not_given_back_to_anybody(cast, two) -> None:
    main, other = two
    commands.take(cast.actor(cast.zhang), other)
    commands.advance(cast.actor(cast.zhang), other, Stage.WORKING)
    merge(cast, other, main)
    assert db.session.scalars(select(Assignment.ended_why)).all() == ["stopped"]
    split(cast, other)
    repair = cast.repair(other)
    assert (repair.stage, repair.assignee_id) == ("accepted", None)


def test_with_dispatch_at_work_somebody_is_looked_for_again(cast, two) -> None:
    main, other = two
    commands.advance(cast.actor(cast.desk), other, Stage.ACCEPTED)
    merge(cast, other, main)
    commands.set_dispatch(SYSTEM, Settings(supervisor_id=cast.manager))
    split(cast, other)
    assert cast.repair(other).stage == "assigned"
    assert queries.listeners(other).assignee_id in (cast.zhang, cast.wang)


def test_who_reported_it_adds_to_the_main_case_and_cannot_join_twice(cast, two) -> None:
    main, other = two
    with pytest.raises(Forbidden):
        commands.add(cast.actor(cast.neighbour), main, "我也看到")
    merge(cast, other, main)
    commands.add(cast.actor(cast.neighbour), main, "我也看到")
    commands.join(cast.actor(cast.neighbour), main)
    assert db.session.scalars(select(Affected.repair_id)).all() == [other]
    actions = queries.actions(cast.actor(cast.neighbour), main)
    assert (actions.may_add, actions.may_join, actions.joined) == (True, False, False)
    split(cast, other)
    with pytest.raises(Forbidden):
        commands.add(cast.actor(cast.neighbour), main, "还是我")
    assert [step.note for step in cast.steps(main) if step.addition] == ["我也看到"]


def test_who_no_longer_is_affected_leaves_what_was_merged_as_well(cast, two) -> None:
    main, other = two
    merge(cast, other, main)
    assert queries.actions(cast.actor(cast.stranger), main).joined
    commands.leave(cast.actor(cast.stranger), main)
    assert cast.stranger not in queries.listeners(main).neighbours
    split(cast, other)
    assert cast.stranger not in queries.listeners(other).neighbours


def test_a_household_is_counted_once(cast, two) -> None:
    main, other = two
    upstairs = cast.world.user(family="3-2-401")
    third = cast.lift(by=upstairs)  # the neighbour's own family
    commands.join(cast.actor(cast.stranger), main)
    commands.join(cast.actor(cast.wife), third)  # the household of the main case's requester
    for report in (other, third):
        merge(cast, report, main)
    assert queries.card(SYSTEM, main).line.households == 2  # upstairs, and building 5
    split(cast, other)
    assert queries.card(SYSTEM, main).line.households == 2
    split(cast, third)
    assert queries.card(SYSTEM, main).line.households == 1


def test_a_report_merged_into_a_merged_one_goes_to_the_main_case(cast, two) -> None:
    main, other = two
    merge(cast, other, main)
    third = cast.lift(by=cast.stranger)
    merge(cast, third, other)
    assert cast.repair(third).duplicate_of_id == main
    with pytest.raises(RuleBroken):
        merge(cast, third, main)
    with pytest.raises(RuleBroken):
        merge(cast, main, third)


def test_a_main_case_takes_its_reports_along_and_brings_them_back(cast, two) -> None:
    main, other = two
    merge(cast, other, main)
    larger = cast.lift("两部电梯都停了", by=cast.wife)
    since = latest()
    merge(cast, main, larger)
    assert [user for user, _, _ in news(since)].count(cast.neighbour) == 1
    assert cast.repair(other).duplicate_of_id == cast.repair(main).duplicate_of_id == larger
    assert queries.listeners(larger).neighbours == {cast.wife, cast.lin, cast.neighbour, cast.stranger}
    split(cast, main)
    assert (cast.repair(other).duplicate_of_id, cast.repair(main).duplicate_of_id) == (main, None)
    assert queries.listeners(larger).neighbours == {cast.wife}
    assert queries.listeners(main).neighbours == {cast.lin, cast.neighbour, cast.stranger}


def test_it_is_merged_into_an_open_report_the_neighbours_may_see(cast) -> None:
    lift, tap = cast.lift(), cast.tap()
    for into in (lift, tap):
        with pytest.raises(RuleBroken):
            merge(cast, lift, into)
    with pytest.raises(NotFound):
        merge(cast, lift, 999)
    commands.advance(cast.actor(cast.lin), tap, Stage.CANCELLED)
    with pytest.raises(RuleBroken):
        merge(cast, cast.tap(), tap)


def test_what_came_along_must_be_allowed_there_too(cast) -> None:
    """A neighbour's report must not follow into a flat by way of somebody whose flat it is."""
    lift, tap = cast.lift(by=cast.neighbour), cast.tap()
    own = cast.tap("厨房地上有水")
    merge(cast, own, tap)
    with pytest.raises(RuleBroken, match="在别人家里"):
        merge(cast, lift, own)


def test_neighbours_and_technicians_neither_merge_nor_split(cast, two) -> None:
    main, other = two
    for user in (cast.lin, cast.neighbour, cast.zhang, cast.world.user("committee")):
        with pytest.raises(Forbidden):
            commands.merge(cast.actor(user), other, main)
    merge(cast, other, main)
    for user in (cast.lin, cast.neighbour, cast.zhang):
        with pytest.raises(Forbidden):
            commands.split(cast.actor(user), other, "不是")
    with pytest.raises(RuleBroken):
        commands.split(cast.actor(cast.desk), other, " ")
    with pytest.raises(RuleBroken):
        split(cast, main)


def test_a_flat_s_words_stay_private_in_a_public_case(cast) -> None:
    lift, tap = cast.lift(by=cast.neighbour), cast.tap("漏到电梯井里了")
    merge(cast, tap, lift)
    commands.take(cast.actor(cast.zhang), lift)
    for user in (cast.lin, cast.wife, cast.desk, cast.zhang):
        seen = queries.together(cast.actor(user), lift)
        assert [report.description for report in seen.reports] == ["漏到电梯井里了"], user
        assert may_see(cast.actor(user), f"repair:{tap}")
    for user in (cast.neighbour, cast.stranger, cast.wang):
        seen = queries.together(cast.actor(user), lift)
        assert (seen.reports, seen.private) == ((), 1)
        assert not may_see(cast.actor(user), f"repair:{tap}")
    assert queries.together(cast.actor(cast.zhang), lift).reports[0].who.unit == "3-2-301"
    assert queries.together(cast.actor(cast.wife), lift).reports[0].who is None
    assert "漏到" not in str([row.words for row in entries_of(cast.neighbour)])


def entries_of(user_id: int) -> list[InboxEntry]:
    return list(db.session.scalars(select(InboxEntry).where(InboxEntry.user_id == user_id)))


def test_who_works_on_the_main_case_may_ring_who_reported_the_same(cast, two) -> None:
    main, other = two
    merge(cast, other, main)
    commands.take(cast.actor(cast.zhang), main)
    assert commands.reveal_phone(cast.actor(cast.zhang), other, "约时间")
    with pytest.raises(Forbidden):
        commands.reveal_phone(cast.actor(cast.wang), other, "好奇")


def test_each_requester_says_how_it_went_and_the_first_confirms_only_their_own(cast, two) -> None:
    main, other = two
    merge(cast, other, main)
    with pytest.raises(RuleBroken):
        commands.rate(cast.actor(cast.neighbour), other, 4)
    cast.done(main)
    assert queries.actions(cast.actor(cast.neighbour), other).may_rate
    commands.rate(cast.actor(cast.neighbour), other, 2, "慢")
    assert (cast.repair(main).stage, cast.repair(other).stage) == ("done", "duplicate")
    with pytest.raises(RuleBroken):
        commands.rate(cast.actor(cast.neighbour), other, 5)
    with pytest.raises(Forbidden):
        commands.rate(cast.actor(cast.stranger), other, 5)
    commands.rate(cast.actor(cast.lin), main, 5)
    rows = db.session.execute(select(Rating.repair_id, Rating.score, Rating.assignee_id).order_by(Rating.id)).all()
    assert rows == [(other, 2, cast.zhang), (main, 5, cast.zhang)]


def test_not_fixed_at_my_place_begins_a_new_round_of_their_own(cast, two) -> None:
    main, other = two
    merge(cast, other, main)
    neighbour = cast.actor(cast.neighbour)
    with pytest.raises(RuleBroken):
        commands.object_to_done(neighbour, other, "我这层还停着")
    cast.done(main)
    commands.rate(neighbour, other, 1)
    with pytest.raises(RuleBroken):
        commands.object_to_done(neighbour, other, "")
    with pytest.raises(Forbidden):
        commands.object_to_done(cast.actor(cast.stranger), other, "没好")
    since = latest()
    commands.object_to_done(neighbour, other, "我这层还停着")
    repair = cast.repair(other)
    assert (repair.stage, repair.round, repair.duplicate_of_id) == ("reopened", 2, None)
    assert cast.repair(main).stage == "done"
    assert cast.steps(other)[-1].party == "requester"
    assert news(since) == sorted(
        [
            (cast.stranger, "repair_split", f"/repairs/{other}"),
            (cast.desk, "repair_objected", f"/repairs/{other}"),
            (cast.lin, "repair_parted", f"/repairs/{main}"),
            (cast.zhang, "repair_parted", f"/repairs/{main}"),
        ]
    )
    cast.done(other)
    commands.rate(neighbour, other, 5)


def test_when_the_main_case_is_withdrawn_the_others_go_on(cast, two) -> None:
    main, other = two
    merge(cast, other, main)
    since = latest()
    commands.advance(cast.actor(cast.lin), main, Stage.CANCELLED)
    repair = cast.repair(other)
    assert (repair.stage, repair.duplicate_of_id) == ("submitted", None)
    assert [entry for entry in news(since) if entry[0] == cast.neighbour] == [
        (cast.neighbour, "repair_split", f"/repairs/{other}")
    ]


def test_of_two_who_merge_crosswise_one_succeeds(app, cast) -> None:
    for _ in range(4):
        one, other = cast.lift(by=cast.lin), cast.lift(by=cast.neighbour)
        outcomes = at_once(app, [lambda a=one, b=other: merge(cast, a, b), lambda a=one, b=other: merge(cast, b, a)])
        assert outcomes.count("") == 1, outcomes
        assert sum(cast.repair(case).stage == "duplicate" for case in (one, other)) == 1


def test_of_two_who_merge_the_same_report_one_succeeds(app, cast) -> None:
    for _ in range(4):
        report, one, other = cast.lift(by=cast.lin), cast.lift(by=cast.neighbour), cast.lift(by=cast.wife)
        outcomes = at_once(app, [lambda r=report, i=into: merge(cast, r, i) for into in (one, other)])
        assert outcomes.count("") == 1, outcomes
        open_ones = select(func.count()).where(Merger.repair_id == report, Merger.split_at.is_(None))
        assert db.session.scalar(open_ones) == 1


def at_once(app, deeds) -> list[str]:
    """Both in threads of their own; the words of what was refused, empty for what was done."""
    start, outcomes = threading.Barrier(len(deeds)), []

    def run(deed) -> None:
        with app.app_context():
            start.wait()
            try:
                deed()
                outcomes.append("")
            except RuleBroken as problem:
                outcomes.append(problem.message)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


def test_the_constraints_alone_stop_what_must_not_be(cast, two) -> None:
    main, other = two
    _raw(SYSTEM, other, main)
    with pytest.raises(IntegrityError, match="repair_mergers"):
        _raw(SYSTEM, other, main)
    with pytest.raises(IntegrityError, match="into_another"):
        _raw(SYSTEM, main, main)
    with pytest.raises(IntegrityError, match="split_with_reason"):
        _raw(SYSTEM, main, other, split_at=clock.in_minutes(1))
    with pytest.raises(IntegrityError, match="split_after"):
        _raw(SYSTEM, main, other, split_at=clock.now() - timedelta(days=1), split_reason="x")
    with pytest.raises(IntegrityError, match="was_known"):
        _raw(SYSTEM, main, other, was="duplicate")
    with pytest.raises(IntegrityError, match="duplicate_of_something"):
        _point(SYSTEM, other, main)


@command
def _raw(_actor: Actor, repair_id: int, into_id: int, **more) -> None:
    row = {"was": "submitted", "round": 1, "at": clock.now(), **more}
    db.session.add(Merger(repair_id=repair_id, into_id=into_id, **row))


@command
def _point(_actor: Actor, repair_id: int, main_id: int) -> None:
    db.session.get_one(Repair, repair_id).duplicate_of_id = main_id


def test_nothing_is_moved_so_nothing_is_lost(cast, two) -> None:
    main, other = two
    steps = select(Step.id, Step.note).where(Step.repair_id == other)
    before = set(db.session.execute(steps).all())
    for _ in range(3):
        merge(cast, other, main)
        split(cast, other)
    assert before <= set(db.session.execute(steps).all())


def test_a_guest_follows_the_main_case(cast) -> None:
    place = {"kind": Kind.LIFT, "spot": Spot.LIFT, "building_id": cast.building, "entrance_id": cast.entrance()}
    label_id = commands.make_label(cast.actor(cast.desk), "3号楼2单元电梯", Report(description="", **place))
    code = db.session.get_one(MachineLabel, label_id).code
    guest = commands.report_as_guest(GUEST, code, "电梯停了", Caller())
    main = cast.lift()
    merge(cast, guest.repair_id, main)
    assert followed(guest.token).line.id == main
    split(cast, guest.repair_id)
    assert followed(guest.token).line.id == guest.repair_id


def test_a_word_is_asked_of_everybody_who_reported_it(cast, two) -> None:
    main, other = two
    merge(cast, other, main)
    neighbour = cast.actor(cast.neighbour)
    assert not queries.unrated(neighbour)
    cast.done(main)
    assert [line.id for line in queries.unrated(neighbour)] == [other]
    assert not queries.unrated(cast.actor(cast.stranger))
    assert not queries.unrated(GUEST)
    commands.rate(neighbour, other, 5)
    assert not queries.unrated(neighbour)


def test_a_flat_is_seen_only_while_it_is_merged_into_one_s_job(cast) -> None:
    lift, tap = cast.lift(by=cast.neighbour), cast.tap()
    merge(cast, tap, lift)
    commands.take(cast.actor(cast.zhang), lift)
    assert may_see(cast.actor(cast.zhang), f"repair:{tap}")
    commands.advance(cast.actor(cast.zhang), lift, Stage.ACCEPTED, "换人")
    assert not may_see(cast.actor(cast.zhang), f"repair:{tap}")
