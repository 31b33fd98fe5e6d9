"""Opening an account for somebody the register knows, and words that guard it."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db, phone_index
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.people import passwords
from hub.people.events import AccountOpened
from hub.people.models import Person, User


def account_of(number: str) -> int | None:
    """The account with this number (E.164)."""
    return db.session.scalar(select(User.id).where(User.phone_index == phone_index(number)))


def account_of_person(person_id: int) -> int | None:
    """The account of this person of the register."""
    return db.session.scalar(select(User.id).where(User.person_id == person_id))


@command
def open_account(
    _actor: Actor, person_id: int, number: str, password_hash: str | None, nickname: str, locale: str, how: str
) -> int:
    """An account for a person; RuleBroken when the person or the number has one already. Answers the user id."""
    if account_of_person(person_id) is not None:
        raise RuleBroken(_l("这位业主已经有账号了，请直接登录。忘了密码请到物业前台。"))
    if account_of(number) is not None:
        raise RuleBroken(_l("这个手机号已经有账号了，请先登录。"), "phone")
    person = db.session.get_one(Person, person_id)
    if person.phone is None:
        person.phone, person.phone_index = number, phone_index(number)
    user = User(
        person_id=person_id,
        phone=number,
        phone_index=phone_index(number),
        nickname=nickname.strip()[:40],
        password_hash=password_hash,
        locale=locale,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    record(AccountOpened(user_id=user.id, person_id=person_id, how=how))
    return user.id


def confirm_password(user_id: int, password: str, field: str = "password") -> None:
    """Ask for the password once more; RuleBroken on `field` when it is wrong. Outside any transaction."""
    kept = db.session.scalar(select(User.password_hash).where(User.id == user_id))
    db.session.rollback()
    if kept is None:
        raise RuleBroken(_l("您还没有设置密码，请先在“我的 → 密码”里设置。"), field)
    if not passwords.matches(kept, password):
        raise RuleBroken(_l("密码不对。"), field)
