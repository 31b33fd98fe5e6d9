"""Carrying messages out: an errand for each channel, so that a dead one holds up nothing but itself."""

from __future__ import annotations

import time

import structlog

from hub.core.authz import SYSTEM
from hub.features.inbox.channels import Gone, Permanent, Temporary, adapter
from hub.features.inbox.commands import sending
from hub.features.inbox.commands.sending import Claimed, Outcome
from hub.features.inbox.rules import Channel

LONGEST_S = 240.0  # then the errand ends; what is left is due still, and gets a new one

log = structlog.get_logger(__name__)


def carry(channel: Channel, longest_s: float = LONGEST_S) -> int:
    """Send what is due on this channel, one by one; answers how many were tried."""
    until, count = time.monotonic() + longest_s, 0
    while time.monotonic() < until:
        claimed = sending.claim(SYSTEM, channel)
        if claimed is None:
            break
        sending.note(SYSTEM, claimed, tried(channel, claimed))
        count += 1
    return count


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
    log.info("not_delivered", channel=channel, delivery_id=claimed.id, attempt=claimed.attempt)
    return outcome
