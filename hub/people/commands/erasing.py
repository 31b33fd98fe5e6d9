"""Forgetting a person, as far as the law lets a community forget.

Gone for good: numbers, password, second factor, nickname, sign-ins' devices, messages sent, whom they invited in, where
they lived without owning. Kept: the name and dates of an owner, because the register of owners and the owners'
decisions rest on them (Civil Code art. 278; PIPL art. 47 lets statutory records stand), and the record of deeds, which
holds ids only.
"""

from __future__ import annotations

import json

from sqlalchemy import delete, or_, select, update

from hub.core import clock
from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people.commands.signin import end_sessions
from hub.people.events import PersonErased
from hub.people.models import (
    DataRequest,
    ImportRun,
    Invitation,
    LoginSession,
    Occupancy,
    Person,
    RecoveryCode,
    ResetCode,
    SmsCode,
    SmsMessage,
    User,
)
from hub.people.queries import privacy as queries

NOBODY = "已注销"  # stands where a name stood; user content, so it is not translated


@command
def erase(actor: Actor, user_id: int) -> None:
    """Empty the account and what the register need not keep. RuleBroken while the person holds an office."""
    require_permission(actor, P.ACCOUNTS_ERASE)
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    if queries.offices_of(user_id):
        raise RuleBroken(_l("这位还担任着职务，请先结束他的角色再删除。"))
    person = db.session.get_one(Person, user.person_id)
    numbers = queries.numbers_of(person)
    end_sessions(actor, user_id, "erased")
    _forget_ways_in(user, numbers)
    name_kept = _forget_person(person)
    _forget_in_imports(person.id)
    if name_kept:
        user.person_id = _nobody()
    _empty(user)
    record(PersonErased(user_id=user_id, person_id=person.id, name_kept=name_kept))


def _empty(user: User) -> None:
    user.phone = user.phone_index = user.password_hash = None
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    user.nickname = NOBODY
    user.locale, user.elder, user.text_size, user.theme = "zh_CN", False, 0, "auto"
    user.banned_at, user.ban_reason = clock.now(), "erased"  # every door asks for this


def _forget_ways_in(user: User, numbers: tuple[str, ...]) -> None:
    db.session.execute(update(LoginSession).where(LoginSession.user_id == user.id).values(agent=""))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.execute(delete(ResetCode).where(ResetCode.user_id == user.id))
    if user.phone_index:
        db.session.execute(delete(SmsCode).where(SmsCode.phone_index == user.phone_index))
    for message in db.session.scalars(select(SmsMessage)):  # numbers are sealed there and cannot be searched
        if message.phone in numbers:
            db.session.delete(message)
    for invitation in db.session.scalars(
        select(Invitation).where((Invitation.created_by == user.id) | (Invitation.used_by == user.id))
    ):
        invitation.label = ""
        if invitation.used_at is None and invitation.revoked_at is None:
            invitation.revoked_at = clock.now()
    # words of settled requests may tell a life; that they were asked and answered stays
    db.session.execute(update(DataRequest).where(DataRequest.user_id == user.id).values(words=""))


def _forget_person(person: Person) -> bool:
    """True if the name stays, for it stands in the register of owners."""
    person.phone = person.phone_index = person.note = None
    today = clock.today()
    for living in db.session.scalars(
        select(Occupancy).where(
            Occupancy.person_id == person.id, or_(Occupancy.until.is_(None), Occupancy.until > today)
        )
    ):
        living.until = max(today, living.since)
    if queries.ever_owned(person.id):
        return True
    person.name, person.erased_at = NOBODY, clock.now()
    return False


def _nobody() -> int:
    """An owner's old account hangs on an empty person: its deeds no longer lead to the name in the register, and a new
    letter can open a new account."""
    nobody = Person(name=NOBODY, created_at=clock.now(), erased_at=clock.now())
    db.session.add(nobody)
    db.session.flush()
    return nobody.id


def _forget_in_imports(person_id: int) -> None:
    """An import remembers numbers it has changed, to undo them; this one it must not bring back."""
    key = str(person_id)
    for run in db.session.scalars(select(ImportRun)):
        changes = json.loads(run.changes)
        found = [
            rows["persons"][key] for rows in (changes["before"], changes["after"]) if key in rows.get("persons", {})
        ]
        for values in found:
            values.update({name: None for name in ("phone", "phone_index", "note") if name in values})
        if found:
            run.changes = json.dumps(changes)
