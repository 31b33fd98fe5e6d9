"""Where a unit is: building, entrance and room out of what people call it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time

from hub.people.importing import cells
from hub.people.importing.reasons import BadCell
from hub.people.importing.workbook import Value

_DASHES = re.compile("[－—–−‒‐‑﹣~_.·]+|-{2,}")
_NUMERAL = "一二两三四五六七八九十"
_TOKEN = rf"(?:[A-Z]{{0,2}}\d{{1,4}}[A-Z]?|[A-Z]|[{_NUMERAL}]{{1,3}}|[甲乙丙丁戊东西南北中])"
_ROOM = r"(?:[A-Z]{0,2}-?\d{1,6}[A-Z]{0,2}|\d{1,3}[A-Z]\d{0,2})"
_B_SIGN = r"(?:号楼|号幢|号栋|#楼|幢|栋|座|号|#|楼)"
_PHASE = re.compile(rf"第?(\d+|[{_NUMERAL}]+|[东西南北中])期-?")
_ADDRESS = re.compile(r"^.*?(?:弄|小区|花园|社区|家园|公寓|新村|嘉园|花苑|苑)(?=.*\d)")
_FULL = re.compile(
    rf"(?P<b>{_TOKEN}){_B_SIGN}-?(?:(?P<e>{_TOKEN})(?:单元|门|梯)-?)?(?:(?P<e2>\d{{1,2}})-)?(?P<r>{_ROOM})(?:室|房|号房|号)?"
)
_ENTRANCE = re.compile(rf"(?P<e>{_TOKEN})(?:单元|门|梯)-?(?P<r>{_ROOM})(?:室|房|号房|号)?")
_ONE = re.compile(rf"(?P<r>{_ROOM})(?:室|房|号房|号)?")
# 东101, 跃701, 阁楼1: local names stay as they are; what is plainly no room (a building, a date, a remark) does not
_NAMED = re.compile(r"(?=.*\d)(?!.*([年月日页户元]|附件|.*(号楼|幢|栋|座|楼|单元|层|期)$))[A-Z0-9一-龥]{2,10}")
_SPECIAL = (
    ("space", "车位", re.compile(r"(?:产权|地下|机械|固定|停)?(?:车位|车库)(?:号)?[:-]?|(?:号)?(?:车位|车库)$")),
    (
        "shop",
        "商铺",
        re.compile(
            r"(?:底层|沿街)?(?:商铺|店铺|底商|门面房?|门市|商业|[商店铺](?=-?\d))[:-]?|(?:号)?(?:商铺|店铺|门面)$"
        ),
    ),
    (
        "storage",
        "储藏室",
        re.compile(r"(?:储藏室|储物间|储藏间|地下室|杂物间|自行车库)[:-]?|号?储藏[室间]$"),
    ),
)

_KIND_WORDS = (
    ("space", re.compile("车位|车库")),
    ("shop", re.compile("商铺|店铺|底商|门面|商业")),
    ("storage", re.compile("储藏|储物")),
)


@dataclass(frozen=True)
class Place:
    """What a room cell says. `first` is the leading part of a two-part code whose meaning the columns decide."""

    room: str
    building: str | None = None
    entrance: str | None = None
    phase: str | None = None
    kind: str | None = None
    first: str | None = None
    word: str = ""


def folded(value: Value) -> str:
    """Half-width, capitals, no spaces, one kind of dash."""
    words = cells.text(value).upper().replace(" ", "").replace("＃", "#")
    return _DASHES.sub("-", words).strip("-")


def place(value: Value) -> Place | None:
    """Read a room cell; None if blank, BadCell if it makes no sense."""
    cells.checked(value)
    if isinstance(value, date | time):
        raise BadCell("room_date")
    if cells.blank(value):
        return None
    words = _ADDRESS.sub("", folded(value))
    phase = None
    ahead = _PHASE.match(words)
    if ahead:
        phase, words = cells.number(ahead[1]), words[ahead.end() :]
    for kind, name, pattern in _SPECIAL:
        match = pattern.search(words)
        if match:
            return _special(words, match, kind, name, phase)
    full = _FULL.fullmatch(words)
    if full:
        entrance = full["e"] or full["e2"]
        return Place(_room(full["r"]), cells.number(full["b"]), entrance and cells.number(entrance), phase)
    inner = _ENTRANCE.fullmatch(words)
    if inner:
        return Place(_room(inner["r"]), None, cells.number(inner["e"]), phase)
    return _dashed(re.sub("(室|房|号房|号)$", "", words).replace("/", "-").replace("#", "-"), phase)


def _dashed(words: str, phase: str | None) -> Place:
    parts = [part for part in words.split("-") if part]
    if not parts or len(parts) > 4:
        raise BadCell("room_unknown")
    room = _room(parts[-1])
    if not (_ONE.fullmatch(room) or _NAMED.fullmatch(room) or (len(parts) > 1 and re.fullmatch("[A-Z]", room))):
        raise BadCell("room_unknown")
    ahead = [cells.number(re.sub(rf"(?<!^)({_B_SIGN}|单元|门|梯|期)$", "", part)) for part in parts[:-1]]
    if not all(re.fullmatch(_TOKEN, part) for part in ahead):
        raise BadCell("room_unknown")
    if len(ahead) == 3:
        return Place(room, ahead[1], ahead[2], phase or ahead[0])
    if len(ahead) == 2:
        return Place(room, ahead[0], ahead[1], phase)
    if len(ahead) == 1:
        return Place(room, first=ahead[0], phase=phase)
    return Place(room, phase=phase)


def _special(words: str, match: re.Match[str], kind: str, name: str, phase: str | None) -> Place:
    """From "商铺12号", "3号楼商铺12", "车位B1-023", "B1-023车位"."""
    before, after = words[: match.start()], words[match.end() :]
    rest = after or before
    inside = re.fullmatch(rf"(?P<b>{_TOKEN}){_B_SIGN}?-?", before) if after and before else None
    if after and before and not inside:
        rest = f"{before}-{after}"
    rest = re.sub("(室|房|号房|号|#)$", "", rest).strip("-:")
    if not re.fullmatch(r"[A-Z0-9一-龥]{1,10}(-[A-Z0-9]{1,8}){0,3}", rest) or not re.search(r"\d", rest):
        raise BadCell("room_unknown")
    if inside:
        return Place(rest, cells.number(inside["b"]), None, phase, kind, word=name)
    return Place(rest, None, None, phase, kind, word=name)


def _room(words: str) -> str:
    words = words.strip("-")
    if len(words) > 12:
        raise BadCell("room_long")
    return words


def building(value: Value) -> str | None:
    """The code of a building as people say it: "３号楼", "3#", "三栋", 3.0 → "3"; "A座" → "A"."""
    cells.checked(value)
    if isinstance(value, date | time):
        raise BadCell("room_date")
    if cells.blank(value):
        return None
    words = _PHASE.sub("", folded(value), count=1)
    words = re.sub(rf"(?<!^){_B_SIGN}$", "", words)
    words = re.sub("^第", "", words)
    tail = re.fullmatch(rf"(.*?)({_TOKEN})", words)
    if tail and _ADDRESS.match(words):
        words = tail[2]
    if not words or len(words) > 12:
        raise BadCell("room_unknown")
    return cells.number(words)


def entrance(value: Value) -> str | None:
    """From "2单元", "二单元", 2.0 → "2"; "甲单元" → "甲"."""
    cells.checked(value)
    if isinstance(value, date | time):
        raise BadCell("room_date")
    if cells.blank(value):
        return None
    words = re.sub("(单元|单|门|梯|号)$", "", folded(value))
    if not re.fullmatch(rf"{_TOKEN}", words):
        raise BadCell("room_unknown")
    return cells.number(words)


def phase(value: Value) -> str | None:
    """From "一期", "第1期", 1 → "1"."""
    cells.checked(value)
    if cells.blank(value):
        return None
    words = re.sub("^第|期(工程)?$", "", folded(value))
    if not words or len(words) > 12:
        raise BadCell("room_unknown")
    return cells.number(words)


@dataclass(frozen=True)
class Address:
    """Where a unit is; `code` is unique in the compound ("3-2-701")."""

    building: str
    entrance: str | None
    room: str

    @property
    def code(self) -> str:
        return "-".join(part for part in (self.building, self.entrance, self.room) if part)


HOMES = {"shop": "商铺", "space": "车位", "storage": "储藏"}


def address(
    place: Place,
    building: str | None,
    entrance: str | None,
    *,
    otherwise: str | None = None,
    kind: str | None = None,
    prefix_is_building: bool = False,
) -> Address:
    """Join a room cell with its columns. `otherwise`: the sheet's building.

    The room's own words win, but must not contradict the columns (BadCell). Shops, spaces and storage rooms that stand
    in no building are kept under a building of their kind.
    """
    own_building, own_entrance = place.building, place.entrance
    if place.first is not None and kind in ("space", "storage") and not (building or otherwise):
        place = replace(place, room=f"{place.first}-{place.room}", first=None)  # B1-023 is a space, not a flat in B1
    if place.first is not None:
        known = building or otherwise
        if known is None or (place.first == known and (prefix_is_building or entrance is not None)):
            own_building = place.first
        elif entrance is not None and place.first != entrance:
            raise BadCell("entrance_differs")
        else:
            own_entrance = place.first
    if own_building and building and own_building != building:
        raise BadCell("building_differs")
    if own_entrance and entrance and own_entrance != entrance:
        raise BadCell("entrance_differs")
    special = place.kind or kind
    home = own_building or building or otherwise or HOMES.get(special or "")
    if home is None:
        raise BadCell("building_missing")
    room = place.room if home in HOMES.values() else place.word + place.room
    return Address(home, own_entrance or (None if place.kind else entrance), room)


def floor_of(room: str) -> int | None:
    """The floor a plain room number tells: 701 → 7, 1203 → 12; None when it tells nothing."""
    match = re.fullmatch(r"(\d{1,2})\d\d[A-Z]?", room)
    return int(match[1]) if match and int(match[1]) > 0 else None


def kind_of(words: str | None) -> str | None:
    """The kind a building's or a sheet's name gives away ("商铺", "3号楼底商", "地下车位")."""
    for kind, pattern in _KIND_WORDS:
        if words and pattern.search(words):
            return kind
    return None


def of_sheet(name: str) -> str | None:
    """The building a sheet is named after ("3号楼", "3幢业主", "A座"), if it is."""
    words = folded(name)
    match = re.search(rf"(?<![\d期])({_TOKEN}){_B_SIGN}", words) or re.fullmatch(r"(\d{1,3}[A-Z]?)", words)
    return cells.number(match[1]) if match else None
