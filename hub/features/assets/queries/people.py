"""Who could be given planned work."""

from __future__ import annotations

from sqlalchemy import or_, select

from hub.core import clock
from hub.core.db import db
from hub.people.models import RoleGrant, User
from hub.people.roles import Role


def technicians() -> list[tuple[int, str]]:
    """(id, name) of everyone with the technician's role today."""
    today = clock.today()
    query = (
        select(User.id, User.nickname)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.role == Role.TECHNICIAN,
            RoleGrant.since <= today,
            or_(RoleGrant.until.is_(None), RoleGrant.until > today),
            User.banned_at.is_(None),
        )
        .order_by(User.nickname, User.id)
        .distinct()
    )
    return [(user_id, name) for user_id, name in db.session.execute(query)]
