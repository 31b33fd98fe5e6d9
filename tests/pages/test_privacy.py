"""The pages about one's own data, and the office's side of them."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from hub.core.db import db
from hub.core.once import OnceKey
from hub.features.inbox.models import InboxEntry
from hub.pages import my_data
from hub.people.commands import privacy as commands
from hub.people.commands.exporting import export_with_phones
from hub.people.models import DataRequest, User
from tests.factories import World


@pytest.fixture
def house(world: World) -> World:
    world.building()
    return world


def person_id(user_id: int) -> int:
    return db.session.get_one(User, user_id).person_id


def entries(user_id: int) -> list[str]:
    return list(db.session.scalars(select(InboxEntry.kind).where(InboxEntry.user_id == user_id)))


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_page_reads_in_both_languages(house: World, lang: str) -> None:
    owner, admin = house.user(owns="3-1-101"), house.user("admin")
    first = commands.ask_correction(house.actor(owner), "name", "我叫张珊")
    commands.answer(house.actor(admin), first, commands.Answer(done=False, words="请带证件来"))
    second = commands.ask_correction(house.actor(owner), "phone", "换号了")
    third = commands.ask_erasure(house.actor(owner), "搬走了")
    commands.reveal_phone(house.actor(admin), person_id(owner), "通知停水")
    mine, office = house.client(owner), house.client(admin)
    for browser in (mine, office):
        browser.post("/looks", {"lang": lang})
    for path in ("/me/privacy", "/me/privacy/correction", "/me/privacy/erasure"):
        mine.get(path)
    for path in ("/admin/privacy", f"/admin/people/{person_id(owner)}/phone", "/me/privacy"):
        office.get(path)
    for id_ in (first, second, third):
        office.get(f"/admin/privacy/{id_}")
    mine.post("/me/privacy/correction", {"words": ""}, 422)
    mine.post("/me/privacy/erasure", {}, 422)
    office.post(f"/admin/privacy/{second}", {"outcome": "refused"}, 422)
    office.get("/")
    assert "/admin/privacy" in str(office.page)


def test_nothing_is_there_yet_and_the_page_says_so(house: World) -> None:
    house.client(house.user()).get("/me/privacy")
    office = house.client(house.user("desk"))
    office.get("/admin/privacy")
    assert office.page is not None
    assert office.page.select_one(".empty")


def test_a_hundred_requests_are_paged(house: World) -> None:
    office = house.user("admin")
    for _ in range(70):
        asked = commands.ask_correction(house.actor(office), "name", "名字很长" * 40)
        commands.withdraw(house.actor(office), asked)
    browser, seen = house.client(office), 0
    browser.get("/admin/privacy")
    while True:
        assert browser.page is not None
        seen += len(browser.page.select("main .list .item"))
        older = browser.page.select_one("a[rel=next]")
        if older is None:
            break
        browser.get(str(older["href"]))
    assert seen == 70


def test_the_number_is_masked_everywhere_and_shown_once(house: World) -> None:
    owner, desk = house.user(owns="3-1-101"), house.user("desk")
    browser = house.client(desk)
    browser.get(f"/admin/register/units/{house.unit('3-1-101')}")
    assert "13900000001" not in browser.text()
    path = f"/admin/people/{person_id(owner)}/phone"
    assert path in str(browser.page)
    browser.get(path)
    assert "13900000001" not in browser.text()
    browser.post(path, {"reason": ""}, 422)
    answer = browser.post(path, {"reason": "通知停水"}, 200)
    assert "13900000001" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    browser.get(path)
    assert "13900000001" not in browser.text()


def test_an_answer_kept_for_a_retry_lies_encrypted(house: World) -> None:
    owner, desk = house.user(owns="3-1-101"), house.user("desk")
    browser = house.client(desk)
    path, sent = f"/admin/people/{person_id(owner)}/phone", {"reason": "通知停水", "_once": "k" * 32}
    first = browser.post(path, sent, 200).get_data(as_text=True)
    assert browser.post(path, sent, 200).get_data(as_text=True) == first
    raw = db.session.connection().exec_driver_sql("select body from once_keys where body is not null").scalars().all()
    assert raw
    assert all("13900000001" not in body for body in raw)
    assert db.session.scalar(select(OnceKey.body).where(OnceKey.body.is_not(None))) == first


@pytest.mark.parametrize("role", ["", "technician", "guard"])
def test_strangers_find_no_door(house: World, role: str) -> None:
    owner = house.user(owns="3-1-101")
    asked = commands.ask_correction(house.actor(owner), "name", "我叫张珊")
    browser = house.client(house.user(*([role] if role else [])))
    for path in ("/admin/privacy", f"/admin/privacy/{asked}", f"/admin/people/{person_id(owner)}/phone"):
        browser.get(path, 403)
    browser.post(f"/me/privacy/requests/{asked}/withdrawal", {}, 404)
    browser.post(f"/admin/people/{person_id(owner)}/phone", {"reason": "想知道"}, 403)


@pytest.mark.parametrize("shape", ["json", "html"])
def test_one_takes_along_everything_of_ones_own_and_nothing_of_others(house: World, shape: str) -> None:
    me, other = house.user(owns="3-1-101", name="小陈"), house.user(owns="3-1-201", name="别人家")
    commands.ask_correction(house.actor(other), "name", "别人的话")
    commands.ask_correction(house.actor(me), "name", "<b>我的话</b>")
    browser = house.client(me)
    browser.get("/me/privacy")
    answer = browser.raw.post("/me/privacy/export", data={"csrf_token": browser._csrf(), "format": shape})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "13900000001" in text
    assert "我的话" in text
    assert "别人" not in text
    assert "139****" not in text
    if shape == "json":
        assert json.loads(text)["ownerships"] == [
            {"unit": "3-1-101", "share": "1/1", "since": "2020-01-01", "until": None}
        ]
    else:
        assert "<b>" not in text


def test_the_office_hears_and_the_neighbour_gets_the_answer(house: World) -> None:
    owner, desk, admin = house.user(owns="3-1-101"), house.user("desk"), house.user("admin")
    browser = house.client(owner)
    browser.post("/me/privacy/correction", {"subject": "name", "words": "我叫张珊"})
    assert (entries(desk), entries(admin)) == (["correction_new"], [])
    browser.post("/me/privacy/erasure", {"sure": "y"})
    assert entries(admin) == ["erasure_new"]
    office = house.client(desk)
    asked = db.session.scalar(select(DataRequest.id).where(DataRequest.kind == "correction"))
    office.post(f"/admin/privacy/{asked}", {"outcome": "done", "words": "改好了"})
    assert entries(owner) == ["correction_answered"]
    browser.get("/inbox")
    browser.get("/me/privacy")
    assert "改好了" in browser.text()


def test_one_sees_who_took_the_whole_register_along_or_looked_for_a_repair(house: World) -> None:
    owner, other, office = house.user(owns="3-1-101"), house.user(), house.user("admin", name="管理小王")
    export_with_phones(house.actor(office), "业主大会送达")
    mine, theirs = (my_data.looks(house.actor(user)) for user in (owner, other))
    assert [(look.who, look.how, look.reason) for look in mine] == [("管理小王", "register", "业主大会送达")]
    assert theirs == []
    for lang in ("zh_CN", "en"):
        browser = house.client(owner)
        browser.post("/looks", {"lang": lang})
        browser.get("/me/privacy")
        assert "业主大会送达" in browser.text()


def test_an_erasure_empties_the_inbox_and_the_reports(house: World) -> None:
    tenant, admin = house.user(rents="3-1-101"), house.user("admin")
    asked = commands.ask_correction(house.actor(tenant), "name", "我叫张珊")
    office = house.client(admin)
    office.post(f"/admin/privacy/{asked}", {"outcome": "refused", "words": "请带证件来"})
    assert entries(tenant) == ["correction_answered"]
    browser = house.client(tenant)
    browser.post("/me/privacy/erasure", {"sure": "y"})
    erasing = db.session.scalar(select(DataRequest.id).where(DataRequest.kind == "erasure"))
    office.get(f"/admin/privacy/{erasing}")
    office.follow(office.post(f"/admin/privacy/{erasing}", {"outcome": "done"}))
    assert entries(tenant) == []
    office.get(f"/admin/privacy/{erasing}")
    browser.get("/me", 303)
