"""Finds the header in the first lines of a sheet and what each column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hub.people.importing import cells
from hub.people.importing.workbook import Sheet, Value

LINES = 10
MANY = ("owner", "phone")
_WHO = "(?:业主|产权人|户主|住户|房主|权利人|所有权人|本人|owner)?"
_CO = "(?:共有|共同|联名)"

_FIELDS: tuple[tuple[str, str], ...] = (
    ("identity", r".*(?:身份证|证件).*|公民身份号码|id(?:card|number)?"),
    ("ignored", r".*(?:紧急联系|租户|租客|承租|使用人|家庭成员|套内|公摊|分摊|使用面积|花园面积|阳台面积|车牌).*"),
    ("parking", r"(?:产权|地下)?(?:车位|车库)(?:号|编号|号码|情况|信息)?"),
    ("ignored", r"序号|编号|no|备注|说明|签名|签字|户数|合计|remarks?|notes?|性别|邮箱|微信|微信号|邮编|物业费|入住.*"),
    ("phase", r"期|分期|期数|期次|所属分期|项目分期|phase"),
    ("building", r"(?:所在)?(?:楼栋|楼幢|楼座|楼宇|栋座|栋|幢|楼|座)(?:号|数|名称)?|building"),
    ("entrance", r"单元|单元号|单元门|门洞|梯|梯号|单元名称|entrance"),
    ("floor", r"楼层|层|层数|所在层|所在楼层|楼层号|层号|floor"),
    (
        "room",
        r"房(?:间|屋|室)?(?:编号|号|代码)|室号?|房间|房屋|户号|门牌号?|单元房号|房屋房号|房源|room|unit(?:no|code)?",
    ),
    ("room", r"(?:楼栋|楼|栋|幢|座)号?(?:单元)?号?(?:房间?|室)号?"),
    ("room", r"(?:房屋)?(?:坐落|座落|地址|位置)|房屋名称|专有部分|专有部分编号|房产"),
    ("owner", _WHO + r"(?:姓名|名称|名字)|业主|产权人|所有权人|权利人|户主|房主|住户|业主信息|name|owners?"),
    ("owner", _CO + r"(?:产权)?(?:人|业主)(?:姓名|名称)?|其他(?:业主|产权人|权利人)"),
    ("phone", rf"(?:{_CO}(?:产权)?人|{_WHO})的?(?:联系|移动|手机|固定|家庭|常用)?(?:电话|手机|座机)(?:号码|号)?"),
    ("phone", _WHO + r"(?:联系方式|联络方式|联系号码|手机号|联系人电话)|tel|telephone|mobile|phone|phonenumber"),
    ("area3", r"(?:专有部分|专有)(?:建筑)?面积"),
    ("area2", r"(?:产权|登记|产证|证载|房产证|产权证|不动产权?证?|房屋产权)(?:登记|建筑|证)?面积"),
    ("area1", r"(?:房屋|实测|测绘|总)?(?:建筑|建)面积?|(?:房屋|建筑)?面积|实测面积|房屋建筑面积|area"),
    ("share", r"(?:产权|所有权|共有|持有)?(?:份额|比例|占比)(?:比例)?|共有情况|共有方式|share"),
    ("kind", r"(?:房屋|规划|设计|产权|房产|物业|建筑)?(?:用途|类型|性质|类别|业态|种类)|kind|type"),
    ("delivered", r"(?:交付|交房|交楼|收房|接房)(?:日期|时间|日)?|deliver(?:ed|y)(?:date|on)?"),
)
_PATTERNS = tuple((name, re.compile(pattern, re.I)) for name, pattern in _FIELDS)
_AREAS = ("area3", "area2", "area1")
_FOREIGN = re.compile("紧急|租|承租|使用人|家庭|物业")


@dataclass
class Header:
    """Column numbers from 1. `last` is the header's last row; `percent`: plain numbers in the share column are %."""

    last: int
    columns: dict[str, int] = field(default_factory=dict)
    owners: list[int] = field(default_factory=list)
    phones: list[int] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    identity: list[str] = field(default_factory=list)
    percent: bool = False
    kind: str | None = None
    labels: frozenset[tuple[int, str]] = frozenset()

    @property
    def score(self) -> int:
        return len(self.columns) * 3 + len(self.owners[:1]) * 3 + len(self.phones[:1]) * 3 + len(self.owners[1:])

    @property
    def usable(self) -> bool:
        return "room" in self.columns and ("area" in self.columns or bool(self.owners))


def label(value: Value) -> str:
    """A header cell without spaces, bracketed units, stars and colons."""
    words = cells.text(value).replace(" ", "").lower()
    words = re.sub(r"\(.*?\)|\[.*?\]|【.*?】|\(.*$", "", words)
    words = re.sub(
        r"[*:：_#?.、\-]|(?<=面积)(?:/)?(?:m2|平方米|平米|平)$|/m2$|(?<=[人名话机号式主])\d{1,2}$", "", words
    )
    return re.sub(r"^(?:房屋)(?=楼栋|单元|楼层|用途)", "", words)


def meaning(words: str) -> str | None:
    """The field a label stands for; "业主/产权人" is one, "楼栋/单元/房号" is a room."""
    if not words or len(words) > 16:
        return None
    for name, pattern in _PATTERNS:
        if pattern.fullmatch(words):
            return name
    pieces = re.split("[/、或及]", words)
    parts = [meaning(piece) for piece in pieces] if len(pieces) > 1 else []
    if parts and None not in parts:
        return "room" if "room" in parts else parts[0] if len(set(parts)) == 1 else None
    return None


def find(sheet: Sheet) -> Header | None:
    """The most telling header of one or two lines among the first ten; None if no line names rooms and more."""
    lines = [(number, _filled(sheet, number, values)) for number, values in sheet.rows if number <= LINES + 1]
    best: Header | None = None
    for i, (number, values) in enumerate(lines):
        if number > LINES:
            break
        below = lines[i + 1][1] if i + 1 < len(lines) and lines[i + 1][0] == number + 1 else []
        candidate = _header(number + 1, [values, below]) if _two_lines(values, below) else None
        if candidate is None or not candidate.usable:
            candidate = _header(number, [values])
        if candidate.usable and not _begins_above(sheet, number) and (best is None or candidate.score > best.score):
            best = candidate
    return best


def _filled(sheet: Sheet, number: int, values: list[Value]) -> list[Value]:
    """A header row with its merged cells written out."""
    row = list(values)
    for merge in sheet.merges:
        if merge.top <= number <= merge.bottom and merge.right < 60:
            source = next((v for n, v in sheet.rows if n == merge.top), [])
            value = source[merge.left - 1] if merge.left <= len(source) else None
            row.extend([None] * (merge.right - len(row)))
            for column in range(merge.left - 1, merge.right):
                row[column] = value if row[column] is None else row[column]
    return row


def _two_lines(upper: list[Value], lower: list[Value]) -> bool:
    """The lower line holds labels only, two at least, and the upper one is no title over the whole."""
    words = [label(v) for v in lower if not cells.blank(v)]
    known = [w for w in words if meaning(w)]
    above = {label(v) for v in upper if not cells.blank(v)}
    return len(above) > 1 and len(known) >= 2 and len(known) >= len(words) - 2 and not any(map(str.isdecimal, words))


def _begins_above(sheet: Sheet, number: int) -> bool:
    """A merged cell reaches into this line from the one above: it is the lower line of a header."""
    return any(merge.top < number <= merge.bottom for merge in sheet.merges)


def _header(last: int, lines: list[list[Value]]) -> Header:
    header = Header(last)
    areas: dict[str, int] = {}
    seen: set[tuple[int, str]] = set()
    for index in range(max(len(line) for line in lines)):
        words = [label(line[index]) if index < len(line) else "" for line in lines]
        raw = [line[index] if index < len(line) else None for line in lines]
        column = index + 1
        seen.update((column, w) for w in words if w)
        name = _column(words)
        title = cells.text(raw[-1]) or cells.text(raw[0])
        if not title:
            continue
        header.titles[column] = title[:40]
        if name in _AREAS:
            areas.setdefault(name, column)
        elif name == "owner":
            header.owners.append(column)
        elif name == "phone":
            header.phones.append(column)
        elif name == "identity":
            header.identity.append(title[:40])
        elif name in (None, "ignored") or name in header.columns:
            header.ignored.append(title[:40])
        else:
            header.columns[str(name)] = column
            if name == "share":
                header.percent = "%" in title
    for name in _AREAS:
        if name in areas:
            if "area" in header.columns:
                header.ignored.append(header.titles[areas[name]])
            header.columns.setdefault("area", areas[name])
    _stand_in(header)
    header.labels = frozenset(seen)
    return header


def _stand_in(header: Header) -> None:
    """Without a column for rooms, 单元 holds them; a list of parking spaces has them under 车位."""
    columns = header.columns
    parking = columns.pop("parking", None)
    if "room" not in columns and "entrance" in columns:
        columns["room"] = columns.pop("entrance")
    elif "room" not in columns and parking is not None:
        columns["room"], header.kind = parking, "space"
        parking = None
    if parking is not None:
        header.ignored.append(header.titles[parking])


def _column(words: list[str]) -> str | None:
    """What one column means: the lower line, unless the upper one makes it somebody else's."""
    if len(words) == 1 or words[0] == words[1]:
        return meaning(words[0])
    upper, lower = words
    if _FOREIGN.search(upper) and lower:
        return "ignored"
    joined = meaning(upper + lower)
    if joined in ("identity", "ignored"):
        return joined
    return meaning(lower) or joined or (meaning(upper) if not lower else None)
