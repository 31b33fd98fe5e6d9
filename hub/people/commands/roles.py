"""Granting and ending roles: dated records, by somebody, for a reason."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from hub.core import clock
from hub.core.authz import Actor, Permission, require, require_permission
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people.commands.signin import end_sessions
from hub.people.events import RoleEnded, RoleGranted
from hub.people.models import RoleGrant, User
from hub.people.policy import may_grant
from hub.people.roles import Role


@command
def grant(actor: Actor, user_id: int, role: Role, since: date, until: date | None, reason: str) -> int:
    """Give a role from `since` to `until` (the first day without it; empty: open). Answers the grant's id."""
    require_permission(actor, Permission.ROLES_GRANT)
    require(may_grant(actor, user_id, role), _l("这个角色请另一位管理员来授予。"))
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    if user.banned_at is not None:
        raise RuleBroken(_l("这个账号已停用。"))
    if not reason.strip():
        raise RuleBroken(_l("请写明依据，例如选举结果或任命。"), "reason")
    if until is not None and until <= max(since, clock.today()):
        raise RuleBroken(_l("结束日期要晚于开始日期和今天。"), "until")
    held = select(RoleGrant.id).where(
        RoleGrant.user_id == user_id,
        RoleGrant.role == role,
        or_(RoleGrant.until.is_(None), RoleGrant.until > since),
    )
    if until is not None:
        held = held.where(RoleGrant.since < until)
    if db.session.scalar(held.limit(1)) is not None:
        raise RuleBroken(_l("这个人已经有这个角色了。"), "role")
    made = RoleGrant(
        user_id=user_id,
        role=role,
        since=since,
        until=until,
        granted_by=actor.user_id,
        granted_at=clock.now(),
        reason=reason.strip()[:200],
    )
    db.session.add(made)
    db.session.flush()
    record(
        RoleGranted(grant_id=made.id, user_id=user_id, role=role, since=since, until=until, reason=reason.strip()[:200])
    )
    return made.id


@command
def end(actor: Actor, grant_id: int, reason: str) -> None:
    """End a role today; the last admin cannot be removed. Everybody may lay down a role of their own.

    Its holder is signed out on all devices, so that nothing that was open with the role stays open.
    """
    found = db.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update())
    if found is None:
        raise NotFound
    mine = found.user_id == actor.user_id
    if not mine:
        require_permission(actor, Permission.ROLES_GRANT)
    today = clock.today()
    if found.until is not None and found.until <= today:
        return
    if not reason.strip():
        raise RuleBroken(_l("请写明原因，会留下记录。"), "reason")
    if found.role == Role.ADMIN and last_admin(found.user_id):
        raise RuleBroken(_l("这是最后一位管理员，请先授予另一位。"))
    found.until = max(today, found.since)
    found.ended_by, found.ended_at = actor.user_id, clock.now()
    record(RoleEnded(grant_id=found.id, user_id=found.user_id, role=found.role, reason=reason.strip()[:200]))
    end_sessions(actor, found.user_id, "role", keep=actor.session_id if mine else None)


def last_admin(user_id: int) -> bool:
    """True when `user_id` is an admin and nobody else is one for good.

    Another admin whose term has an end does not count: when it runs out nobody would be left to grant roles.
    """
    today = clock.today()
    rows = db.session.execute(
        select(RoleGrant.user_id, RoleGrant.until)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role == Role.ADMIN,
            RoleGrant.since <= today,
            or_(RoleGrant.until.is_(None), RoleGrant.until > today),
            User.banned_at.is_(None),
        )
    ).all()
    lasting = {row.user_id for row in rows if row.until is None}
    every = {row.user_id for row in rows}
    if user_id not in every or lasting - {user_id}:
        return False
    return user_id in lasting or every == {user_id}
