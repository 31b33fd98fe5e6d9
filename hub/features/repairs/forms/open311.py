"""What a program sends in POST Service Request, read into a report; everything that is wrong is said at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from hub.core.i18n import _, speaking
from hub.features.repairs.queries.places import Door, door
from hub.features.repairs.rules.open311 import HIGHEST_FLOOR, LONGEST_DESCRIPTION, LOWEST_FLOOR, Refused
from hub.features.repairs.rules.places import KINDS, Kind, Spot
from hub.features.repairs.rules.report import Caller, Report

_ATTRIBUTE = re.compile(r"attribute\[([^\]]+)\](\[\])?")
_MEDIA = re.compile(r"https?://[^\s<>\"']{1,1990}")
ATTRIBUTES = ("spot", "door", "floor")
LONGEST_NOTE = 100


def report_from(form: MultiDict[str, str]) -> tuple[Report, Caller]:
    """Raises Refused. A position is checked and not kept: the place is the attribute, of the register's own lists."""
    return _Reader(form).read()


class _Reader:
    def __init__(self, form: MultiDict[str, str]) -> None:
        self.form = form
        self.wrong: list[str] = []
        self.given = dict(self._attributes())

    def text(self, name: str) -> str:
        return self.form.get(name, "").strip()

    def read(self) -> tuple[Report, Caller]:
        kind, spot, place = self._kind(), self._spot(), self._place()
        self._location()
        floor, description = self._floor(), self._description(kind)
        caller = Caller(self._name(), self.text("phone"))
        if self.wrong:
            raise Refused(400, *self.wrong)
        assert kind is not None
        assert spot is not None
        report = Report(
            kind=kind,
            description=description,
            spot=spot,
            building_id=place.building_id if place else None,
            entrance_id=place.entrance_id if place else None,
            floor=floor,
            place_note=" ".join(self.text("address_string").split())[:LONGEST_NOTE],
        )
        return report, caller

    def _name(self) -> str:
        family, given = self.text("last_name"), self.text("first_name")
        western = (family + given).isascii()
        return (f"{given} {family}" if western else family + given).strip()[:60]

    def _attributes(self) -> Iterator[tuple[str, str]]:
        for name in self.form:
            found = _ATTRIBUTE.fullmatch(name)
            if found is None:
                continue
            code, values = found[1], [value.strip() for value in self.form.getlist(name) if value.strip()]
            if code not in ATTRIBUTES:
                self.wrong.append(_("没有这个 attribute：%(code)s", code=code[:40]))
            elif len(set(values)) > 1:
                self.wrong.append(_("attribute[%(code)s] 只能有一个值。", code=code))
            elif values:
                yield code, values[0]

    def _kind(self) -> Kind | None:
        code = self.text("service_code")
        if not code:
            self.wrong.append(_("没有写 service_code。"))
            return None
        if code not in set(Kind):
            raise Refused(404, _("没有这个 service_code：%(code)s", code=code[:40]))
        return Kind(code)

    def _spot(self) -> Spot | None:
        spot = self.given.get("spot", "")
        if spot in set(Spot):
            return Spot(spot)
        self.wrong.append(_("attribute[spot] 必填，要从服务说明里选。"))
        return None

    def _place(self) -> Door | None:
        for name, value in (("attribute[door]", self.given.get("door", "")), ("address_id", self.text("address_id"))):
            if value:
                found = door(value)
                if found is None:
                    self.wrong.append(_("%(name)s 不是服务说明里列出的楼或单元。", name=name))
                return found
        return None

    def _location(self) -> None:
        lat, long = self.text("lat"), self.text("long")
        if lat or long:
            if not (_within(lat, 90) and _within(long, 180)):
                self.wrong.append(_("lat 和 long 要一起写，是 WGS84 的度数。"))
        elif not self.text("address_string") and not self.text("address_id"):
            self.wrong.append(_("要写位置：lat 和 long，或 address_string，或 address_id。"))

    def _floor(self) -> int | None:
        text = self.given.get("floor", "")
        if not text:
            return None
        if re.fullmatch(r"-?\d{1,3}", text) and LOWEST_FLOOR <= int(text) <= HIGHEST_FLOOR:
            return int(text)
        self.wrong.append(_("attribute[floor] 要是整数。"))
        return None

    def _description(self, kind: Kind | None) -> str:
        """Its words, and the address of a picture as words: nothing is ever fetched from there."""
        words, media = self.text("description"), self.text("media_url")
        if len(words) > LONGEST_DESCRIPTION:
            self.wrong.append(_("description 最多 %(most)s 个字。", most=LONGEST_DESCRIPTION))
        if media and not _MEDIA.fullmatch(media):
            self.wrong.append(_("media_url 要是 http 或 https 的地址。"))
        with speaking("zh_CN"):
            if not words and kind is not None:
                words = _("%(kind)s有问题（外部系统报修，没有写说明）", kind=KINDS[kind])
            if media:
                words += "\n" + _("图片地址（没有打开过）：%(url)s", url=media)
        return words


def _within(text: str, most: float) -> bool:
    """A plain decimal number between −most and most."""
    return bool(re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,15})?", text)) and abs(float(text)) <= most
