"""Telephone numbers out of a cell, however Excel and people have written them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.people import phones
from hub.people.importing import cells
from hub.people.importing.names import Name, name_key
from hub.people.importing.reasons import BadCell
from hub.people.importing.workbook import Value

_SCIENTIFIC = re.compile(r"[+]?(\d+(?:\.\d+)?)E[+]?(\d{1,2})", re.I)
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_STRONG = re.compile(r"[、,;/\\|\n]|(?<=\d)\s*[和或]\s*(?=[\d+])")  # 和 is also in names
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x)\s*\d{1,6}$", re.I)
_LABEL = re.compile(r"[^\d+]+")


@dataclass(frozen=True)
class Contact:
    """A number in E.164 form; `label` is the name written beside it, if any."""

    number: str
    label: str = ""

    @property
    def is_mobile(self) -> bool:
        return self.number.startswith("+861") and len(self.number) == 14


def contacts(value: Value) -> list[Contact]:
    """All numbers in the cell, in order; BadCell when any part is none."""
    cells.checked(value)
    if cells.blank(value):
        return []
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [Contact(_number(cells.text(value)))]
    found: list[Contact] = []
    for piece in _STRONG.split(str(value).translate(_FOLDED)):
        words = cells.text(piece)
        if words:
            found.extend(_piece(words))
    if not found:
        raise BadCell("phone_unreadable")
    return list(dict.fromkeys(found))


_FOLDED = str.maketrans({"，": ",", "；": ";", "／": "/", "｜": "|", "＼": "\\", "\r": "\n"})


def _piece(words: str) -> list[Contact]:
    scientific = _SCIENTIFIC.fullmatch(words.replace(" ", ""))
    if scientific:
        return [Contact(_number(_unfolded(scientific)))]
    label = "".join(re.findall(r"[\u3400-\u9fff·]+", words))
    digits = _EXTENSION.sub("", words)
    bare = re.sub(r"[\s\-–—.()\[\]:：\u3400-\u9fff·]", "", digits)
    if bare and re.fullmatch(rf"(?:{_MOBILE.pattern}){{2,}}", bare):
        return [Contact("+86" + number, "") for number in _MOBILE.findall(bare)]
    several = [part for part in re.split(r"\s+", digits) if len(re.sub(r"\D", "", part)) >= 7]
    if len(several) > 1:
        return [Contact(_number(_LABEL.sub("", part)), "") for part in several]
    return [Contact(_number(bare if re.search(r"\d", bare) else words), label)]


def _unfolded(match: re.Match[str]) -> str:
    """1.3800000001E10 is whole; 1.38E+10 has lost its last digits."""
    value = Decimal(f"{match[1]}E{match[2]}")
    if value != value.to_integral_value() or len(match[1].replace(".", "").lstrip("0")) < min(9, int(match[2])):
        raise BadCell("phone_shortened")
    return format(value.quantize(Decimal(1)), "f")


def _number(digits: str) -> str:
    """E.164; mainland mobiles by sight, everything else by the telephone library."""
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return "+86" + mobile[1]
    if not re.fullmatch(r"\+?\d{7,15}", digits) or re.fullmatch(r"1\d{7,}", digits):
        raise BadCell("phone_unreadable")  # eleven digits are missing or one too many
    try:
        return phones.normal(digits)
    except ValueError as error:
        raise BadCell("phone_unreadable") from error


def paired(people: Sequence[Name], numbers: Sequence[Contact]) -> Iterator[str | None]:
    """A number for each person: by the name beside it, else in order; one person's several numbers give the mobile."""
    if len(people) == 1:
        best = next((n for n in numbers if n.is_mobile), numbers[0] if numbers else None)
        return iter([best.number if best else None])
    labelled = {name_key(n.label): n.number for n in numbers if n.label}
    free = [n.number for n in numbers if name_key(n.label) not in {p.key for p in people}]
    chosen: list[str | None] = []
    for person in people:
        chosen.append(labelled.get(person.key) or (free.pop(0) if free else None))
    return iter(chosen)
