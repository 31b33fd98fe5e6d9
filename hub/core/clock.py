"""The only door to time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_frozen: list[datetime] = []


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _frozen[-1] if _frozen else datetime.now(UTC)


def today() -> date:
    """The date on the compound's wall."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment as the compound's clocks show it."""
    return moment.astimezone(LOCAL)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` (aware); for tests and for telling a past story."""
    if moment.tzinfo is None:
        raise ValueError("a frozen moment needs its time zone")
    _frozen.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.pop()


def in_minutes(minutes: float) -> datetime:
    """`minutes` from now, UTC."""
    return now() + timedelta(minutes=minutes)
