"""Activation letters: whom they go to, how they are printed, how long they open."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, RuleBroken
from hub.people import codes
from hub.people.commands import letters as commands
from hub.people.commands import printing
from hub.people.commands.entering import Newcomer, by_letter
from hub.people.commands.letters import Choice
from hub.people.models import ActivationLetter, LetterBatch, Ownership
from hub.people.queries import letters as questions
from tests.factories import PASSWORD, World
from tests.judge import JudgingClient

AT = "https://hub.example"


@command
def own(_actor: Actor, person_id: int, unit_id: int) -> None:
    """The register says so."""
    db.session.add(Ownership(unit_id=unit_id, person_id=person_id, share_num=1, share_den=2, since=date(2020, 1, 1)))


def letter(unit_id: int) -> str:
    """The code of the unit's open letter, as printed."""
    row = db.session.scalar(
        select(ActivationLetter)
        .where(ActivationLetter.unit_id == unit_id, ActivationLetter.revoked_at.is_(None))
        .order_by(ActivationLetter.id.desc())
    )
    assert row is not None
    return codes.grouped(row.code)


@pytest.fixture
def desk(world: World) -> Actor:
    world.building()
    return world.actor(world.user("desk"))


@pytest.fixture
def home(world: World, desk: Actor) -> int:
    """A unit with two owners without accounts."""
    unit = world.unit("3-1-101")
    for name in ("王小明", "李芳"):
        own(SYSTEM, world.person(name), unit)
    return unit


def test_only_owned_units_without_account_get_one(world: World, desk: Actor, home: int) -> None:
    world.user(owns="3-1-201")
    assert questions.batch(desk, commands.issue(desk, Choice(), AT)).letters == 1
    assert questions.batch(desk, commands.issue(desk, Choice(without_account=False), AT)).letters == 2
    with pytest.raises(RuleBroken):
        commands.issue(desk, Choice(unit_code="3-2-101"), AT)


def test_the_developers_units_get_none(world: World, desk: Actor) -> None:
    from sqlalchemy import update

    from hub.people.models import Person

    @command
    def sell_later(_actor: Actor, person_id: int) -> None:
        db.session.execute(update(Person).where(Person.id == person_id).values(kind="developer"))

    developer = world.person("明强置业有限公司")
    own(SYSTEM, developer, world.unit("3-1-101"))
    sell_later(SYSTEM, developer)
    with pytest.raises(RuleBroken):
        commands.issue(desk, Choice(), AT)


def test_printing_again_keeps_the_code_and_a_past_one_is_replaced(desk: Actor, home: int) -> None:
    commands.issue(desk, Choice(), AT)
    first = letter(home)
    commands.issue(desk, Choice(), AT)
    assert letter(home) == first
    with clock.frozen(clock.now() + timedelta(days=61)):
        commands.issue(desk, Choice(), AT)
        assert letter(home) != first


def test_the_database_allows_one_open_letter_a_unit(desk: Actor, home: int) -> None:
    commands.issue(desk, Choice(), AT)

    @command
    def smuggle(_actor: Actor) -> None:
        now = clock.now()
        db.session.add(ActivationLetter(unit_id=home, code="X", code_hash="y", issued_at=now, expires_at=now))

    with pytest.raises(IntegrityError):
        smuggle(SYSTEM)


def test_strangers_print_nothing(world: World, home: int) -> None:
    stranger = world.user(owns="3-1-301")
    for deed in (
        lambda: commands.issue(world.actor(stranger), Choice(), AT),
        lambda: commands.reprint(world.actor(stranger), 1, AT),
        lambda: commands.revoke(world.actor(stranger), 1),
        lambda: commands.take(world.actor(stranger), 1, 1),
    ):
        with pytest.raises(Forbidden):
            deed()
    client = world.client(stranger)
    for path in ("", "/batches/1"):
        client.get("/admin/letters" + path, 403)


def test_a_large_batch_becomes_several_files_that_go_after_a_day(
    app: Flask, world: World, desk: Actor, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "VOLUME", 1)
    own(SYSTEM, world.person("赵六"), world.unit("3-1-201"))
    batch = commands.issue(desk, Choice(), AT)
    page = world.client(desk.user_id or 0)
    page.get(f"/admin/letters/batches/{batch}")
    assert "正在排版" in page.text()
    page.htmx("get", f"/admin/letters/batches/{batch}")
    printing.print_waiting(SYSTEM)
    page.get(f"/admin/letters/batches/{batch}")
    forms = page.page.select("main form")  # type: ignore[union-attr]
    assert len(forms) == 2
    for form in forms:
        assert page.post(str(form["action"]), status=200).data.startswith(b"%PDF-")
    page.post(f"/admin/letters/batches/{batch}/3/pdf", status=404)
    assert set(db.session.scalars(select(ActivationLetter.printed))) == {1}
    folder = Path(app.instance_path) / "letters"
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == ["1-1.pdf", "1-2.pdf"], "the sheets with the codes are gone"
    assert not any(path.stat().st_mode & 0o077 for path in files), "nobody else on the machine reads them"
    with clock.frozen(clock.now() + timedelta(days=2)):
        printing.sweep_files(SYSTEM)
    assert not list(folder.iterdir())
    page.get(f"/admin/letters/batches/{batch}")
    assert "只保留一天" in page.text()


def test_a_press_that_fails_says_so(desk: Actor, home: int, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = commands.issue(desk, Choice(), AT)
    monkeypatch.setattr(printing, "PRESS", Path("/nowhere/press.py"))
    printing.print_waiting(SYSTEM)
    db.session.rollback()
    assert db.session.get_one(LetterBatch, batch).failed
    assert questions.batch(desk, batch).state == "failed"


def test_one_letter_makes_one_account_and_a_used_one_says_so(app: Flask, desk: Actor, home: int) -> None:
    commands.issue(desk, Choice(), AT)
    code = letter(home)
    one, other = db.session.scalars(select(Ownership.person_id).where(Ownership.unit_id == home)).all()
    by_letter(SYSTEM, code, one, Newcomer("13700000001", PASSWORD))
    with pytest.raises(RuleBroken, match="用过"):
        by_letter(SYSTEM, code, other, Newcomer("13700000002", PASSWORD))
    visitor = JudgingClient(app)
    visitor.get("/enter/" + code, 422)
    assert "打电话给物业" in visitor.text()


def test_sixty_days(app: Flask, desk: Actor, home: int) -> None:
    commands.issue(desk, Choice(), AT)
    code = letter(home)
    with clock.frozen(clock.now() + timedelta(days=59)):
        JudgingClient(app).get("/enter/" + code)
    with clock.frozen(clock.now() + timedelta(days=60, minutes=1)):
        JudgingClient(app).get("/enter/" + code, 422)


def test_a_letters_code_lies_sealed(desk: Actor, home: int) -> None:
    from sqlalchemy import text

    commands.issue(desk, Choice(), AT)
    row = db.session.execute(text("SELECT code, code_hash FROM activation_letters")).one()
    assert letter(home).replace("-", "") not in row.code
    assert len(row.code_hash) == 64
