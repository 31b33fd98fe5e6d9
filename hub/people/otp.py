"""One-time passwords by time (RFC 6238) and recovery codes. Pure."""

from __future__ import annotations

import hmac
import unicodedata

import pyotp

from hub.people import codes

STEP_S = 30
RECOVERY_CODES, RECOVERY_LENGTH = 10, 8


def new_secret() -> str:
    """160 bits in base 32."""
    return pyotp.random_base32()


def address(secret: str, account: str, issuer: str) -> str:
    """The otpauth:// address an authenticator scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def spelled(secret: str) -> str:
    """The key in groups of four, for typing by hand."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def digits(typed: str) -> str:
    """The digits of what was typed, full width or not."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed) if c in "0123456789")


def accepted_step(secret: str, typed: str, at: int, last: int | None) -> int | None:
    """The time step whose code was typed at `at` (Unix seconds): this one or a neighbour, and later than `last`."""
    code, totp = digits(typed), pyotp.TOTP(secret)
    found = None
    for step in (at // STEP_S - 1, at // STEP_S, at // STEP_S + 1):
        # every comparison is made, whichever matches
        if hmac.compare_digest(totp.at(step * STEP_S), code) and (last is None or step > last):
            found = step
    return found


def recovery_codes() -> list[str]:
    """Ten fresh ones."""
    return [codes.fresh(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
