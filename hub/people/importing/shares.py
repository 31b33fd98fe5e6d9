"""Shares of ownership, exact."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from hub.people.importing import cells
from hub.people.importing.reasons import BadCell
from hub.people.importing.workbook import Value

_EQUAL = re.compile("共同共有|按份共有|共有|均等|平均|等份|各半|夫妻共有|联名")
_ALL = re.compile("单独所有|单独|独有|全部|全额|一人")
_LARGEST_DENOMINATOR = 10_000


def fraction(words: str, percent: bool = False) -> Fraction:
    """From "1/2", "50%", "0.5", "二分之一" → 1/2. `percent`: the column says its plain numbers are per cent."""
    words = words.replace(" ", "")
    chinese = re.fullmatch("(.{1,3})分之(.{1,3})", words)
    if chinese:
        words = f"{cells.number(chinese[2])}/{cells.number(chinese[1])}"
    try:
        if words.endswith("%"):
            share = Fraction(Decimal(words[:-1])) / 100
        elif re.fullmatch(r"\d{1,6}/\d{1,6}", words):
            share = Fraction(words)
        elif re.fullmatch(r"\d{1,3}(\.\d+)?|\.\d+", words):
            share = _decimal(Fraction(Decimal(words)), percent)
        else:
            raise BadCell("share_unreadable")
    except (ArithmeticError, ValueError) as error:
        raise error if isinstance(error, BadCell) else BadCell("share_unreadable") from error
    if not 0 < share <= 1:
        raise BadCell("share_over" if share > 1 else "share_unreadable")
    return share.limit_denominator(_LARGEST_DENOMINATOR)


def _decimal(value: Fraction, percent: bool) -> Fraction:
    if percent or value > 1:
        return value / 100
    near = value.limit_denominator(60)
    return near if abs(near - value) < Fraction(1, 2000) else value  # 0.3333 is a third


def shares(value: Value, percent: bool, owners: int) -> list[Fraction | None]:
    """One share for each of `owners` (None: not stated). A single share is everyone's; the sum may not pass 1."""
    cells.checked(value)
    if isinstance(value, date | time):
        raise BadCell("share_date")
    if cells.blank(value) or owners == 0:
        return [None] * owners
    words = cells.text(value)
    if _EQUAL.search(words) and not re.search(r"\d", words):
        return [None] * owners
    if _ALL.fullmatch(words):
        return [Fraction(1)] if owners == 1 else [None] * owners
    pieces = [p for p in re.split(r"[、,;|和\n ]|:(?=\d)", re.sub("各|占|份额|每人", "", words)) if p]
    stated = [fraction(re.sub(r"^[\u3400-\u9fff·]+(?=\d)", "", piece).lstrip(":"), percent) for piece in pieces]
    if len(stated) == 1 and owners > 1:
        stated *= owners
    if len(stated) != owners:
        raise BadCell("share_count")
    if sum(stated) > 1 + Fraction(1, 1000):
        raise BadCell("share_over")
    return list(stated)
