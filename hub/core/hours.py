"""Spans of a day as people write them: "8:00-12:00、14-18点". Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken

DAY = 24 * 60
MOST_A_DAY = 4
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?(?:-|~|至|到)(\d{1,2})(?::(\d{2}))?")

_OVERNIGHT = _l("请写成 8:00-18:00 这样；夜班写 20:00-8:00。")
_DAYTIME = _l("请写成 8:00-12:00、14:00-18:00 这样。")

Span = tuple[int, int]  # minutes from midnight; an end no later than the beginning is on the next day


def parse(text: str, field: str, *, overnight: bool = False) -> tuple[Span, ...]:
    """In order of time; "" is none. RuleBroken on `field` when it cannot be read or two spans overlap.

    Only with `overnight` may a span go on past midnight.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = plain.replace("—", "-").replace("–", "-").replace("−", "-").replace("点", ":00")
    written = [part.replace(" ", "") for part in re.split(r"[、,;\n]+", plain) if part.strip()]
    if len(written) > MOST_A_DAY:
        raise RuleBroken(_l("一天最多写 4 段时间。"), field)
    spans = sorted(_span(one, field, overnight) for one in written)
    for (begin, end), (following, _) in pairwise(spans):
        if begin + length((begin, end)) > following:
            raise RuleBroken(_l("两段时间重叠了。"), field)
    return tuple(spans)


def length(span: Span) -> int:
    """How many minutes it lasts."""
    return (span[1] - span[0]) % DAY or DAY


def spoken(spans: Iterable[Span]) -> str:
    """ "08:00-12:00、14:00-18:00", as `parse` reads it back; "" for none."""
    return "、".join(f"{_clock(begin)}-{_clock(end)}" for begin, end in sorted(spans))


def _span(text: str, field: str, overnight: bool) -> Span:
    found = _SPAN.fullmatch(text)
    hint = (
        _l("请写成 8:00-18:00 这样；夜班写 20:00-8:00。") if overnight else _l("请写成 8:00-12:00、14:00-18:00 这样。")
    )
    if found is None:
        raise RuleBroken(hint, field)
    minutes = int(found[2] or 0), int(found[4] or 0)
    begin, end = int(found[1]) * 60 + minutes[0], int(found[3]) * 60 + minutes[1]
    ordered = begin != end if overnight else begin < end
    if max(minutes) > 59 or begin >= DAY or end > DAY or not ordered:
        raise RuleBroken(hint, field)
    return begin, end


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
