"""Six digits by short message: signing in without a password, and proving a new number."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from hub.core import clock, once
from hub.core.authz import Actor, require
from hub.core.crypto import index, token_hash
from hub.core.db import db, phone_index
from hub.core.events import command, record
from hub.core.i18n import _
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.people import phones, sms
from hub.people.commands import signin
from hub.people.commands.accounts import open_account
from hub.people.events import SignInFailed, SmsCodeAsked
from hub.people.models import Compound, Person, SmsCode, SmsMessage, User
from hub.people.naming import nickname
from hub.people.otp import digits
from hub.people.queries.households import first_building_name

VALID = timedelta(minutes=10)
TRIES = 5
PAUSE = timedelta(seconds=60)
MOST_AN_HOUR, MOST_A_DAY = 5, 10
DAILY_BUDGET = 500  # messages for the whole compound


@command
def ask(actor: Actor, phone: str, browser: str) -> str:
    """Send a sign-in code, if somebody here has this number; the answer (E.164) is the same if nobody has."""
    number = phones.mobile(phone)
    user_id, person_id = _whose(number)
    _send(number, "login", browser, known=user_id is not None or person_id is not None, user_id=user_id)
    return number


@command
def ask_for_new_number(actor: Actor, phone: str, browser: str) -> str:
    """Send a code to the number a signed-in person wants to change to."""
    number = phones.mobile(phone)
    taken = db.session.scalar(select(User.id).where(User.phone_index == phone_index(number)))
    _send(number, "phone", browser, known=taken is None, user_id=actor.user_id)
    return number


@command
def ask_to_confirm(actor: Actor, number: str, purpose: str, browser: str) -> None:
    """Send a code to the actor's own number, with which they confirm one deed."""
    require(actor.signed_in)
    _send(number, purpose, browser, known=True, user_id=actor.user_id)


def by_code(actor: Actor, number: str, code: str, browser: str, agent: str, locale: str) -> signin.Ticket:
    """Sign in with the code sent to `number`; opens the account when only the register knows the number yet."""
    check(actor, number, "login", code, browser)
    return _enter(actor, number, agent, locale)


def check(actor: Actor, number: str, purpose: str, code: str, browser: str) -> None:
    """Use a code up; RuleBroken on "code" for a wrong, used or stale one. Every try counts, also beside others."""
    with once.aside():
        right = _try(actor, number, purpose, code, browser)
    if not right:
        raise RuleBroken(_l("验证码不对，或者已经过期。请核对短信，或重新获取一个。"), "code")


@command
def _try(_actor: Actor, number: str, purpose: str, code: str, browser: str) -> bool:
    now = clock.now()
    sent = db.session.scalar(
        select(SmsCode)
        .where(
            SmsCode.phone_index == phone_index(number),
            SmsCode.purpose == purpose,
            SmsCode.browser_hash == token_hash(browser),
        )
        .order_by(SmsCode.id.desc())
        .limit(1)
        .with_for_update()
    )
    right = False
    if sent is not None and sent.used_at is None and sent.expires_at > now and sent.tries < TRIES:
        sent.tries += 1
        right = secrets.compare_digest(sent.code_hash, _hash(digits(code), browser)) and sent.known
        if right:
            sent.used_at = now
    if not right:
        record(SignInFailed(user_id=_whose(number)[0], how="sms"))
    return right


@command
def _enter(actor: Actor, number: str, agent: str, locale: str) -> signin.Ticket:
    user_id, person_id = _whose(number)
    if user_id is None:
        if person_id is None:
            raise RuleBroken(_l("验证码不对，或者已经过期。请核对短信，或重新获取一个。"), "code")
        user_id = open_account(actor, person_id, number, None, nickname(first_building_name(person_id)), locale, "sms")
    return signin.open_session(actor, user_id, agent, "sms")


def _whose(number: str) -> tuple[int | None, int | None]:
    """(account, None), or (None, person) when exactly one person of the register without an account has the number."""
    fingerprint = phone_index(number)
    user = db.session.execute(select(User.id, User.banned_at).where(User.phone_index == fingerprint)).first()
    if user is not None:
        return (None if user.banned_at else user.id), None
    persons = list(
        db.session.execute(
            select(Person.id, User.id)
            .outerjoin(User, User.person_id == Person.id)
            .where(Person.phone_index == fingerprint, Person.kind == "natural", Person.erased_at.is_(None))
            .limit(2)
        )
    )
    # a number that two people share opens neither account: the letter says who is who
    return None, persons[0][0] if len(persons) == 1 and persons[0][1] is None else None


def _send(number: str, purpose: str, browser: str, *, known: bool, user_id: int | None) -> None:
    now = clock.now()
    _limits(number, now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    db.session.add(
        SmsCode(
            phone_index=phone_index(number),
            purpose=purpose,
            code_hash=_hash(code, browser),
            browser_hash=token_hash(browser),
            known=known,
            created_at=now,
            expires_at=now + VALID,
        )
    )
    if known:
        compound = db.session.get(Compound, 1)
        name = compound.name if compound and compound.name else _("小区之家")
        text = _("【%(name)s】验证码 %(code)s，10 分钟内有效。不要告诉任何人，物业也不会向您要。", name=name, code=code)
        sms.post(number, text, purpose)
    record(SmsCodeAsked(user_id=user_id, purpose=purpose))


def _hash(code: str, browser: str) -> str:
    return index(f"{browser}:{code}", "sms-code")


def _limits(number: str, now: datetime) -> None:
    """A number, known or not, gets so many codes; the compound has so much money for messages a day."""
    asked = [SmsCode.phone_index == phone_index(number)]

    def since(moment: datetime) -> int:
        return db.session.scalar(select(func.count()).where(*asked, SmsCode.created_at > moment)) or 0

    if since(now - PAUSE):
        raise RuleBroken(_l("刚刚已经发过一条，请等一分钟再试。"), "phone")
    if since(now - timedelta(hours=1)) >= MOST_AN_HOUR or since(now - timedelta(days=1)) >= MOST_A_DAY:
        raise RuleBroken(_l("这个号码要验证码太频繁了，请过一会儿再试，或用密码登录。"), "phone")
    midnight = datetime.combine(clock.today(), time.min, clock.LOCAL)
    codes = select(func.count()).where(SmsMessage.created_at >= midnight, SmsMessage.purpose != sms.NEWS)
    sent = db.session.scalar(codes) or 0  # news has a budget of its own and never takes from this one
    if sent >= DAILY_BUDGET:
        raise RuleBroken(_l("今天的短信已经发完了。请用密码登录，或联系物业前台。"), "phone")
