"""What people do with their own sign-ins, password and number."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db, phone_index
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people import passwords, phones
from hub.people.commands import sms_codes
from hub.people.commands.accounts import confirm_password
from hub.people.commands.signin import end_sessions
from hub.people.events import PasswordChanged, PhoneChanged
from hub.people.models import LoginSession, Person, User

FRESH = timedelta(minutes=15)


@command
def end_one(actor: Actor, session_id: int) -> None:
    """Sign out one of one's own devices."""
    session = db.session.get(LoginSession, session_id)
    if session is None or actor.user_id is None or session.user_id != actor.user_id:
        raise NotFound
    end_sessions(actor, actor.user_id, "self", only=session_id)


@command
def end_everywhere(actor: Actor) -> None:
    """Sign out all of one's own devices, this one too."""
    require(actor.user_id is not None)
    assert actor.user_id is not None
    end_sessions(actor, actor.user_id, "everywhere")


def change_password(actor: Actor, old: str, new: str) -> None:
    """The old one is asked; every other device is signed out."""
    require(actor.user_id is not None)
    assert actor.user_id is not None
    confirm_password(actor.user_id, old, "old")
    _set_password(actor, new, "changed")


def first_password(actor: Actor, new: str) -> None:
    """For those who came by SMS and have none: only soon after the code was shown."""
    require(actor.user_id is not None)
    session = db.session.get(LoginSession, actor.session_id or 0)
    if session is None or session.how != "sms" or session.created_at < clock.now() - FRESH:
        raise RuleBroken(_l("为了安全，请先退出，用短信验证码重新登录，再设置密码。"))
    user = db.session.get_one(User, actor.user_id)
    if user.password_hash is not None:
        raise RuleBroken(_l("您已经有密码了，修改时需要先输入旧密码。"))
    _set_password(actor, new, "first")


def _set_password(actor: Actor, new: str, how: str) -> None:
    phone = db.session.scalar(select(User.phone).where(User.id == actor.user_id))
    db.session.rollback()
    passwords.check_new(new, phone or "")
    _keep_password(actor, passwords.hashed(new), how)


@command
def _keep_password(actor: Actor, password_hash: str, how: str) -> None:
    user = db.session.get_one(User, actor.user_id)
    user.password_hash = password_hash
    record(PasswordChanged(user_id=user.id, how=how))
    end_sessions(actor, user.id, "password", keep=actor.session_id)


def ask_phone_change(actor: Actor, password: str, phone: str, browser: str) -> str:
    """The password is asked again (ASVS 7.5.1) and a code goes to the new number. Answers it in E.164."""
    require(actor.user_id is not None)
    assert actor.user_id is not None
    confirm_password(actor.user_id, password)
    return sms_codes.ask_for_new_number(actor, phone, browser)


def change_phone(actor: Actor, number: str, code: str, browser: str) -> None:
    """The code proves the new number."""
    require(actor.user_id is not None)
    sms_codes.check(actor, number, "phone", code, browser)
    _keep_phone(actor, number)


@command
def _keep_phone(actor: Actor, number: str) -> None:
    assert actor.user_id is not None
    set_phone(actor.user_id, number)
    record(PhoneChanged(user_id=actor.user_id, how="self"))
    end_sessions(actor, actor.user_id, "phone", keep=actor.session_id)


def set_phone(user_id: int, number: str) -> None:
    """Inside a command: the account's number, and the register's where it was the same. RuleBroken when taken."""
    number = phones.mobile(number)
    fingerprint = phone_index(number)
    other = db.session.scalar(select(User.id).where(User.phone_index == fingerprint, User.id != user_id))
    if other is not None:
        raise RuleBroken(_l("这个手机号已经有账号了。"), "phone")
    user = db.session.get_one(User, user_id)
    person = db.session.get_one(Person, user.person_id)
    if person.phone_index in (None, user.phone_index):
        person.phone, person.phone_index = number, fingerprint
    user.phone, user.phone_index = number, fingerprint
