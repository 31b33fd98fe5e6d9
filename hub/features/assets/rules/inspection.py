"""How an inspection stands today, in words, and when somebody has to be reminded. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.features.assets.rules.intervals import Every, Span, date_at

SOON = 30


class Standing(StrEnum):
    """Red, amber, green, or nobody knows."""

    FAILED = "failed"
    LATE = "late"
    SOON = "soon"
    FINE = "fine"
    UNKNOWN = "unknown"


class Result(StrEnum):
    """What the inspectors found."""

    PASS = "pass"  # noqa: S105
    CONDITIONS = "conditions"
    FAIL = "fail"


RESULTS = {Result.PASS: _l("合格"), Result.CONDITIONS: _l("整改后合格"), Result.FAIL: _l("不合格")}


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """What the certificate says. Without `next_due` it is counted by the asset's own interval."""

    done_on: date
    body: str
    result: Result
    note: str = ""
    next_due: date | None = None


MARKS = (60, 30, 7)  # days before
LATE = "late"


def standing(due: date | None, today: date, result: str | None = None) -> Standing:
    """`due` is the last day on which it is still in order; what was failed is in order on no day."""
    if result == Result.FAIL:
        return Standing.FAILED
    if due is None:
        return Standing.UNKNOWN
    if due < today:
        return Standing.LATE
    return Standing.SOON if (due - today).days <= SOON else Standing.FINE


def spoken(due: date | None, today: date, result: str | None = None) -> object:
    """ "已过期 12 天", "今天到期", "还有 45 天", "检验不合格"."""
    if result == Result.FAIL:
        return _l("检验不合格")
    if due is None:
        return _l("没有登记到期日")
    days = (due - today).days
    if days < 0:
        return _l("已过期 %(n)s 天", n=-days)
    return _l("还有 %(n)s 天", n=days) if days else _l("今天到期")


def mark(due: date, today: date) -> str | None:
    """Which reminder is due now: "60", "30", "7" or "late"; of several that went by only the latest."""
    days = (due - today).days
    if days < 0:
        return LATE
    reached = [one for one in MARKS if days <= one]
    return str(reached[-1]) if reached else None


def next_due(done: date, before: date | None, months: int | None) -> date | None:
    """When it falls due again: from the old date if it was done in the last month before that, else from `done`."""
    if not months:
        return None
    early = before is not None and 0 <= (before - done).days <= SOON
    return date_at(before if early and before else done, Every(months, Span.MONTH), 1)
