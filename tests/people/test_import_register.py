"""Accepting, repeating and undoing an import."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM
from hub.core.db import db, phone_index
from hub.core.events import command
from hub.core.problems import Forbidden, RuleBroken
from hub.people.commands import imports
from hub.people.commands.undo_import import undo
from hub.people.importing.combine import Parsed, combined
from hub.people.importing.parse import read_rows
from hub.people.importing.proposal import CREATED, ENDED, UNCHANGED, UPDATED, Plan
from hub.people.models import Building, Entrance, ImportRun, Ownership, ParkingSpace, Person, Phase, Unit
from tests.factories import World
from tests.people.sheets import Layout, random_units, write

HEADER = ["房号", "业主", "电话", "建筑面积"]
A = ["3-2-701", "张三、李四", "13800000001、13900000002", 98.76]
B = ["3-2-702", "王五", "13700000003", 88.5]
C = ["3-2-801", "王五", "13700000003", 120]


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reader(*rows: list[Any], header: list[str] = HEADER) -> Parsed:
        book = Workbook()
        for row in (header, *rows):
            book.active.append(row)
        path = tmp_path / "x.xlsx"
        book.save(path)
        return combined(read_rows(path))

    return reader


def counts(plan: Plan) -> dict[str, tuple[int, int, int]]:
    return {
        what: (plan.count(what, CREATED), plan.count(what, UPDATED, ENDED), plan.count(what, UNCHANGED))
        for what in ("units", "owners")
    }


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """The register's rows without their ids' histories: what a look at the tables shows."""
    return {
        table.name: sorted(map(tuple, db.session.execute(select(*[c for c in table.c if c.name != "phone"]))), key=repr)
        for table in (m.__table__ for m in (Phase, Building, Entrance, Unit, Person, Ownership, ParkingSpace))
    }


def owners_of(code: str, day: date | None = None) -> list[tuple[str, str, str | None]]:
    day = day or clock.today()
    rows = db.session.execute(
        select(Person.name, Ownership.share_num, Ownership.share_den, Person.phone)
        .join(Ownership, Ownership.person_id == Person.id)
        .join(Unit, Unit.id == Ownership.unit_id)
        .where(Unit.code == code, Ownership.since <= day, (Ownership.until.is_(None)) | (Ownership.until > day))
        .order_by(Ownership.id)
    )
    return [(r[0], f"{r[1]}/{r[2]}", r[3]) for r in rows]


def test_a_first_import_makes_buildings_entrances_units_and_owners(app: Flask, read: Any) -> None:
    parsed = read(A, B, C)
    done = imports.accept(SYSTEM, parsed, "x.xlsx")
    assert counts(done.plan) == {"units": (3, 0, 0), "owners": (4, 0, 0)}
    assert done.plan.total_area == 30726
    assert db.session.execute(select(Building.code, Building.name, Building.floors)).all() == [("3", "3号楼", 8)]
    assert db.session.execute(select(Entrance.code, Entrance.name)).all() == [("2", "2单元")]
    unit = db.session.scalars(select(Unit).where(Unit.code == "3-2-701")).one()
    assert (unit.area, unit.floor, unit.room, unit.kind) == (9876, 7, "701", "flat")
    assert owners_of("3-2-701") == [("张三", "1/2", "+8613800000001"), ("李四", "1/2", "+8613900000002")]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 3  # 王五 owns two units


def test_telephone_numbers_lie_encrypted_and_can_be_looked_up(app: Flask, read: Any) -> None:
    imports.accept(SYSTEM, read(B), "x.xlsx")
    raw = db.session.connection().exec_driver_sql("SELECT phone, phone_index FROM persons").one()
    assert "13700000003" not in raw[0]
    assert raw[1] == phone_index("+8613700000003")
    kept = db.session.connection().exec_driver_sql("SELECT changes FROM import_runs").scalar()
    assert "13700000003" not in str(kept)


def test_the_same_file_twice_changes_nothing(app: Flask, read: Any) -> None:
    parsed = read(A, B, C)
    imports.accept(SYSTEM, parsed, "x.xlsx")
    before = everything()
    again = imports.accept(SYSTEM, parsed, "x.xlsx")
    assert again.run_id is None
    assert counts(again.plan) == {"units": (0, 0, 3), "owners": (0, 0, 4)}
    assert everything() == before
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    place=st.sampled_from(("columns", "code", "sheets")),
    merged=st.booleans(),
    phones=st.sampled_from(("text", "float")),
)
def test_any_register_imports_repeats_and_is_undone(
    app: Flask, tmp_path: Path, seed: int, place: str, merged: bool, phones: str
) -> None:
    path = tmp_path / "random.xlsx"
    units = random_units(random.Random(seed), 40)
    write(path, units, Layout(place=place, merged=merged, phones=phones))
    parsed = combined(read_rows(path))
    empty = everything()
    done = imports.accept(SYSTEM, parsed, "random.xlsx")
    assert done.run_id is not None
    assert done.plan.count("owners", CREATED) == sum(len(unit.owners) for unit in units)
    assert imports.accept(SYSTEM, parsed, "random.xlsx").run_id is None
    undo(SYSTEM, done.run_id)
    assert everything() == empty


def test_a_dry_run_writes_nothing(app: Flask, read: Any) -> None:
    plan = imports.propose(read(A))
    assert plan.count("units", CREATED) == 1
    assert everything()["units"] == []


def test_a_sale_ends_one_ownership_and_begins_another(app: Flask, read: Any) -> None:
    with clock.frozen(clock.now() - timedelta(days=100)):
        imports.accept(SYSTEM, read(A, B), "a.xlsx")
    day = clock.today() - timedelta(days=10)
    sold = ["3-2-702", "赵六", "13600000004", 88.5]
    done = imports.accept(SYSTEM, read(A, sold), "b.xlsx", day)
    assert counts(done.plan) == {"units": (0, 0, 2), "owners": (1, 1, 2)}
    assert [o[0] for o in owners_of("3-2-702", day - timedelta(days=1))] == ["王五"]
    assert [o[0] for o in owners_of("3-2-702", day)] == ["赵六"]
    assert owners_of("3-2-702") == [("赵六", "1/1", "+8613600000004")]


def test_a_second_owner_halves_the_share_of_the_first_and_keeps_history(app: Flask, read: Any) -> None:
    with clock.frozen(clock.now() - timedelta(days=100)):
        imports.accept(SYSTEM, read(B), "a.xlsx")
    imports.accept(SYSTEM, read(["3-2-702", "王五、赵六", "13700000003", 88.5]), "b.xlsx")
    assert [(o[0], o[1]) for o in owners_of("3-2-702")] == [("王五", "1/2"), ("赵六", "1/2")]
    assert [(o[0], o[1]) for o in owners_of("3-2-702", clock.today() - timedelta(days=1))] == [("王五", "1/1")]


def test_a_new_number_and_a_corrected_area_are_updates(app: Flask, read: Any) -> None:
    imports.accept(SYSTEM, read(A, B), "a.xlsx")
    plan = imports.accept(SYSTEM, read(A, ["3-2-702", "王 五", "137 0000 0009", 88.6]), "b.xlsx").plan
    assert counts(plan) == {"units": (0, 1, 1), "owners": (0, 1, 2)}
    (unit,) = (u for u in plan.units if u.verb == UPDATED)
    assert [(c.field, c.before, c.after) for c in unit.changes] == [("area", 8850, 8860)]
    assert owners_of("3-2-702") == [("王五", "1/1", "+8613700000009")]


def test_what_the_file_leaves_blank_is_left_alone(app: Flask, read: Any) -> None:
    imports.accept(SYSTEM, read(A), "a.xlsx")
    before = everything()
    assert imports.accept(SYSTEM, read(["3-2-701", None, None, None]), "b.xlsx").run_id is None
    assert imports.accept(SYSTEM, read(["3-2-701", "李四、张三", None, None]), "b.xlsx").run_id is None
    assert everything() == before


def test_two_numbers_for_one_owner_do_not_make_the_file_restless(app: Flask, read: Any) -> None:
    imports.accept(SYSTEM, read(B, C), "a.xlsx")
    twisted = read(B, ["3-2-801", "王五", "13700000009", 120])
    imports.accept(SYSTEM, twisted, "b.xlsx")
    assert imports.accept(SYSTEM, twisted, "b.xlsx").run_id is None


def test_two_phases_that_both_count_from_one_are_told_apart(app: Flask, read: Any) -> None:
    header = ["分期", "楼栋", "房号", "业主", "面积"]
    parsed = read(["一期", "1", "101", "张三", 90], ["二期", "1", "101", "李四", 80], header=header)
    imports.accept(SYSTEM, parsed, "a.xlsx")
    assert sorted(db.session.scalars(select(Unit.code))) == ["1-101", "2期1-101"]
    assert imports.accept(SYSTEM, parsed, "a.xlsx").run_id is None


def test_a_room_without_its_entrance_finds_the_unit_if_it_is_the_only_one(app: Flask, read: Any) -> None:
    imports.accept(SYSTEM, read(A, ["3-1-702", "赵六", None, 50], B), "a.xlsx")
    plan = imports.propose(read(["3号楼701", "张三、李四", None, 98.76], ["3号楼702", "王五", None, 88.5]))
    assert counts(plan)["units"] == (0, 0, 1)
    assert [e.code for e in plan.errors] == ["unit_ambiguous"]


def test_parking_spaces_with_a_deed_are_units_and_spaces(app: Flask, read: Any) -> None:
    imports.accept(SYSTEM, read(["车位B1-023", "张三", "13800000001", 12.5]), "a.xlsx")
    assert db.session.execute(select(Unit.code, Unit.kind)).all() == [("车位-B1-023", "space")]
    assert db.session.execute(select(ParkingSpace.code, ParkingSpace.zone)).all() == [("B1-023", "B1")]


def test_with_errors_nothing_is_written_unless_bad_rows_may_be_skipped(app: Flask, read: Any) -> None:
    parsed = read(A, ["3-2-702", "王五", "137", 88.5])
    with pytest.raises(RuleBroken):
        imports.accept(SYSTEM, parsed, "a.xlsx")
    assert everything()["units"] == []
    imports.accept(SYSTEM, parsed, "a.xlsx", skip_bad=True)
    assert list(db.session.scalars(select(Unit.code))) == ["3-2-701"]


def test_a_new_unit_needs_an_area(app: Flask, read: Any) -> None:
    assert [(e.row, e.column, e.code) for e in imports.propose(read(["3-2-701", "张三", None, None])).errors] == [
        (2, "D", "area_missing")
    ]


def test_the_register_may_not_have_moved_since_it_was_shown(app: Flask, read: Any) -> None:
    parsed = read(A, B)
    seen = imports.propose(parsed).digest
    imports.accept(SYSTEM, read(B), "b.xlsx")
    with pytest.raises(RuleBroken):
        imports.accept(SYSTEM, parsed, "a.xlsx", seen=seen)


def test_an_ownership_cannot_end_before_it_began(app: Flask, read: Any) -> None:
    imports.accept(SYSTEM, read(B), "a.xlsx")
    sold = read(["3-2-702", "赵六", None, 88.5])
    plan = imports.propose(sold, clock.today() - timedelta(days=1))
    assert [e.code for e in plan.errors] == ["as_of_early"]
    with pytest.raises(RuleBroken):
        imports.accept(SYSTEM, sold, "b.xlsx", clock.today() + timedelta(days=1))


def test_undo_restores_what_an_import_changed(app: Flask, read: Any) -> None:
    with clock.frozen(clock.now() - timedelta(days=100)):
        imports.accept(SYSTEM, read(A, B), "a.xlsx")
    before = everything()
    done = imports.accept(
        SYSTEM, read(["3-2-701", "张三、赵六", "13800000009", 99], ["4-1-101", "钱七", None, 70]), "b.xlsx"
    )
    assert done.run_id is not None
    undo(SYSTEM, done.run_id)
    assert everything() == before
    assert owners_of("3-2-701")[0] == ("张三", "1/2", "+8613800000001")
    with pytest.raises(RuleBroken):
        undo(SYSTEM, done.run_id)


def test_undo_refuses_and_says_what_depends_on_the_import(app: Flask, read: Any, world: World) -> None:
    done = imports.accept(SYSTEM, read(A), "a.xlsx")
    assert done.run_id is not None
    world.user(rents="3-2-701")
    with pytest.raises(RuleBroken) as caught:
        undo(SYSTEM, done.run_id)
    assert "住户登记 1" in caught.value.message
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 1


def test_undo_goes_backwards_only(app: Flask, read: Any) -> None:
    first = imports.accept(SYSTEM, read(A), "a.xlsx")
    second = imports.accept(SYSTEM, read(["3-2-701", "张三、李四", None, 99]), "b.xlsx")
    assert first.run_id is not None
    assert second.run_id is not None
    with pytest.raises(RuleBroken) as caught:
        undo(SYSTEM, first.run_id)
    assert "后来的导入 1" in caught.value.message
    undo(SYSTEM, second.run_id)
    undo(SYSTEM, first.run_id)
    assert everything()["units"] == []


def test_undo_refuses_what_was_sold_on_since(app: Flask, read: Any) -> None:
    done = imports.accept(SYSTEM, read(B), "a.xlsx")
    assert done.run_id is not None
    _sell(SYSTEM)
    with pytest.raises(RuleBroken):
        undo(SYSTEM, done.run_id)


@command
def _sell(_actor: Any) -> None:
    for row in db.session.scalars(select(Ownership)):
        row.until = clock.today()


def test_strangers_may_neither_import_nor_undo(app: Flask, read: Any, world: World) -> None:
    parsed = read(A)
    done = imports.accept(SYSTEM, parsed, "a.xlsx")
    assert done.run_id is not None
    for roles in ((), ("desk",), ("technician",), ("committee",)):
        actor = world.actor(world.user(*roles))
        with pytest.raises(Forbidden):
            imports.accept(actor, parsed, "a.xlsx")
        with pytest.raises(Forbidden):
            undo(actor, done.run_id)
    manager = world.user("manager")
    with pytest.raises(Forbidden):
        imports.accept(world.actor(manager, second_factor=False), parsed, "a.xlsx")
    imports.accept(world.actor(manager), read(B), "b.xlsx")
    facts = list(db.session.scalars(select(AuditRow.fact).order_by(AuditRow.id)))
    assert facts.count("RegisterImported") == 2


def test_whoever_sold_stops_hearing(app: Flask, read: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.building("3")
    seller = world.user(owns="3-2-101", name="王五")
    closed: list[int] = []
    monkeypatch.setattr("hub.core.live.evict_user", closed.append)
    imports.accept(SYSTEM, read(["3-2-101", "赵六", None, 98.76]), "sold.xlsx")
    assert closed == [seller]
