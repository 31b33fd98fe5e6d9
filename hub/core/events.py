"""Facts and commands: the only place that commits.

A command is `@command def verb(actor, …)`. It loads, requires, decides, changes and records past-tense facts. `@within`
listeners hear a fact inside the same transaction and may veto by raising; `@after` listeners hear it once it is
committed, and their failures are logged, never shown. Never rely on the order of listeners.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

import structlog
from flask import current_app
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import Busy

P = ParamSpec("P")
T = TypeVar("T")
Listener = Callable[[Actor, Any], None]

WRITE_DEADLINE_S = 20.0
_FIRST_WAIT_S = 0.005
_LONGEST_WAIT_S = 0.05

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. Ids and plain values only: exactly what oversight may read.

    `said` is what the record calls it: the end of a sentence that begins with who did it.
    """

    said: ClassVar[object] = ""


@dataclass
class Transaction:
    """What one command, with all that joined it, has said so far."""

    actor: Actor
    facts: list[tuple[Actor, Fact]] = field(default_factory=list)
    undo: list[Callable[[], None]] = field(default_factory=list)
    done: list[Callable[[], None]] = field(default_factory=list)


def all_facts(below: type[Fact] = Fact) -> dict[str, type[Fact]]:
    """Name → every kind of fact that can be recorded; the bases of others are left out."""
    found: dict[str, type[Fact]] = {}
    for kind in below.__subclasses__():
        found |= all_facts(kind) if kind.__subclasses__() else {kind.__name__: kind}
    return found


_within: list[tuple[type[Fact], Listener]] = []
_after: list[tuple[type[Fact], Listener]] = []
_openers: list[Callable[[Session], None]] = []
COMMANDS: list[Callable[..., Any]] = []


def within(*kinds: type[Fact]) -> Callable[[Listener], Listener]:
    """Hear these facts inside the transaction; raising undoes everything. Must not wait on a network."""

    def register(listener: Listener) -> Listener:
        _within.extend((kind, listener) for kind in kinds)
        return listener

    return register


def after(*kinds: type[Fact]) -> Callable[[Listener], Listener]:
    """Hear these facts once they are committed."""

    def register(listener: Listener) -> Listener:
        _after.extend((kind, listener) for kind in kinds)
        return listener

    return register


def at_opening(hook: Callable[[Session], None]) -> Callable[[Session], None]:
    """Run first thing in every outermost write transaction (one-time keys live there)."""
    _openers.append(hook)
    return hook


def record(fact: Fact, actor: Actor | None = None) -> None:
    """Say what has happened. Only inside a command; the actor is the command's unless named."""
    transaction = _current()
    who = actor or transaction.actor
    transaction.facts.append((who, fact))
    for kind, listener in _within:
        if isinstance(fact, kind):
            listener(who, fact)


def on_rollback(hook: Callable[[], None]) -> None:
    """Clean up outside the database (a file, say) if this transaction comes to nothing."""
    _current().undo.append(hook)


def on_commit(hook: Callable[[], None]) -> None:
    """Do this once the transaction is safe on disk."""
    _current().done.append(hook)


def writing() -> bool:
    """True inside a command."""
    return db.session().info.get("tx") is not None


def _current() -> Transaction:
    transaction: Transaction | None = db.session().info.get("tx")
    if transaction is None:
        raise RuntimeError("facts are recorded inside a @command only")
    return transaction


def command(deed: Callable[Concatenate[Actor, P], T]) -> Callable[Concatenate[Actor, P], T]:
    """Make `deed` a write: it runs in the one write transaction, which is committed when it returns.

    Nested commands join the outermost. Raises Busy when the write could not begin within WRITE_DEADLINE_S. Return plain
    values: rows are expired by the commit.
    """

    @wraps(deed)
    def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
        session = db.session()
        joined: Transaction | None = session.info.get("tx")
        if joined is not None:
            outer, joined.actor = joined.actor, actor
            try:
                return deed(actor, *args, **kwargs)
            finally:
                joined.actor = outer
        transaction, result = _write(session, actor, lambda: deed(actor, *args, **kwargs))
        _tell_after(transaction)
        return result

    run.is_command = True  # type: ignore[attr-defined]
    COMMANDS.append(run)
    return run


# --- the write transaction -----------------------------------------------------------------------------------------


def _gate() -> threading.Lock:
    """One writer at a time in this process (SQLite); made on first use, so that it is green where threads are."""
    lock: threading.Lock = current_app.extensions.setdefault("hub-write-gate", threading.Lock())
    return lock


@contextmanager
def _one_writer(deadline: float) -> Iterator[None]:
    if not current_app.config["HUB"].sqlite:
        yield
        return
    gate = _gate()
    if not gate.acquire(timeout=max(0.0, deadline - time.monotonic())):
        raise Busy
    try:
        yield
    finally:
        gate.release()


def _write(session: Session, actor: Actor, work: Callable[[], T]) -> tuple[Transaction, T]:
    deadline = time.monotonic() + WRITE_DEADLINE_S
    session.rollback()  # a read transaction is never promoted: the command starts from what is true now
    with _one_writer(deadline):
        wait = _FIRST_WAIT_S
        while True:
            transaction = Transaction(actor)
            session.info["tx"] = transaction
            try:
                session.connection(execution_options={"hub_write": True})
                for opener in _openers:
                    opener(session)
                result = work()
                session.commit()
            except DBAPIError as error:
                _undo(session, transaction)
                if not _passing(error):
                    raise
                if time.monotonic() >= deadline:
                    raise Busy from error
            except BaseException:
                _undo(session, transaction)
                raise
            else:
                return transaction, result
            finally:
                session.info.pop("tx", None)
            time.sleep(wait)
            wait = min(wait * 1.6, _LONGEST_WAIT_S)


def _undo(session: Session, transaction: Transaction) -> None:
    session.rollback()
    for hook in reversed(transaction.undo):
        with suppress(Exception):
            hook()


def _passing(error: DBAPIError) -> bool:
    """Another process holds SQLite's lock, or PostgreSQL asks to try again (40001, 40P01)."""
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return code in ("40001", "40P01")
    return isinstance(error, OperationalError) and "locked" in str(error.orig)


def _tell_after(transaction: Transaction) -> None:
    for hook in transaction.done:
        _quietly(hook)
    for actor, fact in transaction.facts:
        for kind, listener in _after:
            if isinstance(fact, kind):
                _quietly(listener, actor, fact)


def _quietly(hook: Callable[..., None], *args: Any) -> None:
    try:
        hook(*args)
    except Exception:
        log.exception("after_listener_failed", listener=getattr(hook, "__qualname__", str(hook)))
        db.session.rollback()
