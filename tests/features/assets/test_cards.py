"""Cards, stopping and starting, and who may do what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM, Actor, may_see
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.assets import commands, queries
from hub.features.assets.models import Asset, Stoppage
from hub.features.assets.rules.card import Particulars, Status
from hub.features.assets.rules.kinds import Kind
from hub.features.repairs.queries.labels import label_of, labels


def about(crew, **more) -> Particulars:
    return replace(queries.card(SYSTEM, crew.lift()).about, **more)


def test_a_card_is_kept_with_the_building_of_its_entrance(crew) -> None:
    lift = crew.lift(" lift-03-2 ", name=" 3号楼2单元电梯 ")
    asset = crew.asset(lift)
    assert (asset.code, asset.name, asset.building_id) == ("LIFT-03-2", "3号楼2单元电梯", crew.building)
    assert asset.status == Status.IN_SERVICE


def test_a_code_belongs_to_one(crew) -> None:
    crew.lift()
    with pytest.raises(RuleBroken) as broken:
        crew.lift("lift-03-2")
    assert broken.value.field == "code"
    with pytest.raises(IntegrityError, match=r"assets.*code"):
        _raw_asset(SYSTEM, "LIFT-03-2")


def test_what_is_not_changed_is_no_fact(crew) -> None:
    lift = crew.lift()
    desk, card = crew.actor(crew.desk), queries.card(SYSTEM, lift)
    commands.change(desk, lift, card.about)
    assert crew.asset(lift).version == 1
    commands.change(desk, lift, replace(card.about, maker="某某电梯厂"))
    assert (crew.asset(lift).version, crew.asset(lift).maker) == (2, "某某电梯厂")


def test_a_place_the_register_does_not_know_is_refused(crew) -> None:
    with pytest.raises(NotFound):
        crew.lift(entrance_id=9999)
    with pytest.raises(NotFound):
        crew.lift(entrance_id=None, building_id=9999)


def test_stopping_needs_a_reason_that_neighbours_read_and_is_kept_as_history(crew, client) -> None:
    lift, desk = crew.lift(), crew.actor(crew.desk)
    with pytest.raises(RuleBroken):
        commands.stop(desk, lift, "  ")
    commands.stop(desk, lift, "门锁故障，等厂家")
    with pytest.raises(RuleBroken):
        commands.stop(desk, lift, "再停一次")
    client.get("/a/LIFT-03-2")
    assert "停用中，请不要使用" in client.text()
    assert "门锁故障，等厂家" in client.text()
    commands.resume(desk, lift, "换了门锁")
    with pytest.raises(RuleBroken):
        commands.resume(desk, lift)
    (row,) = db.session.scalars(select(Stoppage))
    assert row.until is not None
    assert row.note == "换了门锁"
    client.get("/a/LIFT-03-2")
    assert "停用中" not in client.text()


def test_only_one_stoppage_is_open_says_the_database(crew) -> None:
    lift = crew.lift()
    _raw_stoppage(SYSTEM, lift)
    with pytest.raises(IntegrityError):
        _raw_stoppage(SYSTEM, lift)


def test_stopped_without_a_reason_is_refused_by_the_database(crew) -> None:
    lift = crew.lift()
    with pytest.raises(IntegrityError, match="stopped_with_reason"):
        _raw_status(SYSTEM, lift)


def test_what_is_retired_opens_nothing_keeps_its_file_and_stays_retired(crew, client) -> None:
    lift, manager = crew.lift(), crew.actor(crew.manager)
    commands.stop(manager, lift, "主机损坏")
    commands.retire(manager, lift, "更换新梯")
    client.get("/a/LIFT-03-2", status=404)
    client.get("/a/LIFT-03-2.svg", status=404)
    assert label_of(f"asset:{lift}") is None
    desk = crew.world.client(crew.desk)
    desk.get(f"/assets/{lift}")
    assert "更换新梯" in desk.text()
    for deed in (
        lambda: commands.stop(manager, lift, "x"),
        lambda: commands.resume(manager, lift, "x"),
        lambda: commands.retire(manager, lift, "x"),
        lambda: commands.change(manager, lift, queries.card(SYSTEM, lift).about),
    ):
        with pytest.raises(RuleBroken):
            deed()
    assert db.session.scalar(select(func.count()).where(Stoppage.until.is_(None))) == 1


def test_each_asset_has_one_label_that_moves_with_its_card(crew) -> None:
    lift, desk = crew.lift(), crew.actor(crew.desk)
    first = label_of(f"asset:{lift}")
    assert first is not None
    assert first.report.entrance_id == crew.entrance()
    commands.change(desk, lift, replace(queries.card(SYSTEM, lift).about, company="某某维保"))
    assert label_of(f"asset:{lift}") == first
    commands.change(desk, lift, replace(queries.card(SYSTEM, lift).about, entrance_id=crew.entrance("1")))
    moved = label_of(f"asset:{lift}")
    assert moved is not None
    assert moved.report.entrance_id == crew.entrance("1")
    assert len(labels()) == 1


@pytest.mark.parametrize("who", ["lin", "zhang", "chair"])
def test_only_the_office_writes(crew, who: str) -> None:
    lift, actor = crew.lift(), crew.actor(getattr(crew, who))
    what = replace(queries.card(SYSTEM, lift).about, code="LIFT-9")
    with pytest.raises(Forbidden):
        commands.add(actor, what)
    for deed in (
        lambda: commands.change(actor, lift, what),
        lambda: commands.stop(actor, lift, "x"),
        lambda: commands.resume(actor, lift),
        lambda: commands.retire(actor, lift, "x"),
    ):
        with pytest.raises((Forbidden, NotFound)):
            deed()
    assert crew.asset(lift).version == 1


def test_staff_and_committee_see_the_file_neighbours_the_card_and_strangers_nothing(crew) -> None:
    lift = crew.lift()
    for who in (crew.manager, crew.desk, crew.zhang, crew.chair):
        assert queries.get(crew.actor(who), lift)
    with pytest.raises(NotFound):
        queries.get(crew.actor(crew.lin), lift)
    assert may_see(crew.actor(crew.lin), f"asset:{lift}")
    assert not may_see(GUEST, f"asset:{lift}")
    assert not may_see(crew.actor(crew.lin), "asset:999")
    crew.world.client(crew.lin).get("/assets", status=403)
    crew.world.client(crew.lin).get(f"/assets/{lift}", status=403)
    crew.world.client(crew.chair).get(f"/assets/{lift}")


@command
def _raw_asset(_actor: Actor, code: str) -> None:
    db.session.add(Asset(code=code, name="x", kind=Kind.LIFT, status_since=clock.now(), made_at=clock.now()))


@command
def _raw_stoppage(_actor: Actor, lift: int) -> None:
    db.session.add(Stoppage(asset_id=lift, status=Status.STOPPED, reason="x", since=clock.now()))


@command
def _raw_status(_actor: Actor, lift: int) -> None:
    db.session.get_one(Asset, lift).status = Status.STOPPED
