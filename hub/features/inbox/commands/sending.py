"""Claiming what is due, and writing down what became of it. Sending itself happens between the two, in no transaction.

At least once: whoever is killed after the other side took a message and before that is written down leaves a claim that
ends, and the message goes out again, under the same key.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.inbox import errands
from hub.features.inbox.channels import Message
from hub.features.inbox.models import ChannelState, Delivery, InboxEntry, NewsSettings, PushSubscription
from hub.features.inbox.queries import compose
from hub.features.inbox.rules import Channel, retry

MOST_SKIPPED = 100


@dataclass(frozen=True)
class Claimed:
    """One message in one carrier's hand."""

    id: int
    claim: str
    attempt: int
    message: Message


@dataclass(frozen=True)
class Outcome:
    """What became of a try. `state`: sent, failed or waiting (to be tried again)."""

    state: str
    provider_id: str = ""
    error: str = ""
    retry_after: timedelta | None = None
    gone: bool = False


def claim(actor: Actor, channel: Channel) -> Claimed | None:
    """The next message of this channel, or None when nothing is due or the channel rests."""
    return _take(actor, channel)


def note(actor: Actor, claimed: Claimed, outcome: Outcome) -> None:
    """Write down what became of it."""
    _note(actor, claimed, outcome)


def due_channels() -> tuple[Channel, ...]:
    """The channels that have something to carry and do not rest. Reads only."""
    now = clock.now()
    waiting = select(Delivery.channel).where(_due(now)).distinct()
    resting = select(ChannelState.name).where(ChannelState.resting_until > now)
    found = set(db.session.scalars(waiting)) - set(db.session.scalars(resting))
    db.session.rollback()
    return tuple(channel for channel in Channel if channel in found)


def wake_due(actor: Actor) -> None:
    """Have every channel that has something due carry it."""
    found = due_channels()
    if found:
        _store(actor, found)


@command
def _store(_actor: Actor, found: tuple[Channel, ...]) -> None:
    errands.wake(found)


@command
def _take(_actor: Actor, channel: Channel) -> Claimed | None:
    now = clock.now()
    state = _state(channel)  # its lock lets one carrier choose at a time, so that the budget holds
    if state.resting_until is not None and state.resting_until > now:
        return None
    for _turn in range(MOST_SKIPPED):
        row = db.session.scalar(
            select(Delivery)
            .where(Delivery.channel == channel, _due(now))
            .order_by(Delivery.urgent.desc(), Delivery.next_try_at, Delivery.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        where = compose.place(row)
        if where is None:
            _close(row, "suppressed", "no_address")
        elif row.attempts >= retry.TRIES:  # carriers were killed with it in hand
            _close(row, "given_up", row.error or "no_answer")
        elif _read_already(row):
            _close(row, "suppressed", "read_already")
        elif channel is Channel.SMS and (why := _over_budget(row, now)):
            _close(row, "suppressed", why)
        else:
            row.attempts += 1
            row.claim, row.claimed_until = secrets.token_hex(16), now + retry.LEASE
            row.sent_to = where.masked
            return Claimed(row.id, row.claim, row.attempts, compose.message(row, where))
        db.session.flush()
    return None


@command
def _note(_actor: Actor, claimed: Claimed, outcome: Outcome) -> None:
    now = clock.now()
    row = db.session.get(Delivery, claimed.id, with_for_update=True)
    if row is None or row.state != "waiting":
        return
    if row.claim != claimed.claim and outcome.state != "sent":
        return  # another carrier has it in hand; only success is worth telling it
    state = _state(Channel(row.channel))
    row.claim = row.claimed_until = None
    row.error = outcome.error[:200]
    if outcome.state == "waiting":
        state.failures += 1
        state.error, state.failed_at = outcome.error[:200], now
        rests = retry.rest(state.failures)
        state.resting_until = now + rests if rests else None
        if row.attempts >= retry.TRIES:
            row.state = "given_up"
            return
        luck = secrets.randbelow(1001) / 1000
        row.next_try_at = now + retry.wait(row.attempts, luck, outcome.retry_after)
        return
    state.failures, state.resting_until = 0, None  # it answers, if only to refuse this one
    row.state = outcome.state
    if outcome.state == "sent":
        row.sent_at = state.sent_at = now
        row.provider_id = outcome.provider_id[:200]
        state.error = ""
    if outcome.gone and row.target:
        subscription = db.session.get(PushSubscription, int(row.target))
        if subscription is not None:
            db.session.delete(subscription)


def _due(now: datetime) -> ColumnElement[bool]:
    free = or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= now)
    return and_(Delivery.state == "waiting", Delivery.next_try_at <= now, free)


def _close(row: Delivery, state: str, why: str) -> None:
    row.state, row.error, row.claim, row.claimed_until = state, why, None, None


def _read_already(row: Delivery) -> bool:
    entry = db.session.get(InboxEntry, row.entry_id) if row.entry_id is not None else None
    return entry is not None and entry.read_at is not None


def _over_budget(row: Delivery, now: datetime) -> str:
    """Why this short message may not go out today, or an empty text; then it is counted."""
    today = clock.local(now).date()
    if row.counted_on == today:
        return ""  # another try of a message that is counted already
    limits = db.session.get(NewsSettings, 1) or NewsSettings(sms_a_day=200, sms_a_person=3)
    counted = select(func.count()).where(Delivery.channel == Channel.SMS, Delivery.counted_on == today)
    if (db.session.scalar(counted) or 0) >= limits.sms_a_day:
        return "budget_day"
    if (db.session.scalar(counted.where(Delivery.user_id == row.user_id)) or 0) >= limits.sms_a_person:
        return "budget_person"
    row.counted_on = today
    return ""


def _state(channel: Channel) -> ChannelState:
    query = select(ChannelState).where(ChannelState.name == channel).with_for_update()
    found = db.session.scalar(query)
    if found is None:
        try:
            with db.session.begin_nested():
                db.session.add(ChannelState(name=channel, failures=0, error=""))
        except IntegrityError:  # another carrier has just made it
            pass
        found = db.session.scalars(query).one()
    return found
