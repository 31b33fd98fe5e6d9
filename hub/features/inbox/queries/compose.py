"""What a delivery says and where it goes: everything an adapter needs, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select

from hub.config import Config
from hub.core import crypto, i18n
from hub.core.db import db
from hub.core.i18n import _
from hub.features.inbox.channels import Line, Message, Subscription
from hub.features.inbox.models import (
    Delivery,
    DigestLine,
    EmailAddress,
    InboxEntry,
    PushSubscription,
    WeChatBinding,
)
from hub.features.inbox.queries.proof import code_for
from hub.features.inbox.rules import Channel, sentence
from hub.features.inbox.rules.endpoints import Refused, checked
from hub.features.inbox.rules.words import masked_email
from hub.people import phones
from hub.people.models import User
from hub.people.queries.office import office

MOST_LINES = 40
STOP_SALT = "news-stop"


@dataclass(frozen=True)
class Place:
    """Where it goes, and how the record may call that."""

    to: str
    masked: str
    subscription: Subscription | None = None


def base() -> str:
    """How the hub is called from outside."""
    config: Config = current_app.config["HUB"]
    return (office().public_address or f"http://{config.host}:{config.port}").rstrip("/")


def place(delivery: Delivery) -> Place | None:
    """None when the person cannot be reached this way any more."""
    user = db.session.get_one(User, delivery.user_id)
    if user.banned_at is not None:
        return None
    return {
        Channel.EMAIL: _mailbox,
        Channel.SMS: _telephone,
        Channel.WECHAT: _follower,
        Channel.PUSH: _browser,
    }[Channel(delivery.channel)](delivery, user)


def _mailbox(delivery: Delivery, user: User) -> Place | None:
    row = db.session.get(EmailAddress, user.id)
    address = None if row is None else row.pending if delivery.purpose == "confirm" else row.address
    return Place(address, masked_email(address)) if address else None


def _telephone(_delivery: Delivery, user: User) -> Place | None:
    return Place(user.phone, phones.masked(user.phone)) if user.phone else None


def _follower(_delivery: Delivery, user: User) -> Place | None:
    row = db.session.get(WeChatBinding, user.id)
    return Place(row.openid, f"{row.openid[:3]}***") if row else None


def _browser(delivery: Delivery, user: User) -> Place | None:
    row = db.session.get(PushSubscription, int(delivery.target or 0))
    if row is None or row.user_id != user.id:
        return None
    try:
        host = checked(row.endpoint, loopback=True).hostname or ""
    except Refused:
        host = ""
    return Place(row.endpoint, host[:120], Subscription(row.endpoint, row.p256dh, row.auth))


def message(delivery: Delivery, where: Place) -> Message:
    """The words, in the receiver's language."""
    locale = db.session.get_one(User, delivery.user_id).locale
    community, address = office().community, base()
    with i18n.speaking(locale):
        lines = _lines(delivery, address)
        subject, intro, link = _said(delivery, lines, address)
    return Message(
        key=f"hub-{crypto.index(str(delivery.id), 'delivery')[:10]}-{delivery.id}",
        to=where.to,
        community=community,
        subject=subject,
        lines=lines,
        link=link,
        locale=locale,
        urgent=delivery.urgent,
        intro=intro,
        settings=f"{address}/me/news",
        unsubscribe=f"{address}/news/stop/{stop_token(delivery.user_id)}" if _can_be_stopped(delivery) else "",
        subscription=where.subscription,
    )


def _can_be_stopped(delivery: Delivery) -> bool:
    return delivery.channel == Channel.EMAIL and delivery.purpose in ("entry", "digest")


def _lines(delivery: Delivery, address: str) -> tuple[Line, ...]:
    if delivery.entry_id is not None:
        entries = [db.session.get_one(InboxEntry, delivery.entry_id)]
    elif delivery.digest_id is not None:
        entries = list(
            db.session.scalars(
                select(InboxEntry)
                .join(DigestLine, DigestLine.entry_id == InboxEntry.id)
                .where(DigestLine.digest_id == delivery.digest_id)
                .order_by(InboxEntry.id)
                .limit(MOST_LINES)
            )
        )
    else:
        entries = []
    return tuple(
        Line(str(sentence(entry.kind, entry.words).striptags()), address + entry.link, entry.created_at)
        for entry in entries
    )


def _said(delivery: Delivery, lines: tuple[Line, ...], address: str) -> tuple[str, str, str]:
    """Subject, what stands above the lines, where it leads."""
    if delivery.purpose == "test":
        words = _("试发成功：以后的消息会从这里告诉您")
        return words, words, f"{address}/me/news"
    if delivery.purpose == "confirm":
        row = db.session.get_one(EmailAddress, delivery.user_id)
        code = code_for(row)
        words = _("验证码 %(code)s，%(n)s 分钟内有效。如果不是您填的，请不用理会。", code=code, n=30)
        return _("您的邮箱验证码"), words, f"{address}/me/news/email?code={code}"
    if delivery.purpose == "digest":
        count = select(func.count()).where(DigestLine.digest_id == delivery.digest_id)
        total = db.session.scalar(count) or len(lines)
        more = _("您还没看的消息，先列 %(n)s 条，其余的在“消息”里：", n=len(lines))
        intro = more if total > len(lines) else _("您还没看的消息：")
        return _("今天的小区消息（%(n)s 条）", n=total), intro, f"{address}/inbox"
    return lines[0].text, "", lines[0].link


def _stops() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["HUB"].secret_key, salt=STOP_SALT)


def stop_token(user_id: int) -> str:
    """Opens one thing without sign-in: ending this person's e-mail. Signed and dated; a new address makes it void."""
    return str(_stops().dumps([user_id, _mark(user_id)]))


def whose_stop(token: str) -> int | None:
    """The person whose e-mail this token may end, or None."""
    try:
        user_id, mark = _stops().loads(token, max_age=400 * 86400)
    except Exception:
        return None
    return user_id if mark and mark == _mark(user_id) else None


def _mark(user_id: int) -> str:
    row = db.session.get(EmailAddress, user_id)
    return crypto.index(row.address, "email")[:12] if row is not None and row.address else ""
