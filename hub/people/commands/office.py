"""What the office does for people's accounts, face to face and with a reason."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from hub.core import clock
from hub.core.authz import Actor, Permission, require, require_permission
from hub.core.crypto import index
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people import codes, passwords
from hub.people.commands import signin
from hub.people.commands.roles import last_admin
from hub.people.commands.sessions import set_phone
from hub.people.events import AccessReset, AccountBanned, AccountUnbanned, PasswordChanged, PhoneChanged
from hub.people.models import Person, ResetCode, User
from hub.people.policy import may_ban, may_manage_account
from hub.people.queries.accounts import granted_roles

VALID = timedelta(days=1)
HIGHER = _l("这个账号有管理角色，只有能授予角色的管理员可以处理。")


@command
def reset_access(actor: Actor, user_id: int, reason: str, new_phone: str = "") -> str:
    """A code with which this person sets a new password within a day; shown once. Older codes are void.

    Whoever holds a lost phone is signed out at once. `new_phone` is for those who changed it with the phone.
    """
    require_permission(actor, Permission.ACCOUNTS_MANAGE)
    user = _somebody_else(actor, user_id, reason)
    require(may_manage_account(actor, user_id, granted_roles(user_id)), HIGHER)
    if new_phone.strip():
        set_phone(user_id, new_phone)
        record(PhoneChanged(user_id=user_id, how="staff"))
    now, code = clock.now(), codes.fresh()
    db.session.execute(
        update(ResetCode).where(ResetCode.user_id == user.id, ResetCode.used_at.is_(None)).values(revoked_at=now)
    )
    db.session.add(
        ResetCode(
            user_id=user.id,
            code_hash=index(code, "reset"),
            issued_by=actor.user_id,
            issued_at=now,
            expires_at=now + VALID,
        )
    )
    record(AccessReset(user_id=user.id, reason=reason.strip()))
    signin.end_sessions(actor, user.id, "reset")
    return codes.grouped(code)


def use_reset(actor: Actor, typed: str, password: str, agent: str) -> signin.Ticket:
    """Set a new password with the code from the office; all other sign-ins end."""
    passwords.check_new(password)
    return _use_reset(actor, typed, passwords.hashed(password), agent)


@command
def _use_reset(actor: Actor, typed: str, password_hash: str, agent: str) -> signin.Ticket:
    code = codes.normal(typed)
    now = clock.now()
    found = code and db.session.scalar(
        select(ResetCode)
        .where(
            ResetCode.code_hash == index(code, "reset"),
            ResetCode.used_at.is_(None),
            ResetCode.revoked_at.is_(None),
            ResetCode.expires_at > now,
        )
        .with_for_update()
    )
    if not found:
        raise RuleBroken(_l("这个码不对、用过了或过期了，请到物业前台再要一个。"), "code")
    user = db.session.get_one(User, found.user_id)
    if user.banned_at is not None:
        raise RuleBroken(_l("这个账号已停用，请到物业前台问清楚。"), "code")
    found.used_at, user.password_hash = now, password_hash
    record(PasswordChanged(user_id=user.id, how="reset"))
    signin.end_sessions(actor, user.id, "password")
    return signin.open_session(actor, user.id, agent, "reset")


@command
def ban(actor: Actor, user_id: int, reason: str) -> None:
    """Close an account; its sign-ins and sockets end at once."""
    require_permission(actor, Permission.ACCOUNTS_BAN)
    user = _somebody_else(actor, user_id, reason)
    require(may_ban(actor, user_id, granted_roles(user_id)), HIGHER)
    if last_admin(user_id):
        raise RuleBroken(_l("这是最后一位管理员，请先授予另一位。"))
    if user.banned_at is None:
        user.banned_at, user.ban_reason = clock.now(), reason.strip()[:200]
        record(AccountBanned(user_id=user.id, reason=reason.strip()))
        signin.end_sessions(actor, user.id, "ban")


@command
def unban(actor: Actor, user_id: int, reason: str) -> None:
    """Open it again."""
    require_permission(actor, Permission.ACCOUNTS_BAN)
    user = _somebody_else(actor, user_id, reason)
    require(may_ban(actor, user_id, granted_roles(user_id)), HIGHER)
    if user.banned_at is not None:
        user.banned_at = user.ban_reason = None
        record(AccountUnbanned(user_id=user.id, reason=reason.strip()))


def _somebody_else(actor: Actor, user_id: int, reason: str) -> User:
    require(user_id != actor.user_id, _l("自己的账号请别人来办。"))
    if not reason.strip():
        raise RuleBroken(_l("请写明原因，会留下记录。"), "reason")
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    if db.session.get_one(Person, user.person_id).erased_at is not None:
        raise RuleBroken(_l("这个账号的资料已经删除，不能再启用。"))
    return user
