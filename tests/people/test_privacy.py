"""One's own data: numbers only for a reason, corrections, erasure."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db, phone_index
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken, SecondFactorNeeded
from hub.people.commands import office
from hub.people.commands import privacy as commands
from hub.people.commands.accounts import open_account
from hub.people.commands.erasing import NOBODY, erase
from hub.people.commands.privacy import Answer
from hub.people.models import DataRequest, ImportRun, LoginSession, Occupancy, Ownership, Person, User
from hub.people.queries import about_me
from hub.people.queries import privacy as queries
from hub.people.queries.actors import actor_of_token, actor_of_user
from tests.factories import World


@pytest.fixture
def house(world: World) -> World:
    world.building()
    return world


def facts(name: str) -> list[dict]:
    return [row.data for row in db.session.scalars(select(AuditRow).where(AuditRow.fact == name))]


def person_of(user_id: int) -> Person:
    return db.session.get_one(Person, db.session.get_one(User, user_id).person_id)


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_a_number_is_shown_for_a_reason_and_its_owner_reads_who_looked(house: World) -> None:
    owner, desk = house.user(owns="3-1-101"), house.user("desk", name="前台小李")
    person = person_of(owner).id
    assert commands.reveal_phone(house.actor(desk), person, " 水管漏了 ") == ("13900000001",)
    assert facts("PhoneRevealed") == [{"person_id": person, "reason": "水管漏了"}]
    (look,) = about_me.looks(house.actor(owner))
    assert (look.who, look.reason) == ("前台小李", "水管漏了")
    assert about_me.looks(house.actor(desk)) == []


@pytest.mark.parametrize("reason", ["", "  ", "。"])
def test_no_reason_no_number(house: World, reason: str) -> None:
    owner, desk = house.user(), house.user("desk")
    with pytest.raises(RuleBroken):
        commands.reveal_phone(house.actor(desk), person_of(owner).id, reason)
    assert not facts("PhoneRevealed")


@pytest.mark.parametrize("role", ["", "technician", "guard", "chair", "committee", "observer"])
def test_strangers_get_no_number(house: World, role: str) -> None:
    owner, stranger = house.user(), house.user(*([role] if role else []))
    with pytest.raises(Forbidden):
        commands.reveal_phone(house.actor(stranger), person_of(owner).id, "想知道")


def test_a_manager_shows_the_second_factor_first(house: World) -> None:
    owner, manager = house.user(), house.user("manager")
    with pytest.raises(SecondFactorNeeded):
        commands.reveal_phone(house.actor(manager, second_factor=False), person_of(owner).id, "通知停水")


def test_the_number_of_the_register_and_of_the_account_are_both_shown(house: World) -> None:
    owner, desk = house.user(), house.user("desk")
    person = person_of(owner).id
    _set_phone(SYSTEM, person, "+862155550001")
    assert commands.reveal_phone(house.actor(desk), person, "通知停水") == ("02155550001"[1:], "13900000001")


# --- corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_is_asked_once_and_answered_once(house: World) -> None:
    owner, manager = house.user(owns="3-1-101"), house.user("manager")
    me, boss = house.actor(owner), house.actor(manager)
    asked = commands.ask_correction(me, "name", "我叫张珊，不是张三")
    with pytest.raises(RuleBroken):
        commands.ask_correction(me, "phone", "换号了")
    commands.answer(boss, asked, Answer(done=True, words="改好了", name="张珊", phone="13800001234"))
    db.session.expire_all()
    person = person_of(owner)
    assert (person.name, person.phone) == ("张珊", "+8613800001234")
    assert person.phone_index == phone_index("+8613800001234")
    assert facts("PersonCorrected") == [{"person_id": person.id, "fields": ["name", "phone"]}]
    with pytest.raises(RuleBroken):
        commands.answer(boss, asked, Answer(done=False, words="又不办了"))
    assert commands.ask_correction(me, "phone", "换号了") > asked


def test_the_desk_answers_but_does_not_rewrite_the_register(house: World) -> None:
    owner, desk = house.user(owns="3-1-101"), house.user("desk")
    asked = commands.ask_correction(house.actor(owner), "share", "我占一半")
    with pytest.raises(Forbidden):
        commands.answer(house.actor(desk), asked, Answer(done=True, name="李四"))
    commands.answer(house.actor(desk), asked, Answer(done=False, words="请带产权证来"))
    (line,) = queries.mine(house.actor(owner))
    assert (line.outcome, line.answer) == ("refused", "请带产权证来")


def test_a_refusal_says_why(house: World) -> None:
    owner, desk = house.user(), house.user("desk")
    asked = commands.ask_correction(house.actor(owner), "other", "不对")
    with pytest.raises(RuleBroken) as caught:
        commands.answer(house.actor(desk), asked, Answer(done=False))
    assert caught.value.field == "words"


def test_a_wrong_number_changes_nothing(house: World) -> None:
    owner, manager = house.user(), house.user("manager")
    asked = commands.ask_correction(house.actor(owner), "phone", "换号了")
    with pytest.raises(RuleBroken):
        commands.answer(house.actor(manager), asked, Answer(done=True, name="新名", phone="abc"))
    db.session.expire_all()
    assert queries.waiting(house.actor(owner), "correction") == asked
    assert person_of(owner).name != "新名"


def test_strangers_see_and_settle_nothing(house: World) -> None:
    owner, stranger = house.user(), house.user()
    asked = commands.ask_correction(house.actor(owner), "name", "错了错了")
    other = house.actor(stranger)
    with pytest.raises(NotFound):
        commands.withdraw(other, asked)
    for deed in (
        lambda: commands.answer(other, asked, Answer(done=True)),
        lambda: queries.requests(other),
        lambda: queries.dossier(other, asked),
        lambda: queries.person(other, person_of(owner).id),
    ):
        with pytest.raises(Forbidden):
            deed()
    commands.withdraw(house.actor(owner), asked)
    assert queries.count_waiting() == 0


def test_guests_ask_for_nothing(house: World) -> None:
    for deed in (lambda: commands.ask_erasure(Actor(), ""), lambda: commands.export(Actor())):
        with pytest.raises(Forbidden):
            deed()


def test_the_database_itself_refuses_a_second_waiting_request(house: World) -> None:
    owner = house.user()
    commands.ask_erasure(house.actor(owner), "")
    with pytest.raises(IntegrityError):
        _raw_request(SYSTEM, owner)


# --- erasure ----------------------------------------------------------------------------------------------------------


def erased(world: World, user_id: int) -> None:
    manager = world.user("manager")
    asked = commands.ask_erasure(world.actor(user_id), "我要搬走了")
    commands.answer(world.actor(manager), asked, Answer(done=True))
    db.session.expire_all()


def test_a_tenant_is_forgotten_altogether(house: World) -> None:
    tenant = house.user(rents="3-1-101", name="小租客")
    person = person_of(tenant).id
    house.client(tenant)
    erased(house, tenant)
    user, row = db.session.get_one(User, tenant), db.session.get_one(Person, person)
    assert (user.phone, user.phone_index, user.password_hash, user.totp_secret) == (None,) * 4
    assert user.nickname == row.name == NOBODY
    assert row.phone is None
    assert row.erased_at is not None
    assert [lived.until for lived in db.session.scalars(select(Occupancy))] == [clock.today()]
    assert all(one.ended_at and not one.agent for one in db.session.scalars(select(LoginSession)))
    assert not actor_of_user(tenant).signed_in
    assert db.session.scalar(select(DataRequest.words).where(DataRequest.user_id == tenant)) == ""


def test_an_owner_stays_in_the_register_by_name_only(house: World) -> None:
    owner = house.user(owns="3-1-101")
    person = person_of(owner)
    name, id_ = person.name, person.id
    erased(house, owner)
    row = db.session.get_one(Person, id_)
    assert (row.name, row.phone, row.phone_index, row.erased_at) == (name, None, None, None)
    assert db.session.scalar(select(Ownership.until)) is None
    assert facts("PersonErased")[0]["name_kept"] is True
    assert person_of(owner).name == NOBODY, "the account no longer leads to the name"
    opened = open_account(SYSTEM, id_, "+8613912345678", None, "回来了", "zh_CN", "letter")
    assert house.actor(opened).owned_unit_ids == {house.unit("3-1-101")}


def test_an_erased_account_is_not_brought_back(house: World) -> None:
    tenant, admin = house.user(rents="3-1-101"), house.user("admin")
    erased(house, tenant)
    for deed in (office.unban, office.reset_access):
        with pytest.raises(RuleBroken):
            deed(house.actor(admin), tenant, "他又回来了")
    assert not actor_of_user(tenant).signed_in


def test_an_office_is_laid_down_first(house: World) -> None:
    member = house.user("committee", owns="3-1-101")
    with pytest.raises(RuleBroken):
        erased(house, member)
    assert actor_of_user(member).signed_in
    assert not facts("PersonErased")


@pytest.mark.parametrize("role", ["desk", "chair", "technician", ""])
def test_only_manager_and_admin_erase(house: World, role: str) -> None:
    owner, other = house.user(), house.user(*([role] if role else []))
    asked = commands.ask_erasure(house.actor(owner), "")
    with pytest.raises(Forbidden):
        commands.answer(house.actor(other), asked, Answer(done=True))
    with pytest.raises(Forbidden):
        erase(house.actor(other), owner)


def test_an_erased_account_cannot_be_entered_with_an_old_cookie(house: World) -> None:
    tenant = house.user(rents="3-1-101")
    browser = house.client(tenant)
    browser.get("/me")
    erased(house, tenant)
    browser.get("/me", 303)
    assert not actor_of_token("").signed_in


def test_an_import_does_not_bring_the_number_back(house: World) -> None:
    owner = house.user(owns="3-1-101")
    person = person_of(owner)
    held = {"persons": {str(person.id): {"phone": person.phone, "phone_index": person.phone_index}}}
    _run(SYSTEM, json.dumps({"created": {}, "before": held, "after": held}))
    erased(house, owner)
    kept = json.loads(db.session.scalar(select(ImportRun.changes)) or "")
    assert kept["before"]["persons"][str(person.id)] == {"phone": None, "phone_index": None}
    assert kept["after"]["persons"][str(person.id)] == {"phone": None, "phone_index": None}


@command
def _set_phone(_actor: Actor, person_id: int, phone: str) -> None:
    row = db.session.get_one(Person, person_id)
    row.phone, row.phone_index = phone, phone_index(phone)


@command
def _raw_request(_actor: Actor, user_id: int) -> None:
    db.session.add(DataRequest(user_id=user_id, kind="erasure", asked_at=clock.now()))
    db.session.flush()


@command
def _run(_actor: Actor, changes: str) -> None:
    counts = {"units_created": 0, "units_updated": 0, "owners_created": 0, "owners_updated": 1}
    db.session.add(ImportRun(at=clock.now(), file_name="a.xlsx", as_of=date(2020, 1, 1), changes=changes, **counts))
