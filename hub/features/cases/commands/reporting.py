"""Telling the office: under one's name, without it, or through staff who write it down."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from hub.core import clock
from hub.core.authz import GUEST, Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.cases import policy
from hub.features.cases.commands.moving import about, write_down
from hub.features.cases.events import CaseReceived
from hub.features.cases.models import Case
from hub.features.cases.queries.people import roles_of, staff
from hub.features.cases.queries.sight import fingerprint
from hub.features.cases.queries.terms import terms
from hub.features.cases.rules.due import due
from hub.features.cases.rules.kinds import Caller, Channel, Report, circle
from hub.features.cases.rules.stages import Party
from hub.people import codes, phones
from hub.people.models import Building

LONGEST = 4000


@command
def report(actor: Actor, what: Report, photos: Sequence[str] = ()) -> int:
    """Under one's own name; answers the case's id."""
    require(actor.signed_in)
    if what.about_user_id is not None and what.about_user_id == actor.user_id:
        raise RuleBroken(_l("不能投诉自己。"), "about")
    return _create(actor, Case(channel=Channel.WEB, reporter_id=actor.user_id), what, photos)


@command
def report_unnamed(actor: Actor, what: Report, code: str, photos: Sequence[str] = ()) -> int:
    """Without a name: the right to write is asked of the account, and then forgotten.

    Nothing that is written, neither the case nor the record, the photos or the news about it, knows the account.
    `code` is what the reporter keeps to follow it.
    """
    require(actor.signed_in)
    case = Case(channel=Channel.WEB, anonymous=True, code_index=_code(code))
    return _create(GUEST, case, what, photos)


@command
def note_down(
    actor: Actor, what: Report, channel: Channel, caller: Caller, code: str, photos: Sequence[str] = ()
) -> int:
    """Staff write down what was said or what lay in the box; the teller gets the code to follow it."""
    require(policy.may_note(actor))
    if channel is Channel.WEB:
        raise RuleBroken(_l("请选是从哪里来的。"), "channel")
    if what.about_user_id is not None and what.about_user_id == actor.user_id:
        raise RuleBroken(_l("和您自己有关的，请让同事来记。"), "about")
    case = Case(channel=channel, noted_by_id=actor.user_id, code_index=_code(code))
    case.anonymous = not (caller.name.strip() or caller.phone.strip())
    case.caller_name, case.caller_phone = caller.name.strip()[:40] or None, _number(caller.phone)
    case.reference = caller.reference.strip()[:40]
    return _create(actor, case, what, photos)


def _create(actor: Actor, case: Case, what: Report, photos: Sequence[str]) -> int:
    if not what.words.strip():
        raise RuleBroken(_l("请写一下是什么事。"), "words")
    if what.building_id is not None and db.session.get(Building, what.building_id) is None:
        raise NotFound
    now, given = clock.now(), terms(what.kind)
    case.id = _draw()
    case.kind, case.words, case.building_id = what.kind, what.words.strip()[:LONGEST], what.building_id
    case.about_user_id, case.circle = what.about_user_id, circle(_roles(what.about_user_id))
    case.stage, case.stage_since, case.received_at, case.version, case.round = "received", now, now, 1, 1
    case.anonymous = bool(case.anonymous)
    case.solve_days = given.solve_days
    case.reply_due, case.solve_due = due(now, given.reply_days), due(now, given.solve_days)
    db.session.add(case)
    db.session.flush()
    noted = case.noted_by_id is not None
    write_down(actor, case, "stage", "", Party.OFFICE if noted else Party.REPORTER, photos)
    received = CaseReceived(**about(case), channel=case.channel, kind=case.kind, anonymous=case.anonymous)
    record(received, actor)
    return case.id


def _roles(about_user_id: int | None) -> frozenset[str] | None:
    if about_user_id is None:
        return None
    if about_user_id not in {user_id for user_id, _ in staff()}:
        raise RuleBroken(_l("请从名单里选一位工作人员。"), "about")
    return roles_of(about_user_id)


def _draw() -> int:
    """Eight digits by lot; taken ones are drawn again."""
    while True:
        number = 10_000_000 + secrets.randbelow(90_000_000)
        if db.session.get(Case, number) is None:
            return number


def _code(code: str) -> str:
    plain = codes.normal(code)
    if plain is None:
        raise RuleBroken(_l("页面过期了，请刷新后再提交一次。"))
    return fingerprint(plain)


def _number(phone: str) -> str | None:
    if not phone.strip():
        return None
    try:
        return phones.normal(phone)
    except ValueError as error:
        raise RuleBroken(_l("请填写正确的电话号码。"), "phone") from error
