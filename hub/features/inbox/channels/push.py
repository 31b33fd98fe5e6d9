"""Web Push (RFC 8030, 8291, 8292): sealed for one browser, carried by that browser's maker.

The address of a browser's door comes from outside, so it is a way to make this server ask other machines: only public
hosts over TLS are asked, at the very address that was looked at, and no redirect is followed.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app

from hub.config import Config
from hub.core import crypto
from hub.features.inbox.channels.message import Gone, Message, Permanent, Subscription, Temporary
from hub.features.inbox.rules.endpoints import Refused, checked, is_public

PATIENCE = httpx.Timeout(10.0)
KEPT = timedelta(days=1)  # by the browser's maker, for a phone that is switched off
TOKEN_LASTS = timedelta(hours=12)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def key() -> ec.EllipticCurvePrivateKey:
    """This instance's VAPID key: always the same, made of its one secret, so there is nothing to store or to share."""
    number = int.from_bytes(crypto.derive(current_app.config["HUB"].secret_key, "vapid"), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())


def public_key() -> bytes:
    """What browsers want to know of it: the uncompressed point."""
    return key().public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


@dataclass(frozen=True)
class Push:
    """The adapter."""

    contact: str
    loopback: bool = False

    def send(self, message: Message) -> str:
        """One sealed message; a door that does not exist any more is Gone."""
        to = message.subscription
        assert to is not None
        try:
            at = checked(to.endpoint, loopback=self.loopback)
        except Refused as error:
            raise Permanent(str(error)) from error
        headers = {
            "TTL": str(int(KEPT.total_seconds())),
            "Urgency": "high" if message.urgent else "normal",
            "Topic": message.key[:32],  # a second copy takes the place of the first
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **self._signed(at),
        }
        answer = self._post(at, _sealed(to, _note(message)), headers)
        return _judged(answer)

    def _signed(self, at: SplitResult) -> dict[str, str]:
        from py_vapid import Vapid02

        claims = {
            "aud": f"{at.scheme}://{at.netloc}",
            "sub": self.contact,
            "exp": int(time.time() + TOKEN_LASTS.total_seconds()),
        }
        signed: dict[str, str] = Vapid02(private_key=key()).sign(claims)
        return signed

    def _post(self, at: SplitResult, body: bytes, headers: dict[str, str]) -> httpx.Response:
        host, address = at.hostname or "", self._looked_up(at)
        literal = f"[{address}]" if ":" in address else address
        port = at.port or (443 if at.scheme == "https" else 80)
        target = f"{at.scheme}://{literal}:{port}{at.path or '/'}{'?' + at.query if at.query else ''}"
        try:
            with httpx.Client(timeout=PATIENCE, trust_env=False, follow_redirects=False) as http:
                named = {**headers, "Host": at.netloc}
                return http.post(target, content=body, headers=named, extensions={"sni_hostname": host})
        except httpx.HTTPError as error:
            raise Temporary(f"{host}: {type(error).__name__}") from error

    def _looked_up(self, at: SplitResult) -> str:
        """The address that is then used, so that it cannot become another one in between."""
        try:
            found = socket.getaddrinfo(at.hostname, at.port or 443, type=socket.SOCK_STREAM)
        except OSError as error:
            raise Temporary(f"{at.hostname}: {type(error).__name__}") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses:
            raise Temporary(f"{at.hostname}: no address")
        for address in addresses:
            loopback = self.loopback and ipaddress.ip_address(address).is_loopback
            if not is_public(address) and not loopback:
                raise Permanent(f"{at.hostname} is not a public host")
        return addresses[0]


def _note(message: Message) -> bytes:
    """What sw.js shows. Push services take 4 KB; a line is far below that."""
    note = {
        "title": message.community,
        "body": " ".join(message.subject.split())[:300],
        "url": urlsplit(message.link).path or "/inbox",
        "tag": message.key,
    }
    return json.dumps(note, ensure_ascii=False).encode()


def _sealed(to: Subscription, note: bytes) -> bytes:
    from pywebpush import WebPusher, WebPushException  # large, and few instances need it at once

    try:
        sealed = WebPusher({"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}).encode(note)
    except (WebPushException, ValueError, TypeError) as error:
        raise Gone(f"its keys are none: {type(error).__name__}") from error
    body: bytes = sealed["body"]
    return body


def _judged(answer: httpx.Response) -> str:
    code = answer.status_code
    if code in (200, 201, 202, 204):
        return answer.headers.get("Location", "")[:200]
    if code in (404, 410):
        raise Gone(f"HTTP {code}")
    if code == 429 or code >= 500:
        waits = answer.headers.get("Retry-After", "")
        raise Temporary(f"HTTP {code}", timedelta(seconds=min(int(waits), 86400)) if waits.isdecimal() else None)
    raise Permanent(f"HTTP {code}")


def from_config(config: Config) -> Push:
    """`contact` is whom a push service writes to when something is wrong."""
    contact = config.mail_from.rpartition("<")[2].rstrip(">").strip()
    return Push(f"mailto:{contact or 'admin@localhost.localdomain'}", config.push_to_loopback)
