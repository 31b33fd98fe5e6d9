"""Reporting: by a neighbour, for a caller; what is similar nearby."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, RuleBroken
from hub.features.repairs import commands, queries
from hub.features.repairs.models import Repair
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Caller, Report
from hub.features.repairs.rules.stages import Stage


def test_a_report_has_a_place_a_promise_and_somebody_in_charge(cast) -> None:
    repair = cast.repair(cast.lift())
    assert (repair.stage, repair.version, repair.building_id) == ("submitted", 1, cast.building)
    assert {clock.which: clock.started_at for clock in cast.clocks(repair.id)} == {
        "accept": repair.reported_at,
        "resolve": repair.reported_at,
    }
    assert repair.desk_id == cast.desk
    (step,) = cast.steps(repair.id)
    assert (step.was, step.now, step.party) == (None, "submitted", "requester")


def test_a_flat_brings_its_building_and_entrance_along(cast) -> None:
    repair = cast.repair(cast.tap())
    assert (repair.building_id, repair.entrance_id, repair.floor) == (cast.building, cast.entrance(), 3)
    assert repair.spot is None


def test_nobody_reports_for_a_flat_that_is_not_theirs(cast) -> None:
    what = Report(kind=Kind.LEAK, description="漏水", unit_id=cast.world.unit("3-2-301"))
    with pytest.raises(Forbidden):
        commands.report(cast.actor(cast.neighbour), what)
    with pytest.raises(Forbidden):
        commands.report(GUEST, Report(kind=Kind.LIFT, description="停了", spot=Spot.LIFT))


def test_the_desk_reports_for_a_caller_and_keeps_the_number_secret(cast) -> None:
    what = Report(kind=Kind.LEAK, description="厨房漏水", unit_id=cast.world.unit("3-2-301"))
    repair_id = commands.report_for_caller(cast.actor(cast.desk), what, Caller("林阿姨", "138 0000 1234"))
    repair = cast.repair(repair_id)
    assert (repair.requester_id, repair.reported_by_id, repair.source) == (None, cast.desk, "desk")
    assert repair.caller_phone == "+8613800001234"
    stored = db.session.connection().exec_driver_sql("select caller_phone, caller_name from repairs").one()
    assert "1380000" not in stored[0]
    assert "林" not in stored[1]
    assert queries.card(cast.actor(cast.wife), repair_id).line.id == repair_id


def test_only_the_desk_reports_for_a_caller(cast) -> None:
    what = Report(kind=Kind.LIFT, description="停了", spot=Spot.LIFT)
    for user in (cast.lin, cast.zhang):
        with pytest.raises(Forbidden):
            commands.report_for_caller(cast.actor(user), what, Caller())


def test_a_wrong_number_is_said_beside_its_field(cast) -> None:
    what = Report(kind=Kind.LIFT, description="停了", spot=Spot.LIFT)
    with pytest.raises(RuleBroken) as refused:
        commands.report_for_caller(cast.actor(cast.desk), what, Caller("", "一二三"))
    assert refused.value.field == "phone"


def test_similar_open_reports_are_found_by_place_and_by_kind(cast) -> None:
    same = cast.lift()
    other_entrance = cast.lift(entrance_id=cast.entrance("1"))
    cast.lift("门坏了", kind=Kind.DOOR, spot=Spot.ENTRANCE_DOOR)
    asked = Report(
        kind=Kind.LIFT, description="", spot=Spot.LIFT, building_id=cast.building, entrance_id=cast.entrance()
    )
    found = [line.id for line in queries.similar(cast.actor(cast.neighbour), asked)]
    assert found == [same]
    whole_building = Report(kind=Kind.LIFT, description="", spot=Spot.LIFT, building_id=cast.building)
    assert {line.id for line in queries.similar(cast.actor(cast.neighbour), whole_building)} == {same, other_entrance}


def test_what_is_over_or_long_ago_is_not_similar(cast) -> None:
    with clock.frozen(clock.now() - timedelta(days=15)):
        cast.lift()
    cancelled = cast.lift()
    commands.advance(cast.actor(cast.lin), cancelled, Stage.CANCELLED)
    asked = Report(kind=Kind.LIFT, description="", spot=Spot.LIFT, building_id=cast.building)
    assert queries.similar(cast.actor(cast.neighbour), asked) == []


def test_a_flat_s_repair_is_similar_only_for_its_household(cast) -> None:
    tap = cast.tap()
    here = Report(kind=Kind.PLUMBING, description="", unit_id=cast.world.unit("3-2-301"), building_id=cast.building)
    assert [line.id for line in queries.similar(cast.actor(cast.wife), here)] == [tap]
    assert queries.similar(cast.actor(cast.neighbour), here) == []


def test_the_database_refuses_a_repair_that_is_nowhere_or_in_two_places(cast) -> None:
    for place in ({}, {"unit_id": cast.world.unit("3-2-301"), "spot": "lift"}):
        with pytest.raises(IntegrityError, match="flat_or_public"):
            _raw(SYSTEM, place)


@command
def _raw(_actor, place) -> None:
    now = clock.now()
    db.session.add(
        Repair(
            kind="lift",
            description="x",
            stage_since=now,
            reported_at=now,
            **place,
        )
    )
