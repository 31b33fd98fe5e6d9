"""When to try again, when to let a channel rest, when to stop."""

from __future__ import annotations

from datetime import timedelta

TRIES = 8
LEASE = timedelta(minutes=3)  # longer than any adapter may take; a killed carrier's message is free again after it
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)
FAILURES_BEFORE_REST = 5
FIRST_REST = timedelta(minutes=3)
LONGEST_REST = timedelta(minutes=30)


def wait(attempts: int, luck: float, asked: timedelta | None = None) -> timedelta:
    """After the `attempts`-th try failed: 30 s, 1 min, 2 min … two hours, ±20 % by `luck` in 0…1, so that a thousand
    messages that failed together do not come back together. `asked`: what the other side wants at least."""
    base = min(FIRST_WAIT * 2 ** max(0, min(attempts, 20) - 1), LONGEST_WAIT)
    return max(base * (0.8 + 0.4 * luck), asked or timedelta())


def rest(failures: int) -> timedelta:
    """How long a channel rests after so many failures in a row; nothing before the fifth."""
    if failures < FAILURES_BEFORE_REST:
        return timedelta()
    return min(FIRST_REST * 2 ** min(failures - FAILURES_BEFORE_REST, 10), LONGEST_REST)
