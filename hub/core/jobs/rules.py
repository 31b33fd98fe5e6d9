"""When a failed errand is tried again, and what is said of its failure. Sums on plain values."""

from __future__ import annotations

import re
from datetime import timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
GROWTH = 3
SPREAD = 0.2
LONGEST_ERROR = 300

_ADDRESS = re.compile(r"[^\s<>@:,;\"']+@[^\s<>@,;\"']+")
_NUMBER = re.compile(r"\d[\d -]{5,}\d")


def wait(tries: int, chance: float) -> timedelta:
    """How long to wait after the `tries`-th failure: 30 s, 90 s, 4½ min … 6 h, and up to a fifth more by `chance`.

    The spread keeps a thousand letters that failed together from knocking together again.
    """
    exponent = min(tries - 1, 20)  # 3²⁰ is beyond any longest wait already
    plain = min(FIRST_WAIT * GROWTH**exponent, LONGEST_WAIT)
    return plain * (1 + SPREAD * chance)


def readable(error: BaseException) -> str:
    """The failure in one line for the admin, without anybody's address or number."""
    line = " ".join(f"{type(error).__name__}: {error}".split())
    return _NUMBER.sub("…", _ADDRESS.sub("…", line))[:LONGEST_ERROR]
