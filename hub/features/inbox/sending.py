"""Carrying messages out: a carrier for each channel, so that a dead one holds up nothing but itself."""

from __future__ import annotations

import threading
import time
from typing import Any

import structlog
from flask import Flask, current_app

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.features.inbox.channels import Gone, Permanent, Temporary, adapter
from hub.features.inbox.commands import sending
from hub.features.inbox.commands.sending import Claimed, Outcome
from hub.features.inbox.rules import Channel

MOST_A_ROUND = 500
WAITS_S = 10.0  # the job then returns; a slow carrier goes on by itself

log = structlog.get_logger(__name__)


def carry_due() -> None:
    """Start a carrier for each channel that has something due, unless this process has one under way."""
    app: Any = current_app
    until = time.monotonic() + WAITS_S
    carriers = [_start(app._get_current_object(), channel) for channel in sending.due_channels()]
    for carrier in carriers:
        if carrier is not None:
            carrier.join(max(0.0, until - time.monotonic()))


def _start(app: Flask, channel: Channel) -> threading.Thread | None:
    busy: set[Channel] = app.extensions.setdefault("hub-news-carriers", set())
    if channel in busy:
        return None
    busy.add(channel)
    carrier = threading.Thread(target=_carry_all, args=(app, channel, busy), name=f"news-{channel}", daemon=True)
    carrier.start()
    return carrier


def _carry_all(app: Flask, channel: Channel, busy: set[Channel]) -> None:
    try:
        with app.app_context():
            try:
                carry(channel)
            finally:
                db.session.remove()
    except Exception:
        log.exception("carrier_failed", channel=channel)
    finally:
        busy.discard(channel)


def carry(channel: Channel) -> int:
    """Send what is due on this channel, one by one; answers how many were tried."""
    for count in range(MOST_A_ROUND):
        claimed = sending.claim(SYSTEM, channel)
        if claimed is None:
            return count
        sending.note(SYSTEM, claimed, tried(channel, claimed))
    return MOST_A_ROUND


def tried(channel: Channel, claimed: Claimed) -> Outcome:
    """One try. What an adapter did not foresee counts as trouble that may pass."""
    try:
        return Outcome("sent", adapter(channel).send(claimed.message))
    except Temporary as error:
        outcome = Outcome("waiting", error=str(error), retry_after=error.retry_after)
    except Permanent as error:
        outcome = Outcome("failed", error=str(error), gone=isinstance(error, Gone))
    except Exception as error:
        log.exception("adapter_failed", channel=channel)
        outcome = Outcome("waiting", error=type(error).__name__)
    log.info("not_delivered", channel=channel, delivery_id=claimed.id, error=outcome.error, attempt=claimed.attempt)
    return outcome
