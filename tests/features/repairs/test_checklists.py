"""The version in force when work begins stays with the order; every step is ticked once, or left out for a reason."""

from __future__ import annotations

import io
import threading

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from hub.core import clock, files
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.repairs import commands, queries
from hub.features.repairs.models import Checklist, Sop, SopStep, SopVersion, Step, Tick
from hub.features.repairs.rules.places import Kind, Urgency
from hub.features.repairs.rules.stages import Stage

FIRST = "* 安抚被困的人\n* 切断主电源【照片】\n检查层门"
SECOND = "* 安抚被困的人\n* 切断主电源【照片】\n* 试运行三次"


def write(cast, text: str = FIRST, kind: Kind = Kind.LIFT, urgency: str = "any") -> int:
    """A checklist, published by the manager."""
    manager = cast.actor(cast.manager)
    sop_id = commands.open_sop(manager, kind, urgency)
    commands.draft(manager, sop_id, text)
    commands.publish(manager, sop_id, "第一次写")
    return sop_id


def begin(cast, repair_id: int) -> int:
    zhang = cast.actor(cast.zhang)
    commands.take(zhang, repair_id)
    commands.advance(zhang, repair_id, Stage.WORKING)
    return repair_id


def points(cast, repair_id: int, user: int | None = None):
    return queries.checklist(cast.actor(user or cast.zhang), repair_id).points


def photo(actor: Actor) -> tuple[str, ...]:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    out.seek(0)
    return files.receive(actor, [FileStorage(out, filename="现场.jpg")]).names


def finish(cast, repair_id: int, reasons: dict[int, str] | None = None) -> None:
    commands.advance(cast.actor(cast.zhang), repair_id, Stage.DONE, reasons=reasons or {})


def test_an_order_keeps_the_version_its_work_began_with(cast) -> None:
    manager, sop_id = cast.actor(cast.manager), write(cast)
    old = begin(cast, cast.lift())
    commands.draft(manager, sop_id, SECOND)
    assert [point.text for point in points(cast, old)][-1] == "检查层门"
    assert commands.publish(manager, sop_id, "要试运行") == 2
    new = begin(cast, cast.lift())
    assert [point.text for point in points(cast, old)] == ["安抚被困的人", "切断主电源", "检查层门"]
    assert [point.text for point in points(cast, new)] == ["安抚被困的人", "切断主电源", "试运行三次"]
    assert [point.must for point in points(cast, new)] == [True, True, True]
    commands.advance(cast.actor(cast.zhang), old, Stage.WAITING_PARTS)
    commands.advance(cast.actor(cast.zhang), old, Stage.WORKING)
    assert queries.checklist(SYSTEM, old).number == 1


def test_before_the_work_begins_there_is_no_checklist(cast) -> None:
    write(cast)
    lift = cast.lift()
    commands.take(cast.actor(cast.zhang), lift)
    assert points(cast, lift) == ()


def test_a_reopened_order_begins_with_the_version_then_in_force(cast) -> None:
    manager, sop_id = cast.actor(cast.manager), write(cast, "检查层门")
    lift = begin(cast, cast.lift())
    commands.tick(cast.actor(cast.zhang), lift, points(cast, lift)[0].id)
    finish(cast, lift)
    commands.draft(manager, sop_id, SECOND)
    commands.publish(manager, sop_id, "要试运行")
    commands.advance(cast.actor(cast.lin), lift, Stage.REOPENED, "又停了")
    begin(cast, lift)
    assert (queries.checklist(SYSTEM, lift).number, queries.checklist(SYSTEM, lift).done) == (2, 0)
    assert db.session.scalar(select(func.count()).select_from(Checklist)) == 2


def test_urgent_work_has_its_own_checklist_if_there_is_one(cast) -> None:
    write(cast)
    write(cast, "* 先问里面几个人", urgency=Urgency.URGENT)
    ordinary, urgent = begin(cast, cast.lift()), begin(cast, cast.lift(urgency=Urgency.URGENT))
    assert len(points(cast, ordinary)) == 3
    assert [point.text for point in points(cast, urgent)] == ["先问里面几个人"]
    assert points(cast, begin(cast, cast.tap())) == ()


def test_a_retired_one_is_given_to_no_new_work(cast) -> None:
    sop_id, manager = write(cast), cast.actor(cast.manager)
    old = begin(cast, cast.lift())
    commands.retire(manager, sop_id)
    commands.retire(manager, sop_id)
    assert len(points(cast, old)) == 3
    assert points(cast, begin(cast, cast.lift())) == ()
    commands.retire(manager, sop_id, again=True)
    assert len(points(cast, begin(cast, cast.lift()))) == 3


def test_ticking_twice_does_no_harm(cast) -> None:
    write(cast)
    lift, zhang = begin(cast, cast.lift()), cast.actor(cast.zhang)
    first = points(cast, lift)[0].id
    commands.tick(zhang, lift, first)
    version = cast.repair(lift).version
    commands.tick(cast.actor(cast.desk), lift, first)
    assert cast.repair(lift).version == version
    (tick,) = db.session.scalars(select(Tick))
    assert tick.by == cast.zhang
    commands.untick(zhang, lift, first)
    commands.untick(zhang, lift, first)
    assert queries.checklist(SYSTEM, lift).done == 0


def test_two_who_tick_the_same_step_at_once_leave_one_tick(app, cast) -> None:
    write(cast)
    lift = begin(cast, cast.lift())
    first, start, failed = points(cast, lift)[0].id, threading.Barrier(2), []

    def run(user: int) -> None:
        with app.app_context():
            start.wait()
            try:
                commands.tick(cast.actor(user), lift, first)
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run, args=[user]) for user in (cast.zhang, cast.desk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not failed
    assert db.session.scalar(select(func.count()).select_from(Tick)) == 1


def test_a_step_with_a_photo_is_ticked_with_a_photo_which_stands_in_the_timeline(cast) -> None:
    write(cast)
    lift, zhang = begin(cast, cast.lift()), cast.actor(cast.zhang)
    step = points(cast, lift)[1].id
    with pytest.raises(RuleBroken) as refused:
        commands.tick(zhang, lift, step, "拉了闸")
    assert refused.value.field == "photos"
    commands.tick(zhang, lift, step, "拉了闸", photo(zhang))
    point = points(cast, lift, cast.stranger)[1]
    assert (point.state, point.note, len(point.photos)) == ("done", "拉了闸", 1)
    entry = queries.card(SYSTEM, lift).entries[-1]
    assert (entry.addition, entry.note, len(entry.photos)) == (True, "切断主电源：拉了闸", 1)


def test_what_must_be_done_is_done_or_explained_before_it_is_finished(cast) -> None:
    write(cast)
    lift, zhang = begin(cast, cast.lift()), cast.actor(cast.zhang)
    calm, power, _ = (point.id for point in points(cast, lift))
    commands.tick(zhang, lift, calm)
    for reasons in ({}, {power: " "}, {calm: "没人"}):
        with pytest.raises(RuleBroken, match="切断主电源") as refused:
            finish(cast, lift, reasons)
        assert refused.value.field == f"reason_{power}"
    assert cast.repair(lift).stage == "working"
    finish(cast, lift, {power: "维保单位已经断电"})
    assert cast.repair(lift).stage == "done"
    seen = points(cast, lift, cast.lin)
    assert [point.state for point in seen] == ["done", "left_out", "open"]
    assert seen[1].note == "维保单位已经断电"


def test_a_step_that_is_not_possible_asks_for_no_reasons(cast) -> None:
    write(cast)
    lift = begin(cast, cast.lift())
    with pytest.raises(RuleBroken, match="不能改为"):
        commands.advance(cast.actor(cast.lin), lift, Stage.DONE)


def test_only_who_does_the_job_or_the_desk_ticks(cast) -> None:
    write(cast)
    write(cast, "关阀", Kind.PLUMBING)
    lift, tap = begin(cast, cast.lift()), begin(cast, cast.tap())
    first = points(cast, lift)[0].id
    for user in (cast.lin, cast.neighbour, cast.wang, cast.world.user("committee")):
        for deed in (commands.tick, commands.untick):
            with pytest.raises(Forbidden):
                deed(cast.actor(user), lift, first)
        assert not queries.checklist(cast.actor(user), lift).may_tick
    with pytest.raises(NotFound):
        queries.checklist(cast.actor(cast.neighbour), tap)
    with pytest.raises(NotFound):
        commands.tick(cast.actor(cast.neighbour), tap, first)
    with pytest.raises(NotFound):
        commands.tick(cast.actor(cast.zhang), tap, first)  # another order's step
    commands.tick(cast.actor(cast.desk), lift, first)
    commands.advance(cast.actor(cast.zhang), lift, Stage.ACCEPTED, "要厂家来")
    with pytest.raises(Forbidden):
        commands.tick(cast.actor(cast.zhang), lift, points(cast, lift)[2].id)


def test_only_the_manager_and_the_admin_write_them(cast) -> None:
    sop_id = write(cast)
    for user in (cast.lin, cast.zhang, cast.desk, cast.world.user("committee")):
        actor = cast.actor(user)
        for deed in (
            lambda a=actor: commands.open_sop(a, Kind.LIFT),
            lambda a=actor: commands.draft(a, sop_id, SECOND),
            lambda a=actor: commands.publish(a, sop_id, "改"),
            lambda a=actor: commands.retire(a, sop_id),
        ):
            with pytest.raises(Forbidden):
                deed()
    commands.draft(cast.actor(cast.world.user("admin")), sop_id, SECOND)


def test_a_version_says_what_changed_and_is_not_published_twice(cast) -> None:
    sop_id, manager = write(cast), cast.actor(cast.manager)
    with pytest.raises(RuleBroken):
        commands.publish(manager, sop_id, "没有草稿")
    commands.draft(manager, sop_id, FIRST)
    with pytest.raises(RuleBroken, match="一模一样"):
        commands.publish(manager, sop_id, "没改")
    commands.draft(manager, sop_id, SECOND)
    with pytest.raises(RuleBroken):
        commands.publish(manager, sop_id, " ")
    with pytest.raises(RuleBroken):
        commands.draft(manager, sop_id, "")
    with pytest.raises(NotFound):
        commands.draft(manager, 999, SECOND)
    commands.publish(manager, sop_id, "要试运行")
    found = queries.version(manager, sop_id, 2)
    assert [(change.how, change.item.text) for change in found.changes if change.how != "same"] == [
        ("gone", "检查层门"),
        ("new", "试运行三次"),
    ]
    assert queries.version(manager, sop_id, 1).before is None
    with pytest.raises(NotFound):
        queries.version(manager, sop_id, 3)


def test_the_constraints_alone_stop_what_must_not_be(cast) -> None:
    write(cast)
    lift = begin(cast, cast.lift())
    checklist = db.session.scalars(select(Checklist)).one()
    list_id, version_id, step_id = checklist.id, checklist.version_id, points(cast, lift)[0].id
    now = clock.now()
    commands.tick(cast.actor(cast.zhang), lift, step_id)
    for row, match in (
        (Tick(checklist_id=list_id, step_id=step_id, at=now), "repair_ticks"),
        (Tick(checklist_id=list_id, step_id=step_id + 1, at=now, done=False, note=""), "left_out_with_reason"),
        (Checklist(repair_id=lift, round=1, version_id=version_id, begun_at=now), "repair_checklists"),
        (SopVersion(sop_id=1, number=1, change="x", published_at=now), "sop_versions"),
        (SopVersion(sop_id=1, number=0, change="x", published_at=now), "number_from_one"),
        (SopStep(version_id=version_id, position=1, text="x"), "sop_steps"),
        (SopStep(version_id=version_id, position=9, text=""), "says_what_to_do"),
        (Sop(kind="lift", urgency="any", made_at=now), "sops"),
        (Sop(kind="lift", urgency="soon", made_at=now), "urgency_known"),
        (Sop(kind="lift", urgency="urgent", made_at=now, draft="x"), "drafted_at_some_time"),
    ):
        with pytest.raises(IntegrityError, match=match):
            _raw(SYSTEM, row)


@command
def _raw(_actor: Actor, row: object) -> None:
    db.session.add(row)


def test_a_removed_tick_leaves_its_words_in_the_timeline(cast) -> None:
    write(cast)
    lift, zhang = begin(cast, cast.lift()), cast.actor(cast.zhang)
    commands.tick(zhang, lift, points(cast, lift)[0].id, "里面两位，都好")
    commands.untick(zhang, lift, points(cast, lift)[0].id)
    notes = db.session.scalars(select(Step.note).where(Step.repair_id == lift, Step.addition.is_(True))).all()
    assert notes == ["安抚被困的人：里面两位，都好"]
