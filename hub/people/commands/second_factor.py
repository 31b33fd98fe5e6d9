"""The second factor: an authenticator's codes, and ten recovery codes for the day the phone is lost."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from hub.core import clock, once
from hub.core.authz import Actor, Permission, require, require_permission
from hub.core.crypto import index
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.people import codes, otp
from hub.people.commands import signin
from hub.people.commands.accounts import confirm_password
from hub.people.events import (
    RecoveryCodesMade,
    SecondFactorBegun,
    SecondFactorEnrolled,
    SecondFactorFailed,
    SecondFactorRemoved,
    SecondFactorShown,
)
from hub.people.models import LoginSession, RecoveryCode, User

TRIES, BLOCKED = 5, timedelta(minutes=15)
WRONG = _l("验证码不对。请看手机上现在显示的 6 位数字，每个数字只能用一次。")


def begin(actor: Actor, password: str) -> None:
    """Make a key to scan; it counts for nothing until a code confirms it."""
    user_id = _self(actor)
    confirm_password(user_id, password)
    _begin(actor)


@command
def _begin(actor: Actor) -> None:
    user = db.session.get_one(User, actor.user_id)
    if user.totp_confirmed_at is not None:
        raise RuleBroken(_l("已经开启了两步验证。换手机请先关闭再重新开启。"))
    user.totp_secret, user.totp_last_step = otp.new_secret(), None
    record(SecondFactorBegun(user_id=user.id))


def confirm(actor: Actor, code: str) -> tuple[signin.Ticket, tuple[str, ...]]:
    """The first right code switches it on; answers the new token and the recovery codes, shown this once."""
    _self(actor)
    user = db.session.get_one(User, actor.user_id)
    if user.totp_secret is None or user.totp_confirmed_at is not None:
        raise NotFound
    with once.aside():
        how = _try(actor, code)
    if how != "totp":
        raise RuleBroken(WRONG, "code")
    return _enrol(actor)


@command
def _enrol(actor: Actor) -> tuple[signin.Ticket, tuple[str, ...]]:
    user = db.session.get_one(User, actor.user_id)
    user.totp_confirmed_at = clock.now()
    record(SecondFactorEnrolled(user_id=user.id))
    fresh = _new_recovery_codes(user.id)
    return _shown(actor, "totp"), fresh


def show(actor: Actor, code: str) -> signin.Ticket:
    """Prove the second factor for this sign-in; RuleBroken on "code" when wrong. The sign-in gets a new token."""
    _self(actor)
    with once.aside():
        how = _try(actor, code)
    if how is None:
        raise RuleBroken(WRONG, "code")
    return _show(actor, how)


@command
def _show(actor: Actor, how: str) -> signin.Ticket:
    return _shown(actor, how)


def _shown(actor: Actor, how: str) -> signin.Ticket:
    session = db.session.get(LoginSession, actor.session_id or 0)
    if session is None or session.user_id != actor.user_id:
        raise Forbidden
    session.second_factor_at = clock.now()
    record(SecondFactorShown(user_id=session.user_id, session_id=session.id, how=how))
    return signin.rotate(session)


@command
def _try(actor: Actor, code: str) -> str | None:
    """Use a code up: "totp", "recovery" or None. Wrong ones are counted, five in a row close the door for a while."""
    user = db.session.scalar(select(User).where(User.id == actor.user_id).with_for_update())
    now = clock.now()
    if user is None or user.totp_secret is None:
        raise RuleBroken(_l("您还没有开启两步验证。"))
    if user.second_factor_blocked_until and user.second_factor_blocked_until > now:
        raise RuleBroken(_l("输错太多次了，请 15 分钟后再试。"), "code")
    how = None
    if len(otp.digits(code)) == 6:
        step = otp.accepted_step(user.totp_secret, code, int(now.timestamp()), user.totp_last_step)
        if step is not None:
            user.totp_last_step, how = step, "totp"
    elif user.totp_confirmed_at is not None and _use_recovery(user.id, code):
        how = "recovery"
    if how is not None:
        user.second_factor_tries, user.second_factor_blocked_until = 0, None
        return how
    user.second_factor_tries += 1
    if user.second_factor_tries >= TRIES:
        user.second_factor_tries, user.second_factor_blocked_until = 0, now + BLOCKED
    record(SecondFactorFailed(user_id=user.id))
    return None


def _use_recovery(user_id: int, typed: str) -> bool:
    code = codes.normal(typed, otp.RECOVERY_LENGTH)
    if code is None:
        return False
    kept = db.session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == index(code, "recovery"),
            RecoveryCode.used_at.is_(None),
        )
    )
    if kept is None:
        return False
    kept.used_at = clock.now()
    return True


def regenerate(actor: Actor, password: str) -> tuple[str, ...]:
    """Ten new recovery codes; the old ones are worth nothing any more."""
    user_id = _self(actor)
    require(actor.second_factor, _l("请先完成两步验证。"))
    confirm_password(user_id, password)
    return _regenerate(actor)


@command
def _regenerate(actor: Actor) -> tuple[str, ...]:
    user = db.session.get_one(User, actor.user_id)
    if user.totp_confirmed_at is None:
        raise NotFound
    return _new_recovery_codes(user.id)


def _new_recovery_codes(user_id: int) -> tuple[str, ...]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    fresh = otp.recovery_codes()
    for code in fresh:
        db.session.add(RecoveryCode(user_id=user_id, code_hash=index(code, "recovery")))
    record(RecoveryCodesMade(user_id=user_id))
    return tuple(codes.grouped(code) for code in fresh)


def remove(actor: Actor, password: str, code: str) -> None:
    """Switch it off: both the password and a code are asked."""
    user_id = _self(actor)
    confirm_password(user_id, password)
    with once.aside():
        how = _try(actor, code)
    if how is None:
        raise RuleBroken(WRONG, "code")
    _remove(actor, user_id, "")


@command
def reset(actor: Actor, user_id: int, reason: str) -> None:
    """Face to face with an admin: the phone is lost and the recovery codes too."""
    require_permission(actor, Permission.SECOND_FACTOR_RESET)
    require(user_id != actor.user_id, _l("自己的两步验证请在“我的”里处理，或请另一位管理员。"))
    if not reason.strip():
        raise RuleBroken(_l("请写明原因。"), "reason")
    if db.session.get(User, user_id) is None:
        raise NotFound
    _remove(actor, user_id, reason.strip())


@command
def _remove(_actor: Actor, user_id: int, reason: str) -> None:
    user = db.session.get_one(User, user_id)
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    user.second_factor_tries, user.second_factor_blocked_until = 0, None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
        .values(second_factor_at=None)
    )
    record(SecondFactorRemoved(user_id=user_id, reason=reason))


def _self(actor: Actor) -> int:
    require(actor.user_id is not None)
    assert actor.user_id is not None
    return actor.user_id
