"""One's own data: asking for a correction or an erasure, and the office's answer."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core import clock
from hub.core.authz import Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db, phone_index
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people import phones
from hub.people.commands.erasing import erase
from hub.people.events import (
    CorrectionAsked,
    DataRequestAnswered,
    DataRequestWithdrawn,
    ErasureAsked,
    PersonalDataExported,
    PersonCorrected,
    PhoneRevealed,
)
from hub.people.models import DataRequest, Person, User
from hub.people.models.privacy import SUBJECTS
from hub.people.queries import privacy as queries

LONGEST_WORDS = 1000
LONGEST_REASON = 200


@dataclass(frozen=True)
class Answer:
    """What the office decided. A corrected name or number goes into the register with it; empty means unchanged."""

    done: bool
    words: str = ""
    name: str = ""
    phone: str = ""


@command
def reveal_phone(actor: Actor, person_id: int, reason: str) -> tuple[str, ...]:
    """The person's telephone numbers as people write them; who looked and why is written down for them to read."""
    require_permission(actor, P.PHONE_REVEAL)
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    reason = " ".join(reason.split())
    if len(reason) < 2:
        raise RuleBroken(_l("请写明为什么要看号码，会留下记录，本人也看得到。"), "reason")
    numbers = queries.numbers_of(person)
    if not numbers:
        raise RuleBroken(_l("没有登记电话号码。"))
    record(PhoneRevealed(person_id=person.id, reason=reason[:LONGEST_REASON]))
    return tuple(phones.spoken(number) for number in numbers)


@command
def export(actor: Actor) -> None:
    """Write down that somebody takes a copy of their own data; reading it is `queries`' work."""
    require(actor.user_id is not None)
    assert actor.user_id is not None
    record(PersonalDataExported(user_id=actor.user_id))


@command
def ask_correction(actor: Actor, subject: str, words: str) -> int:
    """Something about me in the register is wrong; answers the request's id."""
    if subject not in SUBJECTS:
        raise RuleBroken(_l("请选一项。"), "subject")
    words = words.strip()
    if not 2 <= len(words) <= LONGEST_WORDS:
        raise RuleBroken(_l("请写清楚哪里不对、应该是什么（最多 1000 字）。"), "words")
    asked = _ask(actor, "correction", words, subject)
    record(CorrectionAsked(request_id=asked.id, user_id=asked.user_id, subject=subject))
    return asked.id


@command
def ask_erasure(actor: Actor, words: str) -> int:
    """I want to be forgotten; answers the request's id. Nothing is erased before somebody has looked at it."""
    asked = _ask(actor, "erasure", words.strip()[:LONGEST_WORDS])
    record(ErasureAsked(request_id=asked.id, user_id=asked.user_id))
    return asked.id


def _ask(actor: Actor, kind: str, words: str, subject: str = "other") -> DataRequest:
    require(actor.user_id is not None)
    if queries.waiting(actor, kind) is not None:
        raise RuleBroken(_l("您上一次的请求还在处理，请等答复，或先撤回。"))
    asked = DataRequest(user_id=actor.user_id, kind=kind, subject=subject, words=words, asked_at=clock.now(), answer="")
    db.session.add(asked)
    db.session.flush()
    return asked


@command
def withdraw(actor: Actor, request_id: int) -> None:
    """I no longer ask for it."""
    asked = queries.own_row(actor, request_id)
    if asked.settled_at is not None:
        raise RuleBroken(_l("这个请求已经有答复了。"))
    asked.settled_at, asked.settled_by, asked.outcome = clock.now(), actor.user_id, "withdrawn"
    record(DataRequestWithdrawn(request_id=asked.id, user_id=asked.user_id))


@command
def answer(actor: Actor, request_id: int, decided: Answer) -> None:
    """Settle a request. A refusal needs its reason; an erasure is carried out here and cannot be undone."""
    require_permission(actor, P.PRIVACY_ANSWER)
    asked = db.session.get(DataRequest, request_id, with_for_update=True)
    if asked is None:
        raise NotFound
    if asked.settled_at is not None:
        raise RuleBroken(_l("这个请求已经有答复了。"))
    words = decided.words.strip()[:LONGEST_WORDS]
    if not decided.done and len(words) < 2:
        raise RuleBroken(_l("请写明为什么不能办，本人会看到。"), "words")
    asked.settled_at, asked.settled_by = clock.now(), actor.user_id
    asked.outcome, asked.answer = ("done" if decided.done else "refused"), words
    if decided.done and asked.kind == "erasure":
        require_permission(actor, P.ACCOUNTS_ERASE)
        require(asked.user_id != actor.user_id, _l("自己的账号要请另一位管理员来删除。"))
        erase(actor, asked.user_id)
    elif decided.done:
        _put_right(actor, asked, decided)
    record(DataRequestAnswered(request_id=asked.id, user_id=asked.user_id, kind=asked.kind, outcome=str(asked.outcome)))


def _put_right(actor: Actor, asked: DataRequest, decided: Answer) -> None:
    name, phone = " ".join(decided.name.split()), decided.phone.strip()
    user = db.session.get_one(User, asked.user_id)
    person = db.session.get_one(Person, user.person_id)
    changed = []
    if name and name != person.name:
        if len(name) > 120:
            raise RuleBroken(_l("姓名太长了。"), "name")
        person.name = name
        changed.append("name")
    if phone:
        try:
            number = phones.normal(phone)
        except ValueError as error:
            raise RuleBroken(_l("请填写正确的电话号码。"), "phone") from error
        if person.phone_index != phone_index(number):
            person.phone, person.phone_index = number, phone_index(number)
            changed.append("phone")
    if changed:
        require_permission(actor, P.REGISTER_MANAGE)
        record(PersonCorrected(person_id=person.id, fields=tuple(changed)))
