"""Coming in, proving who one is, and going out: each way through its pages."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, RuleBroken
from hub.people.commands import entering, letters, office, roles
from hub.people.commands.compound import About, Number, describe
from hub.people.models import (
    ActivationLetter,
    Invitation,
    LoginSession,
    Occupancy,
    Ownership,
    RoleGrant,
    SmsMessage,
    User,
)
from hub.people.roles import Role
from tests.factories import PASSWORD, World
from tests.judge import JudgingClient

NEW = "a good new password"


@command
def own(_actor: object, unit_id: int, person_id: int) -> None:
    db.session.add(Ownership(unit_id=unit_id, person_id=person_id, since=clock.today()))


@pytest.fixture
def letter(world: World) -> str:
    """The code of an open letter to 3-1-101, owned by 张三 and 李小明; the desk issued it."""
    describe(SYSTEM, About(name="明强小区"), [Number("office", "物业", "021-5566 1880")])
    world.building()
    for name in ("张三", "李小明"):
        own(SYSTEM, world.unit("3-1-101"), world.person(name))
    desk = world.user("desk")
    letters.issue(world.actor(desk), letters.Choice(unit_code="3-1-101"), "https://hub.example")
    return db.session.scalars(select(ActivationLetter)).one().code


def person(name: str) -> int:
    from hub.people.models import Person

    found = db.session.scalar(select(Person.id).where(Person.name == name))
    assert found is not None
    return found


# --- password, devices ---------------------------------------------------------------------------------------------


def phone_of(world: World, user_id: int) -> str:
    return str(db.session.scalar(select(User.phone).where(User.id == user_id)))


def test_number_and_password_open_the_door_and_only_together(world: World, client: JudgingClient) -> None:
    me = world.user()
    number = phone_of(world, me).removeprefix("+86")
    client.get("/login")
    client.post("/login", {"phone": number, "password": "wrong"}, status=422)
    assert number in str(client.page), "the number typed stays"
    said = client.text()
    client.post("/login", {"phone": "13911111111", "password": "wrong"}, status=422)
    assert client.text() == said.replace(number, "13911111111") or "手机号或密码不对" in client.text()
    assert client.post("/login", {"phone": f" {number[:3]} {number[3:]}", "password": PASSWORD}).location == "/"
    client.get("/me")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "/\t/evil.example", "//evil.example", "/\\evil", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(world: World, client: JudgingClient, target: str) -> None:
    number = phone_of(world, world.user())
    answer = client.post("/login", {"phone": number, "password": PASSWORD, "next": target})
    assert answer.location == "/"


def test_a_planted_session_is_worth_nothing_after_sign_in(world: World, client: JudgingClient) -> None:
    number = phone_of(world, world.user())
    with client.raw.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    client.post("/login", {"phone": number, "password": PASSWORD})
    with client.raw.session_transaction() as cookie:
        assert "planted" not in cookie


def test_every_device_is_listed_and_can_be_signed_out(world: World) -> None:
    me = world.user()
    here, there = world.client(me), world.client(me)
    here.get("/me/sessions")
    assert "这一台" in here.text()
    other = db.session.scalar(select(func.max(LoginSession.id)))
    world.client(world.user()).post(f"/me/sessions/{other}/end", status=404)
    here.post(f"/me/sessions/{other}/end")
    there.get("/me", 303)
    here.get("/me")
    assert here.post("/me/sessions/end").location == "/login"
    here.get("/me", 303)


def test_a_new_password_signs_the_others_out(world: World) -> None:
    me = world.user()
    here, there = world.client(me), world.client(me)
    here.get("/me/password")
    here.post("/me/password", {"old": "wrong", "password": NEW, "again": NEW}, status=422)
    here.post("/me/password", {"old": PASSWORD, "password": NEW, "again": "other"}, status=422)
    here.post("/me/password", {"old": PASSWORD, "password": "12345678", "again": "12345678"}, status=422)
    here.post("/me/password", {"old": PASSWORD, "password": NEW, "again": NEW})
    here.get("/me")
    there.get("/me", 303)


# --- SMS -----------------------------------------------------------------------------------------------------------


def sent_code() -> str:
    text = db.session.scalars(select(SmsMessage).order_by(SmsMessage.id.desc())).first()
    assert text is not None
    return "".join(c for c in text.text.split("，")[0] if c.isdigit())[-6:]


def test_six_digits_open_the_door_once_and_only_in_the_browser_that_asked(world: World, app: Flask) -> None:
    number = phone_of(world, world.user())
    mine, thief = JudgingClient(app), JudgingClient(app)
    mine.post("/login/code", {"phone": number})
    mine.get("/login/code/entry")
    code = sent_code()
    thief.post("/login/code", {"phone": "13911111111"})
    thief.post("/login/code/entry", {"code": code}, status=422)
    mine.post("/login/code/entry", {"code": "000000" if code != "000000" else "000001"}, status=422)
    assert mine.post("/login/code/entry", {"code": code}).status_code == 303
    mine.get("/me")
    again = JudgingClient(app)
    again.raw = mine.raw
    mine.post("/logout")
    mine.post("/login/code/entry", {"code": code}, status=303)  # asks for a number again
    mine.get("/me", 303)


def test_an_unknown_number_hears_the_same_and_gets_nothing(world: World, client: JudgingClient) -> None:
    assert client.post("/login/code", {"phone": "13911111111"}).location.startswith("/login/code/entry")
    assert db.session.scalar(select(func.count()).select_from(SmsMessage)) == 0


def test_a_code_dies_after_ten_minutes_and_after_five_tries(world: World, app: Flask) -> None:
    number = phone_of(world, world.user())
    late = JudgingClient(app)
    late.post("/login/code", {"phone": number})
    code = sent_code()
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        late.post("/login/code/entry", {"code": code}, status=422)
        late.post("/login/code", {"phone": number})
        code = sent_code()
        wrong = "111111" if code != "111111" else "222222"
        for _ in range(5):
            late.post("/login/code/entry", {"code": wrong}, status=422)
        late.post("/login/code/entry", {"code": code}, status=422)


def test_the_outbox_is_the_admins_and_reading_it_is_written_down(world: World, client: JudgingClient) -> None:
    number = phone_of(world, world.user())
    client.post("/login/code", {"phone": number})
    world.client(world.user("desk")).get("/admin/outbox", 403)
    admin = world.client(world.user("admin"))
    admin.get("/admin/outbox")
    assert sent_code() in admin.text()
    admin.get("/admin/audit?looks=1")
    assert "看了短信发件箱" in admin.text()


# --- the second factor ---------------------------------------------------------------------------------------------


def switch_on(browser: JudgingClient, user_id: int) -> str:
    """Answers the key."""
    browser.get("/me/second-factor")
    browser.get("/me/second-factor/key")
    browser.post("/me/second-factor/key", {"password": "wrong"}, status=422)
    browser.post("/me/second-factor/key", {"password": PASSWORD})
    browser.get("/me/second-factor/confirmation")
    key = db.session.scalar(select(User.totp_secret).where(User.id == user_id))
    assert key is not None
    browser.post("/me/second-factor/confirmation", {"code": "000000"}, status=422)
    browser.post("/me/second-factor/confirmation", {"code": pyotp.TOTP(key).at(clock.now())}, status=200)
    return key


def test_privileged_deeds_wait_for_the_second_factor(world: World) -> None:
    me = world.user("admin")
    browser = world.client(me, second_factor=False)
    browser.get("/admin")
    assert browser.get("/admin/settings", 303).location.startswith("/login/second")
    assert "/me/second-factor" in browser.get("/login/second?next=/admin/settings", 303).location
    key = switch_on(browser, me)
    recovery = [item.get_text(strip=True) for item in browser.page.select(".code-big")]  # type: ignore[union-attr]
    assert len(recovery) == 10
    browser.get("/admin/settings")
    fresh = world.client(me, second_factor=False)
    fresh.get("/admin/settings", 303)
    fresh.get("/login/second?next=/admin/settings")
    fresh.post("/login/second", {"code": pyotp.TOTP(key).at(clock.now())}, status=422)  # used up at switching on
    assert fresh.post("/login/second", {"code": recovery[0], "next": "/admin/settings"}).location == "/admin/settings"
    fresh.get("/admin/settings")
    third = world.client(me, second_factor=False)
    third.post("/login/second", {"code": recovery[0]}, status=422)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        third.post("/login/second", {"code": pyotp.TOTP(key).at(clock.now())})
        third.get("/me/second-factor/removal")
        third.post("/me/second-factor/removal", {"password": PASSWORD, "code": recovery[1]})
    third.get("/admin/settings", 303)


def test_guessing_the_second_factor_is_stopped(world: World) -> None:
    me = world.user("admin")
    key = switch_on(world.client(me, second_factor=False), me)
    thief = world.client(me, second_factor=False)
    later = clock.now() + timedelta(minutes=5)
    with clock.frozen(later):
        right = pyotp.TOTP(key).at(later)
        wrong = "000000" if right != "000000" else "111111"
        for _ in range(5):
            thief.post("/login/second", {"code": wrong}, status=422)
        thief.post("/login/second", {"code": right}, status=422)


# --- letters -------------------------------------------------------------------------------------------------------


def test_a_letter_binds_its_owner_to_the_unit_once(world: World, client: JudgingClient, letter: str) -> None:
    client.get("/enter")
    answer = client.post("/enter", {"code": letter.lower()})
    client.get(answer.location)
    assert "张*" in client.text()
    assert "李*明" in client.text()
    assert "李小明" not in client.text()
    me = person("李小明")
    fields = {"person": str(me), "phone": "13922223333", "password": NEW}
    client.post(f"/enter/{letter}", {**fields, "password": "short"}, status=422)
    assert "13922223333" in str(client.page)
    client.post(f"/enter/{letter}", fields)
    client.get("/me")
    assert "3-1-101" in client.text()
    other = JudgingClient(client.app)
    other.get(f"/enter/{letter}", 422)
    other.post("/login", {"phone": "13922223333", "password": NEW})


def test_only_an_owner_of_the_unit_can_be_chosen(world: World, client: JudgingClient, letter: str) -> None:
    stranger = world.person("王五")
    client.post(f"/enter/{letter}", {"person": str(stranger), "phone": "13922223333", "password": NEW}, status=422)
    with pytest.raises(RuleBroken):
        entering.by_letter(SYSTEM, letter, stranger, entering.Newcomer("13922223333", NEW))


def test_a_letter_ends_by_time_and_by_revoking(world: World, client: JudgingClient, letter: str) -> None:
    with clock.frozen(clock.now() + timedelta(days=61)):
        client.get(f"/enter/{letter}", 422)
    desk = world.client(world.user("desk"))
    desk.get("/admin/letters")
    sheet = db.session.scalars(select(ActivationLetter.id)).one()
    world.client(world.user()).post(f"/admin/letters/{sheet}/revocation", status=403)
    desk.post(f"/admin/letters/{sheet}/revocation")
    client.get(f"/enter/{letter}", 422)
    desk.get("/admin/letters?state=revoked")


def test_printing_gives_one_pdf_page_a_letter(world: World, letter: str) -> None:
    from hub.people.commands.printing import print_waiting

    print_waiting(SYSTEM)
    desk = world.client(world.user("desk"))
    desk.get("/admin/letters/batches/1")
    pdf = desk.post("/admin/letters/batches/1/1/pdf", status=200)
    assert pdf.data.startswith(b"%PDF")
    world.client(world.user()).post("/admin/letters/batches/1/1/pdf", status=403)


def test_an_account_takes_in_another_home_of_the_same_name_only(world: World, letter: str) -> None:
    same, other = world.user(name="张三"), world.user(name="王五")
    with pytest.raises(RuleBroken):
        entering.claim(world.actor(other), letter, person("张三"))
    theirs = db.session.scalar(select(ActivationLetter.unit_id))
    owners = select(Ownership.person_id).where(Ownership.unit_id == theirs, Ownership.until.is_(None))
    register_row = min(p for p in db.session.scalars(owners) if p != person("李小明"))
    browser = world.client(same)
    browser.get(f"/enter/{letter}")
    browser.post(f"/enter/{letter}", {"person": str(register_row)})
    assert theirs in world.actor(same).owned_unit_ids
    past = db.session.scalar(select(Ownership.until).where(Ownership.person_id == register_row))
    assert past == clock.today(), "history stays readable"


# --- households ----------------------------------------------------------------------------------------------------


def test_an_owner_asks_family_in_and_ends_it(world: World, client: JudgingClient) -> None:
    world.building()
    me = world.user(owns="3-1-101")
    owner = world.client(me)
    unit = world.unit("3-1-101")
    owner.get("/me/household")
    owner.get(f"/me/household/{unit}/invitations")
    owner.post(f"/me/household/{unit}/invitations", {"kind": "family", "label": "女儿"})
    owner.get("/me/household")
    token = db.session.scalars(select(Invitation)).one().token
    client.get(f"/join/{token}")
    client.post(f"/join/{token}", {"name": "王小妹", "phone": "13922224444", "password": NEW})
    client.get("/me")
    assert "3-1-101" in client.text()
    JudgingClient(client.app).get(f"/join/{token}", 404)
    client.get("/me/household")
    assert "只有业主可以邀请" in client.text()
    client.post(f"/me/household/{unit}/invitations", {"kind": "family"}, status=403)
    member = db.session.scalars(select(Occupancy.id)).one()
    world.client(world.user(owns="3-1-201")).post(f"/me/household/members/{member}/end", status=404)
    owner.post(f"/me/household/members/{member}/end")
    client.get("/me")
    assert "3-1-101" not in client.text()


def test_an_invitation_can_be_withdrawn_and_ends_after_a_week(world: World, client: JudgingClient) -> None:
    world.building()
    me = world.user(owns="3-1-101")
    made = entering.invite(world.actor(me), world.unit("3-1-101"), "tenant", "")
    token = db.session.get_one(Invitation, made).token
    with clock.frozen(clock.now() + timedelta(days=8)):
        client.get(f"/join/{token}", 404)
    world.client(me).post(f"/me/household/invitations/{made}/withdrawal")
    client.get(f"/join/{token}", 404)


# --- the office ----------------------------------------------------------------------------------------------------


def test_the_office_gives_access_back_face_to_face(world: World, client: JudgingClient) -> None:
    world.building()
    lost, desk_id = world.user(owns="3-1-101", name="王阿姨"), world.user("desk")
    desk = world.client(desk_id)
    desk.get("/admin/accounts?q=3-1-101")
    assert "王阿姨" in desk.text()
    desk.get(f"/admin/accounts/{lost}")
    desk.post(f"/admin/accounts/{lost}/reset", {"reason": ""}, status=422)
    world.client(world.user()).post(f"/admin/accounts/{lost}/reset", {"reason": "x"}, status=403)
    answer = desk.post(f"/admin/accounts/{lost}/reset", {"reason": "带了证件"}, status=200)
    assert "no-store" in answer.headers["Cache-Control"]
    code = desk.page.select_one(".code-big").get_text(strip=True)  # type: ignore[union-attr]
    old = world.client(lost)
    client.get("/login/reset")
    client.post("/login/reset", {"code": code, "password": NEW, "again": NEW})
    client.get("/me")
    old.get("/me", 303)
    JudgingClient(client.app).post("/login/reset", {"code": code, "password": NEW, "again": NEW}, status=422)
    desk.post(f"/admin/accounts/{desk_id}/reset", {"reason": "自己"}, status=403)
    admin = world.user("admin")
    desk.post(f"/admin/accounts/{admin}/reset", {"reason": "想当管理员"}, status=403)


def test_a_banned_account_is_out_at_once(world: World, client: JudgingClient) -> None:
    bad, manager = world.user(), world.user("manager")
    browser = world.client(bad)
    browser.get("/me")
    world.client(world.user("desk")).post(f"/admin/accounts/{bad}/ban", {"reason": "x"}, status=403)
    world.client(manager).post(f"/admin/accounts/{bad}/ban", {"reason": "冒用他人身份"})
    browser.get("/me", 303)
    client.post("/login", {"phone": phone_of(world, bad), "password": PASSWORD}, status=422)
    office.unban(world.actor(manager), bad, "查清了")
    client.post("/login", {"phone": phone_of(world, bad), "password": PASSWORD})


def test_roles_are_dated_records_somebody_grants(world: World) -> None:
    admin_id, other = world.user("admin"), world.user(name="新委员")
    admin = world.client(admin_id)
    admin.get("/admin/roles")
    admin.get(f"/admin/accounts/{other}/roles")
    fields = {"role": "committee", "since": clock.today().isoformat(), "until": "", "reason": "大会选举"}
    admin.post(f"/admin/accounts/{other}/roles", {**fields, "reason": ""}, status=422)
    world.client(world.user("manager")).post(f"/admin/accounts/{other}/roles", fields, status=403)
    admin.post(f"/admin/accounts/{other}/roles", fields)
    assert "committee" in world.actor(other).roles
    admin.get("/admin/roles")
    assert "新委员" in admin.text()
    held = db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == other))
    member = world.client(other)
    member.get("/me")
    admin.post(f"/admin/roles/{held}/end", {"reason": "辞职"})
    member.get("/me", 303)
    assert "committee" not in world.actor(other).roles
    assert db.session.get_one(RoleGrant, held).ended_by == admin_id


def test_the_last_admin_stays_and_nobody_crowns_themself(world: World) -> None:
    me = world.user("admin")
    actor = world.actor(me)
    held = db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == me))
    assert held is not None
    with pytest.raises(RuleBroken):
        roles.end(actor, held, "不想干了")
    with pytest.raises(Forbidden):
        roles.grant(actor, me, Role.CHAIR, clock.today(), None, "我自己")
    second = world.user("admin")
    roles.end(world.actor(second), held, "交接")
    assert "admin" not in world.actor(me).roles


ENGLISH = (
    *("/login", "/login/code", "/login/reset", "/enter", "/me/sessions", "/me/password", "/me/phone", "/me/household"),
    *("/me/second-factor", "/me/second-factor/key", "/admin/letters", "/admin/accounts", "/admin/roles"),
)


@pytest.mark.parametrize("page", ENGLISH)
def test_pages_speak_english_too(world: World, page: str) -> None:
    browser = world.client(world.user("admin"))
    browser.post("/looks", {"lang": "en"})
    browser.get(page)
