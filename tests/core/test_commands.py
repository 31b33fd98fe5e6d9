"""The one way to write."""

from __future__ import annotations

import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from hub.core import clock, events
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import Fact, command, record
from hub.core.problems import Busy, RuleBroken
from hub.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Greeted(Fact):
    person_id: int


@command
def greet(actor: Actor, name: str, then: Exception | None = None) -> int:
    person = Person(name=name, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    record(Greeted(person_id=person.id))
    if then:
        raise then
    return person.id


@command
def greet_two(actor: Actor, names: tuple[str, str], then: Exception | None = None) -> None:
    greet(actor, names[0])
    greet(actor, names[1], then)


@command
def rename(actor: Actor, person_id: int, name: str) -> None:
    db.session.execute(update(Person).where(Person.id == person_id).values(name=name))
    record(Greeted(person_id=person_id))


def people() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_command_commits_with_its_audit_row(app: Flask) -> None:
    person = greet(SYSTEM, "李四")
    row = db.session.scalars(select(AuditRow)).one()
    assert (row.fact, row.data, row.kind) == ("Greeted", {"person_id": person}, "system")


def test_a_failing_command_leaves_neither_row_nor_record(app: Flask) -> None:
    with pytest.raises(RuleBroken):
        greet(SYSTEM, "李四", RuleBroken("no"))
    assert people() == 0
    assert db.session.scalar(select(func.count()).select_from(AuditRow)) == 0


def test_nested_commands_stand_or_fall_together(app: Flask) -> None:
    with pytest.raises(RuleBroken):
        greet_two(SYSTEM, ("李四", "王五"), RuleBroken("no"))
    assert people() == 0
    greet_two(SYSTEM, ("李四", "王五"))
    assert people() == 2


def test_nobody_writes_outside_a_command(app: Flask) -> None:
    db.session.add(Person(name="黑户", created_at=clock.now()))
    with pytest.raises(RuntimeError, match="outside a @command"):
        db.session.commit()
    db.session.rollback()
    with pytest.raises(RuntimeError, match="outside a @command"):
        db.session.execute(update(Person).values(name="x"))


def test_a_listener_within_may_veto_and_one_after_may_not_disturb(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def veto(_actor: Actor, _fact: Greeted) -> None:
        raise RuleBroken("vetoed")

    monkeypatch.setattr(events, "_within", [*events._within, (Greeted, veto)])
    with pytest.raises(RuleBroken):
        greet(SYSTEM, "李四")
    assert people() == 0
    monkeypatch.undo()

    heard: list[int] = []

    def fails(_actor: Actor, fact: Greeted) -> None:
        heard.append(fact.person_id)
        raise OSError("mail server away")

    monkeypatch.setattr(events, "_after", [*events._after, (Greeted, fails)])
    person = greet(SYSTEM, "李四")
    assert heard == [person]
    assert people() == 1


def test_clean_up_runs_on_rollback_only_and_done_on_commit_only(app: Flask) -> None:
    said: list[str] = []

    @command
    def deed(actor: Actor, fail: bool) -> None:
        events.on_rollback(lambda: said.append("undone"))
        events.on_commit(lambda: said.append("done"))
        if fail:
            raise RuleBroken("no")

    deed(SYSTEM, False)
    with pytest.raises(RuleBroken):
        deed(SYSTEM, True)
    assert said == ["done", "undone"]


def test_the_audit_cannot_be_changed_even_with_sql(app: Flask) -> None:
    greet(SYSTEM, "李四")

    @command
    def tamper(actor: Actor, statement: str) -> None:
        db.session.execute(text(statement))

    for statement in ("UPDATE audit SET fact = 'Nothing'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            tamper(SYSTEM, statement)
    assert db.session.scalar(select(AuditRow.fact)) == "Greeted"


@pytest.mark.sqlite_only
def test_a_write_waits_for_another_process_and_then_succeeds(app: Flask) -> None:
    other = sqlite3.connect(Path(app.instance_path) / "hub.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    done: list[float] = []

    def write() -> None:
        with app.app_context():
            greet(SYSTEM, "等一等")
            done.append(time.monotonic())

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.5)
    assert not done
    assert people() == 0, "reading goes on meanwhile"
    released = time.monotonic()
    other.execute("COMMIT")
    writer.join(5)
    other.close()
    assert done
    assert done[0] >= released


@pytest.mark.sqlite_only
def test_a_write_gives_up_at_its_deadline_with_nothing_written(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "WRITE_DEADLINE_S", 0.2)
    other = sqlite3.connect(Path(app.instance_path) / "hub.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        greet(SYSTEM, "等不到")
    other.execute("COMMIT")
    other.close()
    assert people() == 0
    greet(SYSTEM, "再来")
    assert people() == 1


@pytest.mark.postgresql_only
def test_a_write_waits_for_a_row_that_another_connection_holds(app: Flask) -> None:
    person = greet(SYSTEM, "老王")
    done: list[float] = []

    def write() -> None:
        with app.app_context():
            rename(SYSTEM, person, "小王")
            done.append(time.monotonic())
            db.session.remove()

    with db.engine.connect() as other:
        other.execute(select(Person.id).where(Person.id == person).with_for_update())
        writer = threading.Thread(target=write)
        writer.start()
        time.sleep(0.5)
        assert not done
        assert people() == 1, "reading goes on meanwhile"
        released = time.monotonic()
        other.rollback()
        writer.join(5)
    assert done[0] >= released
    db.session.rollback()
    assert db.session.scalar(select(Person.name)) == "小王"


@pytest.mark.postgresql_only
def test_of_two_writes_that_wait_for_each_other_both_are_done(app: Flask) -> None:
    one, two = greet(SYSTEM, "甲"), greet(SYSTEM, "乙")
    both_hold_one, failures = threading.Barrier(2), []
    first_try = threading.local()

    @command
    def swap(actor: Actor, first: int, second: int) -> None:
        db.session.execute(update(Person).where(Person.id == first).values(name=Person.name + "先"))
        if not hasattr(first_try, "over"):
            first_try.over = True
            both_hold_one.wait(10)
        db.session.execute(update(Person).where(Person.id == second).values(name=Person.name + "后"))
        record(Greeted(person_id=first))

    def write(first: int, second: int) -> None:
        try:
            with app.app_context():
                swap(SYSTEM, first, second)
                db.session.remove()
        except BaseException as error:
            failures.append(error)

    db.session.rollback()
    threads = [threading.Thread(target=write, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not failures, "PostgreSQL undoes one of the two (40P01), which is tried again"
    assert sorted(len(name) for name in db.session.scalars(select(Person.name))) == [3, 3]


def test_fifty_writers_at_once_all_succeed(app: Flask) -> None:
    failures: list[BaseException] = []

    def write(n: int) -> None:
        try:
            with app.app_context():
                db.session.scalar(select(func.count()).select_from(Person))  # a read is open when the write begins
                greet(SYSTEM, f"第{n}位")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert people() == 50
