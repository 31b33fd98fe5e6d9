"""到了: what a scan does, and what it does not."""

from __future__ import annotations

import io

import pytest

from hub.core import clock, files
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.rounds import commands, queries
from hub.features.rounds.rules.outings import State
from hub.features.rounds.rules.plans import PointPlan
from tests.core.test_images import encoded
from tests.features.rounds.conftest import at


def test_a_round_walked_in_order_is_finished_and_nothing_is_flagged(cast) -> None:
    for which, time in enumerate(("22:05", "22:10", "22:20")):
        done = cast.visit(which, time)
    assert done.finished
    (outing,) = cast.outings()
    assert (outing.state, outing.walker_id) == (State.FINISHED, cast.guard)
    assert outing.closed_at == at("22:20")
    stops = cast.stops()
    assert [stop.visited_at for stop in stops] == [at("22:05"), at("22:10"), at("22:20")]
    assert not any(stop.late or stop.too_fast or stop.out_of_order for stop in stops)


def test_the_same_point_twice_is_harmless(cast) -> None:
    cast.visit(0, "22:05")
    version = cast.outings()[0].version
    assert cast.visit(0, "22:09", by=cast.other).again
    assert cast.outings()[0].version == version
    assert (cast.stops()[0].visited_at, cast.stops()[0].by_id) == (at("22:05"), cast.guard)


def test_skipping_and_running_are_allowed_and_noted(cast) -> None:
    cast.visit(1, "22:05")
    cast.visit(0, "22:05:19")
    cast.visit(2, "22:05:39")
    first, second, third = cast.stops()
    assert (second.out_of_order, second.too_fast) == (True, False)
    assert (first.out_of_order, first.too_fast) == (False, True)
    assert (third.out_of_order, third.too_fast) == (False, False)  # twenty seconds are enough


def test_stragglers_count_as_late_and_then_no_more(cast) -> None:
    cast.visit(0, "22:59:59")
    cast.visit(1, "23:00")
    with pytest.raises(RuleBroken, match="不在巡查时间"):
        cast.visit(2, "23:10")
    assert [stop.late for stop in cast.stops()] == [False, True, False]


def test_outside_the_window_the_next_one_is_named(cast) -> None:
    with pytest.raises(RuleBroken, match="今天 22:00"):
        cast.visit(0, "21:59")
    assert cast.outings() == []


def test_a_replaced_label_says_so_and_the_new_one_works(cast) -> None:
    old = cast.code(0)
    commands.replace_label(cast.actor(cast.desk), cast.points[0])
    with clock.frozen(at("22:05")), pytest.raises(RuleBroken, match="停用"):
        commands.visit(cast.actor(cast.guard), old)
    assert cast.code(0) != old
    assert not cast.visit(0, "22:05").again


def test_a_label_of_another_round_counts_for_its_own_round_only(cast) -> None:
    with clock.frozen(at("9:00")):
        cast.points.append(cast.point(cast.new(name="保洁"), "大堂"))
    cast.visit(3, "22:05")
    assert [(outing.round_id == cast.round, outing.state) for outing in cast.outings()] == [(False, State.FINISHED)]
    cast.watch("22:06")
    assert all(stop.visited_at is None for stop in cast.stops() if stop.point_id in cast.points[:3])


def test_a_retired_point_and_a_paused_round_say_so(cast) -> None:
    code = cast.code(0)
    commands.retire_point(cast.actor(cast.manager), cast.points[0])
    with clock.frozen(at("22:05")), pytest.raises(RuleBroken, match="停用"):
        commands.visit(cast.actor(cast.guard), code)
    commands.pause(cast.actor(cast.manager), cast.round)
    with pytest.raises(RuleBroken, match="暂停"):
        cast.visit(1, "22:05")


def test_an_outing_keeps_the_points_it_began_with(cast) -> None:
    cast.watch("22:00")
    with clock.frozen(at("22:01")):
        commands.set_point(cast.actor(cast.desk), cast.round, cast.points[0], PointPlan("车库西门"))
        cast.points.append(cast.point(cast.round, "新加的点"))
    with pytest.raises(RuleBroken, match="下一趟"):
        cast.visit(3, "22:05")
    assert {stop.name for stop in cast.stops()} == {"车库东门", "消防泵房", "3 号楼顶"}


def test_where_photos_are_asked_for_none_is_refused(cast, app) -> None:
    with clock.frozen(at("9:00")):
        cast.points.append(cast.point(cast.new(name="泵房", photos=True), "水泵"))
    with pytest.raises(RuleBroken, match="拍一张") as refused:
        cast.visit(3, "22:05")
    assert refused.value.field == "photos"
    photo = files.receive(cast.actor(cast.guard), [upload()])
    cast.visit(3, "22:05", photos=photo.names)
    (outing,) = cast.outings()
    (stop,) = queries.outing_card(cast.actor(cast.manager), outing.id).stops
    assert [picture.name for picture in stop.photos] == list(photo.names)


def test_a_round_for_one_person_is_not_for_another(cast) -> None:
    with clock.frozen(at("9:00")):
        cast.points.append(cast.point(cast.new(walker_id=cast.other), "泵房"))
    with pytest.raises(RuleBroken, match="别的同事"):
        cast.visit(3, "22:05")
    assert cast.visit(3, "22:05", by=cast.other).finished


def test_strangers_cannot_walk_and_unknown_codes_open_nothing(cast) -> None:
    for who in (cast.resident, cast.desk):
        with pytest.raises(Forbidden):
            cast.visit(0, "22:05", by=who)
    with clock.frozen(at("22:05")), pytest.raises(NotFound):
        commands.visit(cast.actor(cast.guard), "nosuchcode22")


def upload():
    from werkzeug.datastructures import FileStorage

    return FileStorage(io.BytesIO(encoded("JPEG")), filename="a.jpg")
