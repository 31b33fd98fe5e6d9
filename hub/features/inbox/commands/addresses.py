"""Proving where one can be reached: an e-mail address by a code, a WeChat by its sign-in, a browser by its keys."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app
from sqlalchemy import func, select

from hub.config import Config
from hub.core import clock, crypto, once
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.inbox import channels, errands, policy
from hub.features.inbox.commands.choosing import set_reach
from hub.features.inbox.events import BrowserSubscribed, EmailAsked, EmailCodeMissed, EmailConfirmed, WeChatBound
from hub.features.inbox.models import Delivery, EmailAddress, PushSubscription, WeChatBinding
from hub.features.inbox.queries import proof
from hub.features.inbox.rules import Channel, Reach
from hub.features.inbox.rules.endpoints import Refused, checked

MOST_AN_HOUR, MOST_A_DAY = 3, 6
MOST_BROWSERS = 8
LOOKS_LIKE = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180})\.[A-Za-z]{2,24}")
KEY = re.compile(r"[A-Za-z0-9_-]{16,120}={0,2}")


@command
def ask_email(actor: Actor, address: str) -> None:
    """Send a code to an address; nothing else goes there before the code came back."""
    require(policy.may_choose(actor))
    assert actor.user_id is not None
    if Channel.EMAIL not in channels.available():
        raise RuleBroken(_l("小区还没有开通邮件。"), "address")
    address = address.strip()
    if not LOOKS_LIKE.fullmatch(address) or ".." in address or not address.isascii():
        raise RuleBroken(_l("这不像一个邮箱地址，请再看看。"), "address")
    now = clock.now()

    def asked_since(hours: int) -> int:
        mine = select(func.count()).where(Delivery.user_id == actor.user_id, Delivery.purpose == "confirm")
        return db.session.scalar(mine.where(Delivery.created_at > now - timedelta(hours=hours))) or 0

    if asked_since(1) >= MOST_AN_HOUR or asked_since(24) >= MOST_A_DAY:
        raise RuleBroken(_l("验证码要得太频繁了，请过一会儿再试。"), "address")
    row = db.session.get(EmailAddress, actor.user_id) or EmailAddress(user_id=actor.user_id)
    row.pending, row.nonce, row.asked_at, row.tries = address, secrets.token_hex(16), now, 0
    db.session.add(row)
    for old in db.session.scalars(
        select(Delivery).where(
            Delivery.user_id == actor.user_id, Delivery.purpose == "confirm", Delivery.state == "waiting"
        )
    ):
        old.state, old.error = "suppressed", "asked_again"
    db.session.add(
        Delivery(user_id=actor.user_id, channel=Channel.EMAIL, purpose="confirm", created_at=now, next_try_at=now)
    )
    errands.wake([Channel.EMAIL])
    record(EmailAsked(user_id=actor.user_id))


def confirm_email(actor: Actor, code: str) -> None:
    """The code came back: the address is theirs, and carries everything from now on. Every try counts."""
    require(policy.may_choose(actor))
    with once.aside():
        right = _try(actor, "".join(c for c in code if c.isdecimal()))
    if not right:
        raise RuleBroken(_l("验证码不对，或者已经过期。请核对邮件，或重新获取一个。"), "code")


@command
def _try(actor: Actor, code: str) -> bool:
    assert actor.user_id is not None
    row = db.session.get(EmailAddress, actor.user_id, with_for_update=True)
    if row is None or row.pending is None or row.asked_at is None:
        record(EmailCodeMissed(user_id=actor.user_id))
        return False
    row.tries += 1
    fresh = row.asked_at + proof.VALID > clock.now() and row.tries <= proof.TRIES
    if not fresh or not secrets.compare_digest(code.encode(), proof.code_for(row).encode()):
        record(EmailCodeMissed(user_id=actor.user_id))
        return False
    row.address, row.confirmed_at = row.pending, clock.now()
    row.pending = row.nonce = row.asked_at = None
    set_reach(actor.user_id, Channel.EMAIL, Reach.ALL)
    record(EmailConfirmed(user_id=actor.user_id))
    return True


@command
def bind_wechat(actor: Actor, openid: str) -> None:
    """This person's WeChat. One that was bound to another account moves over: the phone in hand decides."""
    require(policy.may_choose(actor))
    assert actor.user_id is not None
    index = crypto.index(openid, "openid")
    for old in db.session.scalars(
        select(WeChatBinding).where((WeChatBinding.openid_index == index) | (WeChatBinding.user_id == actor.user_id))
    ):
        db.session.delete(old)
    db.session.flush()
    db.session.add(WeChatBinding(user_id=actor.user_id, openid=openid, openid_index=index, bound_at=clock.now()))
    set_reach(actor.user_id, Channel.WECHAT, Reach.ALL)
    record(WeChatBound(user_id=actor.user_id))


@command
def subscribe(actor: Actor, endpoint: str, p256dh: str, auth: str, label: str) -> None:
    """A browser takes push messages, for whoever uses it now."""
    require(policy.may_choose(actor))
    assert actor.user_id is not None
    config: Config = current_app.config["HUB"]
    try:
        checked(endpoint, loopback=config.push_to_loopback)
    except Refused as error:
        raise RuleBroken(_l("这个浏览器给的地址不能用。")) from error
    if not _is_point(p256dh) or not KEY.fullmatch(auth) or len(_bytes(auth)) != 16:
        raise RuleBroken(_l("这个浏览器给的钥匙不能用。"))
    index = crypto.index(endpoint, "push")
    row = db.session.scalar(select(PushSubscription).where(PushSubscription.endpoint_index == index))
    if row is None:
        mine = db.session.scalars(
            select(PushSubscription).where(PushSubscription.user_id == actor.user_id).order_by(PushSubscription.id)
        ).all()
        for oldest in mine[: max(0, len(mine) - MOST_BROWSERS + 1)]:
            db.session.delete(oldest)
        row = PushSubscription(endpoint=endpoint, endpoint_index=index)
        db.session.add(row)
    row.user_id, row.p256dh, row.auth = actor.user_id, p256dh, auth
    row.label, row.created_at = label[:60], clock.now()
    set_reach(actor.user_id, Channel.PUSH, Reach.ALL)
    record(BrowserSubscribed(user_id=actor.user_id))


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except ValueError:
        return b""


def _is_point(text: str) -> bool:
    if not KEY.fullmatch(text):
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(text))
    except ValueError:
        return False
    return True
