"""Opening and ending sign-ins."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from hub.core import clock, once
from hub.core.authz import Actor
from hub.core.crypto import token_hash
from hub.core.db import db, phone_index
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.people import passwords, phones
from hub.people.events import SignedIn, SignedOut, SignInFailed
from hub.people.models import LoginSession, User

LASTS = timedelta(days=90)


@dataclass(frozen=True)
class Ticket:
    """What the browser gets: the token for its cookie. It is nowhere stored in clear."""

    token: str
    session_id: int
    user_id: int


def by_password(actor: Actor, phone: str, password: str, agent: str) -> Ticket:
    """Sign in; RuleBroken with one and the same text for an unknown number, a wrong password and a ban."""
    number = phones.mobile(phone)
    account = _account(number)
    # hashing takes tens of milliseconds and must not happen inside the write transaction
    if not passwords.matches(account[1] if account else None, password) or account is None or account[2]:
        with once.aside():
            fail(actor, account[0] if account else None, "password")
        raise RuleBroken(_l("手机号或密码不对。忘了密码可以用短信登录，或到物业前台重置。"), "password")
    return open_session(actor, account[0], agent, "password")


def _account(number: str) -> tuple[int, str | None, bool] | None:
    row = db.session.execute(
        select(User.id, User.password_hash, User.banned_at).where(User.phone_index == phone_index(number))
    ).first()
    return (row.id, row.password_hash, row.banned_at is not None) if row else None


@command
def fail(_actor: Actor, user_id: int | None, how: str) -> None:
    """Write down that somebody tried (ASVS 16.3.1)."""
    record(SignInFailed(user_id=user_id, how=how))


@command
def open_session(actor: Actor, user_id: int, agent: str, how: str) -> Ticket:
    """A new random token at every sign-in, so a planted one is worth nothing; the browser's former sign-in ends."""
    if actor.user_id is not None and actor.session_id is not None:
        end_sessions(actor, actor.user_id, "again", only=actor.session_id)
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session = LoginSession(
        token_hash=token_hash(token),
        user_id=user_id,
        created_at=now,
        seen_at=now,
        expires_at=now + LASTS,
        agent=agent[:200],
        how=how,
    )
    db.session.add(session)
    db.session.flush()
    record(SignedIn(user_id=user_id, session_id=session.id, how=how))
    return Ticket(token, session.id, user_id)


def rotate(session: LoginSession) -> Ticket:
    """Inside a command: the same sign-in under a new token, because it is worth more from now on (ASVS 7.2.4)."""
    token = secrets.token_urlsafe(32)
    session.token_hash = token_hash(token)
    return Ticket(token, session.id, session.user_id)


@command
def end_sessions(actor: Actor, user_id: int, why: str, only: int | None = None, keep: int | None = None) -> None:
    """End sign-ins of `user_id`: all, only one, or all but one. Callers have checked their right to do so."""
    query = select(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    if only is not None:
        query = query.where(LoginSession.id == only)
    if keep is not None:
        query = query.where(LoginSession.id != keep)
    ended = list(db.session.scalars(query))
    for session in ended:
        session.ended_at = clock.now()
    record(SignedOut(user_id=user_id, session_ids=tuple(s.id for s in ended), why=why))
