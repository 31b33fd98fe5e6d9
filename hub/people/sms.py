"""Short messages: written down in the transaction that wants them, carried by a sender after it.

Without a gateway nothing leaves: the admin reads the outbox and tells the person. A gateway is a class with `send`,
named in HUB_SMS_SENDER as "package.module:Class" and made without arguments.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any, Protocol

import structlog
from flask import Flask, current_app
from sqlalchemy import select

from hub.config import Config
from hub.core import clock, events, live
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.people.models import SmsMessage

log = structlog.get_logger(__name__)

WORTH_SENDING = timedelta(minutes=10)  # later a code is stale anyway
TRIES = 3
NEWS = "news"  # not counted with the codes, and shown after them


class Sender(Protocol):
    """Carries one message. It may take its time and may raise: neither holds anybody up."""

    def send(self, phone: str, text: str) -> None:
        """`phone` in E.164."""


class OutboxSender:
    """No gateway: the message stays in the outbox, where the admin reads it."""

    def send(self, phone: str, text: str) -> None:
        """Nothing to do: it is written down already."""


def sender() -> Sender:
    """The sender of this instance."""
    kept: Sender | None = current_app.extensions.get("hub-sms")
    if kept is None:
        config: Config = current_app.config["HUB"]
        kept = _named(config.sms_sender) if config.sms_sender else OutboxSender()
        current_app.extensions["hub-sms"] = kept
    return kept


def _named(path: str) -> Sender:
    module, _, name = path.partition(":")
    made: Any = getattr(import_module(module), name)()
    return made


def has_gateway() -> bool:
    """True when messages reach phones by themselves."""
    return not isinstance(sender(), OutboxSender)


def post(phone: str, text: str, purpose: str) -> None:
    """Inside a command: write the message down; it is carried once the transaction is safe."""
    db.session.add(SmsMessage(phone=phone, text=text, purpose=purpose, created_at=clock.now()))
    if has_gateway():
        app: Any = current_app
        events.on_commit(lambda: live.socketio.start_background_task(_carry, app._get_current_object()))


def send_news(phone: str, text: str) -> str:
    """Outside any transaction: one message that is no code. By the gateway now (it may raise), or into the outbox."""
    if has_gateway():
        sender().send(phone, text)
        return ""
    return f"outbox:{_write(SYSTEM, phone, text)}"


@command
def _write(_actor: Actor, phone: str, text: str) -> int:
    # no try is left: a gateway that is set up later carries no old news
    message = SmsMessage(phone=phone, text=text, purpose=NEWS, created_at=clock.now(), tries=TRIES)
    db.session.add(message)
    db.session.flush()
    return message.id


def _carry(app: Flask) -> None:
    with app.app_context():
        deliver(SYSTEM)


def deliver(actor: Actor) -> None:
    """Carry what waits, each message outside any transaction."""
    if not has_gateway():
        return
    waiting = db.session.execute(
        select(SmsMessage.id, SmsMessage.phone, SmsMessage.text, SmsMessage.tries)
        .where(SmsMessage.sent_at.is_(None), SmsMessage.tries < TRIES)
        .where(SmsMessage.created_at > clock.now() - WORTH_SENDING)
        .order_by(SmsMessage.id)
        .limit(50)
    ).all()
    db.session.rollback()
    for message in waiting:
        if not _note(actor, message.id, message.tries):
            continue  # another carrier has it
        failure = None
        try:
            sender().send(message.phone, message.text)
        except Exception as error:
            failure = type(error).__name__
            log.warning("sms_failed", message_id=message.id, error=failure)
        _take(actor, message.id, failure)


@command
def _note(_actor: Actor, message_id: int, tries: int) -> bool:
    """Claim one try, so that two carriers do not send the same."""
    message = db.session.get(SmsMessage, message_id, with_for_update=True)
    if message is None or message.sent_at is not None or message.tries != tries:
        return False
    message.tries += 1
    return True


@command
def _take(_actor: Actor, message_id: int, failure: str | None) -> None:
    message = db.session.get(SmsMessage, message_id)
    if message is not None:
        message.failure = failure
        message.sent_at = None if failure else clock.now()
