"""Reads single cells: text, areas, floors, kinds, days. Every function answers a value, None for blank, or BadCell."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from hub.people.importing.reasons import BadCell
from hub.people.importing.workbook import Value

BLANKS = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "\\", "无", "空", "暂无", "不详", "未知", "N/A", "NULL", "NONE"}
)
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_LARGEST_AREA = 100_000_00
_NOISE = Decimal("0.000001")
_LONG_DIGITS = re.compile(r"\d(?:[ \-–.]?\d){6,17}[Xx]?")
_WHOLE_FLOAT = re.compile(r"-?\d+\.0+")
_EXCEL_DAY_0 = date(1899, 12, 30)

_NUMERALS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

_KINDS = (
    ("flat", re.compile("^(?!.*(铺|店|车))(.*商品|.*安置|.*动迁|.*回迁|.*售后|.*公房)")),
    ("space", re.compile("车位|车库|停车|parking", re.I)),
    ("storage", re.compile("储藏|储物|仓库|仓储|杂物|自行车|地下室|storage", re.I)),
    ("shop", re.compile("商铺|商业|店|商服|门面|门市|底商|商|办公|写字楼|非住宅|会所|经营|shop|office", re.I)),
    ("flat", re.compile("住|宅|寓|墅|房|自用|出租|空置|flat|apartment|residen", re.I)),
)


def text(value: Value) -> str:
    """What stands in the cell, as a person reads it: half-width, one line, whole floats without ".0"."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if (value.hour, value.minute) == (0, 0) else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return plain_number(value)
    folded = unicodedata.normalize("NFKC", str(value))
    words = " ".join(_INVISIBLE.sub("", folded).split())
    # a text table written by a program: 701.0 is a room, 13800000001.0 a telephone number
    return words.partition(".")[0] if _WHOLE_FLOAT.fullmatch(words) else words


def plain_number(value: float) -> str:
    """13800000001.0 → "13800000001", 98.5 → "98.5"; never in scientific notation."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def blank(value: Value) -> bool:
    """True for an empty cell and for the signs people write instead."""
    return text(value).upper() in BLANKS


def checked(value: Value) -> Value:
    """The value itself; BadCell for Excel's own error values."""
    if isinstance(value, str) and value.strip().upper() in _ERRORS:
        raise BadCell("cell_error")
    return value


def masked(value: Value) -> str:
    """For reports: as typed, cut short, with long runs of digits hidden (telephone and identity-card numbers)."""
    shown = plain_number(value) if isinstance(value, float) else "" if value is None else text(value)
    return _LONG_DIGITS.sub(_hide, shown)[:60]


def _hide(match: re.Match[str]) -> str:
    run = match[0]
    if len(re.sub(r"\D", "", run)) > 11:
        return "*" * len(run)
    return f"{run[:3]}{'*' * (len(run) - 5)}{run[-2:]}" if len(run) < 11 else f"{run[:3]}****{run[-4:]}"


def number(words: str) -> str:
    """Chinese numerals up to 99 as digits: "十二" → "12"; anything else unchanged."""
    match = re.fullmatch("([一二两三四五六七八九])?(十)?([零〇一二两三四五六七八九])?", words)
    if not match or not words:
        return words
    tens, ten, ones = match.groups()
    if ten:
        return str((_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0))
    return str(_NUMERALS[tens or ones]) if bool(tens) != bool(ones) else words


def area(value: Value) -> int | None:
    """Square metres → 0.01 m², exactly. More than two decimals are refused unless they are a float's own noise."""
    checked(value)
    if blank(value):
        return None
    if isinstance(value, datetime | date):
        raise BadCell("area_unreadable")
    words = re.sub(r"(平方米|平米|平方|m2|㎡|m\^2|平)$", "", text(value).lower().replace(" ", ""))
    words = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", words)
    if not re.fullmatch(r"[+-]?(\d{1,15}(\.\d{0,20})?|\.\d{1,20})", words):
        raise BadCell("area_unreadable")
    try:
        exact = Decimal(words)
    except InvalidOperation as error:
        raise BadCell("area_unreadable") from error
    cents = round(exact, 2)
    if exact != cents and abs(exact - cents) > _NOISE:
        raise BadCell("area_decimals")
    if cents <= 0:
        raise BadCell("area_not_positive")
    hundredths = int(cents * 100)
    if hundredths > _LARGEST_AREA:
        raise BadCell("area_huge")
    return hundredths


def floor(value: Value) -> int | None:
    """From "7层", "７F", "-1", "B1", "负一层" → 7, 7, -1, -1, -1; a range ("1-2层") → its lowest."""
    checked(value)
    if blank(value):
        return None
    words = re.sub(r"^第|地上|(层|楼|F|f)$|\s", "", text(value)).upper()
    below = re.fullmatch(r"(?:B|负|地下|-)(.+)?", words)
    if below:
        words = number(re.sub("(层|楼|F)$", "", below[1] or "1"))
        if re.fullmatch(r"[1-9]", words):
            return -int(words)
        raise BadCell("floor_unreadable")
    words = number(re.split("[-~至、,/]", words)[0].rstrip("层楼F"))
    if not re.fullmatch(r"\d{1,3}", words) or int(words) > 200:
        raise BadCell("floor_unreadable")
    return int(words)


def kind(value: Value) -> str | None:
    """flat, shop, storage or space from what people call it."""
    checked(value)
    if blank(value):
        return None
    words = text(value)
    for name, pattern in _KINDS:
        if pattern.search(words):
            return name
    raise BadCell("kind_unknown")


def day(value: Value) -> date | None:
    """A date as Excel has it or as people type it; None for blank and for "not delivered yet"."""
    checked(value)
    if blank(value):
        return None
    if isinstance(value, datetime):
        found: date = value.date()
    elif isinstance(value, date):
        found = value
    else:
        words = text(value).replace(" ", "")
        if re.fullmatch("未.*", words):
            return None
        counted = re.fullmatch(r"[1-9]\d{4}", words)  # Excel's day number
        found = _EXCEL_DAY_0 + timedelta(days=int(words)) if counted else _typed_day(words)
    if not date(1950, 1, 1) <= found <= date(2099, 12, 31):
        raise BadCell("date_unreadable")
    return found


def _typed_day(words: str) -> date:
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:\d{1,2}:.*)?", words) or re.fullmatch(
        r"(\d{4})(\d\d)(\d\d)", words
    )
    if not match:
        raise BadCell("date_unreadable")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise BadCell("date_unreadable") from error
