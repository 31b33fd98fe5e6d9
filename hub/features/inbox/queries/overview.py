"""What reached whom, for the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import db
from hub.features.inbox import channels
from hub.features.inbox.models import ChannelState, Delivery, InboxEntry, NewsSettings
from hub.features.inbox.rules import CHANNELS, KINDS, TOPICS, Channel
from hub.people import sms
from hub.people.models import User

PAGE = 40
SINCE = timedelta(days=7)
STATES = ("waiting", "sent", "suppressed", "failed", "given_up")


@dataclass(frozen=True)
class ChannelLine:
    """One channel: how it does, and how many messages are in which state since a week ago."""

    channel: Channel
    usable: bool
    outbox_only: bool
    counts: Mapping[str, int]
    resting_until: datetime | None
    failures: int
    error: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Line:
    """One message. It says of which topic, never what: it was meant for somebody else."""

    id: int
    who: str
    channel: str
    to: str
    topic: object
    purpose: str
    urgent: bool
    state: str
    attempts: int
    error: str
    provider_id: str
    created_at: datetime
    sent_at: datetime | None
    next_try_at: datetime
    may_retry: bool


@dataclass(frozen=True)
class Page:
    """Newest first."""

    lines: tuple[Line, ...]
    older: int | None


@dataclass(frozen=True)
class Budget:
    """Of today's short messages."""

    a_day: int
    a_person: int
    used: int


def overview(actor: Actor) -> tuple[ChannelLine, ...]:
    """All channels."""
    require_permission(actor, Permission.OUTBOX_SEE)
    counted: dict[str, dict[str, int]] = {channel: dict.fromkeys(STATES, 0) for channel in CHANNELS}
    for channel, state, count in db.session.execute(
        select(Delivery.channel, Delivery.state, func.count())
        .where(Delivery.created_at > clock.now() - SINCE)
        .group_by(Delivery.channel, Delivery.state)
    ):
        counted[channel][state] = count
    states = {row.name: row for row in db.session.scalars(select(ChannelState))}
    usable, now = channels.available(), clock.now()
    return tuple(
        _channel(channel, channel in usable, counted[channel], states.get(channel), now) for channel in CHANNELS
    )


def _channel(
    channel: Channel, usable: bool, counts: Mapping[str, int], state: ChannelState | None, now: datetime
) -> ChannelLine:
    outbox_only = channel is Channel.SMS and not sms.has_gateway()
    if state is None:
        return ChannelLine(channel, usable, outbox_only, counts, None, 0, "", None)
    resting = state.resting_until if state.resting_until and state.resting_until > now else None
    return ChannelLine(channel, usable, outbox_only, counts, resting, state.failures, state.error, state.sent_at)


def page(actor: Actor, channel: str = "", state: str = "", before: int | None = None) -> Page:
    """Messages, newest first."""
    require_permission(actor, Permission.OUTBOX_SEE)
    query = (
        select(Delivery, User.nickname, InboxEntry.kind)
        .join(User, User.id == Delivery.user_id)
        .outerjoin(InboxEntry, InboxEntry.id == Delivery.entry_id)
        .order_by(Delivery.id.desc())
        .limit(PAGE + 1)
    )
    if channel in CHANNELS:
        query = query.where(Delivery.channel == channel)
    if state in STATES:
        query = query.where(Delivery.state == state)
    if before is not None:
        query = query.where(Delivery.id < before)
    rows = list(db.session.execute(query))
    lines = tuple(_line(row, who, kind) for row, who, kind in rows[:PAGE])
    return Page(lines, lines[-1].id if len(rows) > PAGE else None)


def _line(row: Delivery, who: str, kind: str | None) -> Line:
    known = KINDS.get(kind or "")
    topic = TOPICS.get(known.topic, (known.topic, ""))[0] if known else ""
    return Line(
        id=row.id,
        who=who,
        channel=row.channel,
        to=row.sent_to,
        topic=topic,
        purpose=row.purpose,
        urgent=row.urgent,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        provider_id=row.provider_id,
        created_at=row.created_at,
        sent_at=row.sent_at,
        next_try_at=row.next_try_at,
        may_retry=row.state in ("failed", "given_up", "suppressed"),
    )


def budget(actor: Actor) -> Budget:
    """What news may cost a day, and what it cost today."""
    require_permission(actor, Permission.OUTBOX_SEE)
    row = db.session.get(NewsSettings, 1)
    used = select(func.count()).where(Delivery.channel == Channel.SMS, Delivery.counted_on == clock.today())
    return Budget(row.sms_a_day if row else 200, row.sms_a_person if row else 3, db.session.scalar(used) or 0)
