"""Mediation: opened by the office, led by the mediator alone, signed by every side."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from hub.core import clock, files
from hub.core.authz import GUEST, SYSTEM, Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.cases import policy
from hub.features.cases.commands.moving import move, named, take_over
from hub.features.cases.events import (
    AgreementSigned,
    AgreementWritten,
    MediationAgreed,
    MediationEnded,
    MediationOpened,
    SessionNoted,
)
from hub.features.cases.models import Case, Mediation, MediationParty, MediationSession
from hub.features.cases.queries.mediators import mediators
from hub.features.cases.queries.sight import mediation_row, row
from hub.features.cases.rules.mediation import ENDED, Session, Side, State, all_signed, check_sides, fingerprint
from hub.features.cases.rules.stages import Stage
from hub.people.commands import sms_codes
from hub.people.models import User

PURPOSE = "mediation"


@command
def open_mediation(actor: Actor, case_id: int, sides: Sequence[Side], mediator_id: int) -> int:
    """Propose sides and a mediator; it begins once every side has agreed. Answers the mediation's id."""
    case = row(actor, case_id)
    require(policy.may_handle(actor, case))
    check_sides(sides, mediator_id)
    if mediator_id not in {user_id for user_id, _ in mediators(case)}:
        raise RuleBroken(_l("请从名单里选调解员。"), "mediator_id")
    if case.about_user_id is not None and case.about_user_id in {side.user_id for side in sides}:
        raise RuleBroken(_l("被投诉的工作人员不能用账号参加，请另外约谈。"), "parties")
    take_over(actor, case)
    record(move(actor, case, Stage.MEDIATION), actor)
    assert actor.user_id is not None
    found = Mediation(
        id=_draw(),
        case_id=case.id,
        mediator_id=mediator_id,
        opened_by_id=actor.user_id,
        opened_at=clock.now(),
        state="proposed",
        version=1,
    )
    db.session.add(found)
    db.session.flush()
    for side in sides:
        db.session.add(MediationParty(mediation_id=found.id, name=side.name.strip()[:40], user_id=side.user_id))
    db.session.flush()
    record(MediationOpened(**_about(found)), actor)
    return found.id


@command
def agree(actor: Actor, mediation_id: int, party_id: int | None = None) -> None:
    """A side agrees to be mediated by this mediator; for one without an account the mediator writes it down."""
    mediation = _going(actor, mediation_id)
    side = _own_side(actor, mediation) if party_id is None else _side_without_account(actor, mediation, party_id)
    if side.agreed_at is not None:
        raise RuleBroken(_l("已经同意过了。"))
    side.agreed_at = clock.now()
    mediation.version += 1
    everybody = all(one.agreed_at is not None for one in _sides(mediation))
    if everybody and mediation.state == State.PROPOSED:
        mediation.state = State.RUNNING
    record(MediationAgreed(**_about(mediation), all=everybody), GUEST)


@command
def note_session(actor: Actor, mediation_id: int, session: Session) -> None:
    """When, where, who was there, and what was said; read by the sides and the mediator."""
    mediation = _led(actor, mediation_id)
    if mediation.state == State.PROPOSED:
        raise RuleBroken(_l("要等每一方都同意调解。"))
    if session.at > clock.now():
        raise RuleBroken(_l("请填已经开过的时间。"), "at")
    db.session.add(
        MediationSession(
            mediation_id=mediation.id,
            at=session.at,
            place=named(actor, session.place, "place")[:100],
            present=named(actor, session.present, "present")[:200],
            note=session.note.strip(),
        )
    )
    mediation.version += 1
    record(SessionNoted(**_about(mediation)), actor)


@command
def write_agreement(actor: Actor, mediation_id: int, text: str) -> None:
    """The text to be signed. Changing it makes every signature void."""
    mediation = _led(actor, mediation_id)
    if mediation.state == State.PROPOSED:
        raise RuleBroken(_l("要等每一方都同意调解。"))
    mediation.agreement, mediation.state = named(actor, text, "agreement"), State.SIGNING
    for side in _sides(mediation):
        side.signed_at = side.signed_text = side.signed_how = None
    mediation.version += 1
    record(AgreementWritten(**_about(mediation)), actor)


def ask_to_sign(actor: Actor, mediation_id: int, browser: str) -> None:
    """Send a side the one-time code with which it signs."""
    mediation = _going(actor, mediation_id)
    _own_side(actor, mediation)
    _signable(mediation)
    sms_codes.ask_to_confirm(actor, _number(actor), PURPOSE, browser)


def sign(actor: Actor, mediation_id: int, text: str, code: str, browser: str) -> None:
    """A side signs the text with this fingerprint, by the one-time code sent to its telephone."""
    mediation = _going(actor, mediation_id)
    _own_side(actor, mediation)
    sms_codes.check(actor, _number(actor), PURPOSE, code, browser)
    _sign(actor, mediation_id, text)


@command
def _sign(actor: Actor, mediation_id: int, text: str) -> None:
    mediation = _going(actor, mediation_id)
    side = _own_side(actor, mediation)
    _signable(mediation)
    assert mediation.agreement is not None
    if text != fingerprint(mediation.agreement):
        raise RuleBroken(_l("协议刚刚改过，请重新看一遍再签。"))
    _signed(mediation, side, "account")
    record(AgreementSigned(**_about(mediation), how="account"), GUEST)
    _reach(mediation)


@command
def keep_signed_paper(actor: Actor, mediation_id: int, party_id: int, photos: Sequence[str]) -> None:
    """The mediator keeps the photo of the paper that a side has signed by hand."""
    mediation = _led(actor, mediation_id)
    _signable(mediation)
    if not photos:
        raise RuleBroken(_l("请拍下签了字的协议。"), "photos")
    side = next((one for one in _sides(mediation) if one.id == party_id), None)
    if side is None:
        raise NotFound
    files.attach(actor, photos, f"mediation:{mediation.id}", side.id)
    _signed(mediation, side, "paper")
    record(AgreementSigned(**_about(mediation), how="paper"), actor)
    _reach(mediation)


@command
def end_mediation(actor: Actor, mediation_id: int) -> None:
    """Without an agreement: the mediator sees that it leads nowhere, or a side does not want to go on."""
    mediation = _going(actor, mediation_id)
    if not policy.may_mediate(actor, mediation):
        _own_side(actor, mediation)
    _end(mediation, State.NOT_REACHED)


def _reach(mediation: Mediation) -> None:
    if mediation.agreement and all_signed(mediation.agreement, (one.signed_text for one in _sides(mediation))):
        _end(mediation, State.REACHED)


def _end(mediation: Mediation, state: State) -> None:
    mediation.state, mediation.ended_at = state, clock.now()
    mediation.version += 1
    record(MediationEnded(**_about(mediation), outcome=state), SYSTEM)
    case = db.session.get_one(Case, mediation.case_id)
    if Stage(case.stage) is Stage.MEDIATION:
        record(move(SYSTEM, case, Stage.WORKING), SYSTEM)


def end_with_case(case_id: int) -> None:
    """The case was taken back: nothing is left to mediate. Inside a command only."""
    query = select(Mediation).where(Mediation.case_id == case_id, Mediation.ended_at.is_(None))
    for mediation in db.session.scalars(query):
        _end(mediation, State.NOT_REACHED)


def _signed(mediation: Mediation, side: MediationParty, how: str) -> None:
    if side.signed_at is not None:
        raise RuleBroken(_l("已经签过了。"))
    assert mediation.agreement is not None
    side.signed_at, side.signed_text, side.signed_how = clock.now(), fingerprint(mediation.agreement), how
    mediation.version += 1


def _signable(mediation: Mediation) -> None:
    if mediation.state != State.SIGNING:
        raise RuleBroken(_l("协议还没有写好。"))


def _going(actor: Actor, mediation_id: int) -> Mediation:
    mediation = mediation_row(actor, mediation_id)
    if mediation.state in ENDED:
        raise RuleBroken(_l("调解已经结束了。"))
    return mediation


def _led(actor: Actor, mediation_id: int) -> Mediation:
    mediation = _going(actor, mediation_id)
    require(policy.may_mediate(actor, mediation))
    return mediation


def _sides(mediation: Mediation) -> list[MediationParty]:
    query = select(MediationParty).where(MediationParty.mediation_id == mediation.id).order_by(MediationParty.id)
    return list(db.session.scalars(query))


def _own_side(actor: Actor, mediation: Mediation) -> MediationParty:
    side = next((one for one in _sides(mediation) if one.user_id == actor.user_id is not None), None)
    require(side is not None)
    assert side is not None
    return side


def _side_without_account(actor: Actor, mediation: Mediation, party_id: int) -> MediationParty:
    require(policy.may_mediate(actor, mediation))
    side = next((one for one in _sides(mediation) if one.id == party_id and one.user_id is None), None)
    if side is None:
        raise NotFound
    return side


def _number(actor: Actor) -> str:
    account = db.session.get(User, actor.user_id)
    number = account.phone if account else None
    if not number:
        raise RuleBroken(_l("您的账号没有手机号，请在纸上签字，由调解员拍照留存。"), "code")
    return number


def _about(mediation: Mediation) -> dict[str, int]:
    return {"case_id": mediation.case_id, "mediation_id": mediation.id, "version": mediation.version}


def _draw() -> int:
    while True:
        number = 10_000_000 + secrets.randbelow(90_000_000)
        if db.session.get(Mediation, number) is None:
            return number
