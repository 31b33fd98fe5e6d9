"""Passwords: argon2id, computed off the loop. An unknown number costs as much time as a wrong password."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from hub.core.i18n import lazy as _l
from hub.core.offload import offload
from hub.core.problems import RuleBroken

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's second choice: 19 MiB, two passes
# a hash of nothing anybody knows, to compare with when the number is unknown
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$4M6gPqm0hJ2qMmxXo4pCQ1l5K2d3mC0zqJ7yqO3v3hE"
SHORTEST, LONGEST = 8, 128
_COMMON = frozenset({"12345678", "123456789", "1234567890", "password", "88888888", "66666666", "11111111", "00000000"})


def check_new(password: str, phone: str = "") -> None:
    """RuleBroken on field "password" when it is too short, too long or the first thing anybody tries."""
    if len(password) < SHORTEST:
        raise RuleBroken(_l("密码至少要 8 位。"), "password")
    if len(password) > LONGEST:
        raise RuleBroken(_l("密码太长了，最多 128 位。"), "password")
    if password.lower() in _COMMON or len(set(password)) < 3 or (phone and password in phone):
        raise RuleBroken(_l("这个密码太容易被猜到，请换一个。"), "password")


def hashed(password: str) -> str:
    """argon2id with its parameters and salt."""
    return offload(_hasher.hash, password)


def matches(password_hash: str | None, password: str) -> bool:
    """True if `password` is the one; takes the same time when there is no account."""
    return offload(_verify, password_hash or _NOBODY, password[:LONGEST]) and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
