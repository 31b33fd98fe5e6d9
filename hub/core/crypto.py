"""Keys of this instance: one secret, several purposes that cannot be swapped for one another."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def derive(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose (RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())


def _key(purpose: str) -> bytes:
    cache: dict[str, bytes] = current_app.extensions.setdefault("hub-keys", {})
    if purpose not in cache:
        cache[purpose] = derive(current_app.config["HUB"].secret_key, purpose)
    return cache[purpose]


def seal(text: str) -> str:
    """Encrypt for storage; authenticated, so a changed byte is noticed."""
    return Fernet(base64.urlsafe_b64encode(_key("at-rest"))).encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """Decrypt what `seal` made; ValueError when the key or the text is another one."""
    try:
        return Fernet(base64.urlsafe_b64encode(_key("at-rest"))).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ValueError("cannot be decrypted with this instance's secret key") from error


def index(text: str, purpose: str) -> str:
    """A keyed fingerprint: equal texts meet, but nobody without the key can try all telephone numbers."""
    return hmac.new(_key("index:" + purpose), text.encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """How a random token of ≥ 128 bits is kept: a plain hash suffices, there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
