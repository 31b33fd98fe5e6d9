"""How somebody's second factor stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from hub.core.authz import Actor
from hub.core.db import db
from hub.people import phones
from hub.people.models import RecoveryCode, User
from hub.people.queries.office import office


@dataclass(frozen=True)
class State:
    """`secret` is the key that waits to be confirmed; it is shown to its owner only."""

    on: bool
    secret: str | None
    account: str
    issuer: str
    codes_left: int


def state(actor: Actor) -> State:
    """One's own."""
    user = db.session.get_one(User, actor.user_id)
    left = select(func.count()).select_from(RecoveryCode)
    left = left.where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    on = user.totp_confirmed_at is not None
    return State(
        on=on,
        secret=None if on else user.totp_secret,
        account=phones.masked(user.phone) or user.nickname,
        issuer=office().community,
        codes_left=db.session.scalar(left) or 0,
    )
