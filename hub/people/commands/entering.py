"""Coming in for the first time: by a letter from the office, or asked in by an owner."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.crypto import token_hash
from hub.core.db import db, phone_index
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people import passwords, phones
from hub.people.commands import signin
from hub.people.commands.accounts import account_of_person, open_account
from hub.people.events import (
    InvitationMade,
    InvitationRevoked,
    InvitationUsed,
    LetterUsed,
    OccupancyEnded,
    PersonsMerged,
)
from hub.people.models import ActivationLetter, Invitation, Occupancy, Ownership, Person, User
from hub.people.naming import nickname
from hub.people.policy import may_invite
from hub.people.queries import households
from hub.people.queries.letters import held_today

INVITED_FOR = timedelta(days=7)
MOST_OPEN = 10


@dataclass(frozen=True)
class Newcomer:
    """What somebody without an account fills in."""

    phone: str
    password: str
    name: str = ""  # only when the register does not know them
    agent: str = ""
    locale: str = "zh_CN"


def by_letter(actor: Actor, code: str, person_id: int, who: Newcomer) -> signin.Ticket:
    """Use a letter up: the account is bound to this owner of the unit. RuleBroken when it cannot be."""
    number = phones.mobile(who.phone)
    passwords.check_new(who.password, number)
    return _by_letter(actor, code, person_id, number, passwords.hashed(who.password), who)


@command
def _by_letter(
    actor: Actor, code: str, person_id: int, number: str, password_hash: str, who: Newcomer
) -> signin.Ticket:
    letter = _use(code, person_id)
    user_id = open_account(actor, person_id, number, password_hash, nickname(letter.building), who.locale, "letter")
    return _used(actor, letter, person_id, user_id, who.agent)


@command
def claim(actor: Actor, code: str, person_id: int) -> None:
    """Somebody with an account has another home's letter: it joins theirs if the register has the same name."""
    require(actor.signed_in)
    assert actor.user_id is not None
    letter = _use(code, person_id)
    mine, theirs = db.session.get_one(Person, actor.person_id), db.session.get_one(Person, person_id)
    if person_id != mine.id:
        if mine.name != theirs.name or account_of_person(theirs.id) is not None:
            raise RuleBroken(_l("名册上这位业主和您的姓名对不上，请带证件到物业前台办理。"))
        _become_one(letter.unit_id, theirs, mine)
    _mark(letter, mine.id, actor.user_id)


def _use(code: str, person_id: int) -> households.Letter:
    letter = households.open_letter(code)
    row = db.session.scalar(select(ActivationLetter).where(ActivationLetter.id == letter.id).with_for_update())
    if row is None or row.used_at is not None:
        raise RuleBroken(_l("这封信刚刚用过了。"), "code")
    if person_id not in {owner for owner, _name in letter.owners}:
        raise RuleBroken(_l("请选一位这套房的业主。"), "person")
    return letter


def _used(actor: Actor, letter: households.Letter, person_id: int, user_id: int, agent: str) -> signin.Ticket:
    _mark(letter, person_id, user_id)
    return signin.open_session(actor, user_id, agent, "letter")


def _mark(letter: households.Letter, person_id: int, user_id: int) -> None:
    row = db.session.get_one(ActivationLetter, letter.id)
    row.used_at, row.used_by = clock.now(), user_id
    record(LetterUsed(letter_id=letter.id, unit_id=letter.unit_id, person_id=person_id, user_id=user_id))


def _become_one(unit_id: int, theirs: Person, mine: Person) -> None:
    """The ownership goes on under the person who has the account; the old row ends, so history stays readable."""
    today = clock.today()
    held = db.session.scalar(
        select(Ownership).where(
            Ownership.unit_id == unit_id, Ownership.person_id == theirs.id, Ownership.until.is_(None)
        )
    )
    if held is None:
        raise NotFound
    held.until = max(today, held.since)
    db.session.flush()
    db.session.add(
        Ownership(
            unit_id=unit_id, person_id=mine.id, share_num=held.share_num, share_den=held.share_den, since=held.until
        )
    )
    record(PersonsMerged(unit_id=unit_id, from_person_id=theirs.id, to_person_id=mine.id))


@command
def invite(
    actor: Actor, unit_id: int, kind: str, label: str, until: date | None = None, person_id: int | None = None
) -> int:
    """An owner asks family, a tenant or a co-owner (`person_id`) in, for a week; answers the invitation's id."""
    require(may_invite(actor, unit_id), _l("只有业主本人可以邀请。"))
    assert actor.user_id is not None
    if kind not in ("family", "tenant", "owner"):
        raise RuleBroken(_l("请选家人或租客。"), "kind")
    if kind == "owner" and person_id not in {key for key, _name in households.co_owners_without_account(unit_id)}:
        raise RuleBroken(_l("请选一位还没有账号的共有人。"), "person")
    if until is not None and until <= clock.today():
        raise RuleBroken(_l("租期要到今天以后。"), "until")
    open_ones = next(home for home in households.households(actor) if home.unit_id == unit_id).asked
    if len(open_ones) >= MOST_OPEN:
        raise RuleBroken(_l("还没用的邀请太多了，请先撤销几个。"))
    token = secrets.token_urlsafe(24)
    now = clock.now()
    made = Invitation(
        unit_id=unit_id,
        kind=kind,
        token=token,
        token_hash=token_hash(token),
        label=label.strip()[:40],
        person_id=person_id if kind == "owner" else None,
        until=until if kind == "tenant" else None,
        created_by=actor.user_id,
        created_at=now,
        expires_at=now + INVITED_FOR,
    )
    db.session.add(made)
    db.session.flush()
    record(InvitationMade(invitation_id=made.id, unit_id=unit_id, kind=kind))
    return made.id


@command
def revoke(actor: Actor, invitation_id: int) -> None:
    """The link is worth nothing any more."""
    found = db.session.get(Invitation, invitation_id)
    if found is None or found.unit_id not in actor.owned_unit_ids:
        raise NotFound
    if found.used_at is None and found.revoked_at is None:
        found.revoked_at = clock.now()
        record(InvitationRevoked(invitation_id=found.id, unit_id=found.unit_id))


def accept(actor: Actor, token: str, who: Newcomer) -> signin.Ticket:
    """A newcomer accepts: person, account and place in the home are made at once."""
    number = phones.mobile(who.phone)
    passwords.check_new(who.password, number)
    name = " ".join(who.name.split())
    if not name and households.open_invitation(token).person_id is None:
        raise RuleBroken(_l("请填写姓名。"), "name")
    return _accept(actor, token, name, number, passwords.hashed(who.password), who)


@command
def _accept(actor: Actor, token: str, name: str, number: str, password_hash: str, who: Newcomer) -> signin.Ticket:
    welcome = households.open_invitation(token)
    person_id = welcome.person_id or _new_person(name, number)
    user_id = open_account(
        actor, person_id, number, password_hash, nickname(welcome.building), who.locale, "invitation"
    )
    _move_in(welcome, person_id, user_id)
    return signin.open_session(actor, user_id, who.agent, "invitation")


def _new_person(name: str, number: str) -> int:
    person = Person(name=name[:120], phone=number, phone_index=phone_index(number), created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return person.id


@command
def accept_signed_in(actor: Actor, token: str) -> None:
    """Somebody with an account accepts."""
    require(actor.signed_in)
    assert actor.user_id is not None
    assert actor.person_id is not None
    welcome = households.open_invitation(token)
    if welcome.person_id is not None:
        raise RuleBroken(_l("这个邀请是给另一位业主开通账号用的，请退出登录后由本人打开。"))
    if welcome.unit_id in actor.unit_ids:
        raise RuleBroken(_l("您已经在这一户里了。"))
    _move_in(welcome, actor.person_id, actor.user_id)


def _move_in(welcome: households.Welcome, person_id: int, user_id: int) -> None:
    row = db.session.scalar(select(Invitation).where(Invitation.id == welcome.id).with_for_update())
    if row is None or row.used_at is not None:
        raise NotFound
    row.used_at, row.used_by = clock.now(), user_id
    if row.kind != "owner":  # a co-owner is on the register already
        db.session.add(
            Occupancy(
                unit_id=row.unit_id,
                person_id=person_id,
                kind=row.kind,
                since=clock.today(),
                until=row.until,
                invited_by=db.session.get_one(User, row.created_by).person_id,
            )
        )
    record(
        InvitationUsed(invitation_id=row.id, unit_id=row.unit_id, kind=row.kind, person_id=person_id, user_id=user_id)
    )


@command
def move_out(actor: Actor, occupancy_id: int, until: date | None = None) -> None:
    """The owner ends somebody's access to the home, from today or from the day `until`."""
    found = db.session.get(Occupancy, occupancy_id)
    if found is None or not may_invite(actor, found.unit_id):
        raise NotFound
    if until is not None and until < clock.today():
        raise RuleBroken(_l("日期不能早于今天。"), "until")
    _end(found, until or clock.today())


@command
def leave(actor: Actor, unit_id: int) -> None:
    """Somebody who was let in leaves by their own wish."""
    require(actor.person_id is not None)
    found = db.session.scalar(
        select(Occupancy).where(
            Occupancy.unit_id == unit_id, Occupancy.person_id == actor.person_id, *held_today(Occupancy)
        )
    )
    if found is None:
        raise NotFound
    _end(found, clock.today())


def _end(found: Occupancy, day: date) -> None:
    day = max(day, found.since)
    if found.until is not None and found.until <= clock.today():
        return
    found.until = day
    record(OccupancyEnded(occupancy_id=found.id, unit_id=found.unit_id, person_id=found.person_id, until=day))
