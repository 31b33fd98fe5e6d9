"""Open311 GeoReport v2 in plain values: its two statuses, its dates, what our kinds are called there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.core.problems import Problem
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.stages import OPEN, Stage

LONGEST_DESCRIPTION = 4000
MOST_REQUESTS = 1000
LONGEST_SPAN = timedelta(days=90)
LOWEST_FLOOR, HIGHEST_FLOOR = -9, 200
SCOPES = ("read", "write")
MOST_PER_HOUR = 1000


class Status(StrEnum):
    """All that the standard knows."""

    OPEN = "open"
    CLOSED = "closed"


CLOSED_STAGES = frozenset(Stage) - OPEN  # what is done waits for its requester's word only: to the world it is resolved


def status_of(stage: Stage) -> Status:
    """Repaired or ended without repair is closed; the notes say which."""
    return Status.OPEN if stage in OPEN else Status.CLOSED


def stages_of(statuses: frozenset[Status]) -> frozenset[Stage]:
    """The stages behind these statuses; no status is every status."""
    wanted = statuses or frozenset(Status)
    return frozenset(stage for stage in Stage if status_of(stage) in wanted)


NOTES = {
    Stage.SUBMITTED: _l("收到了，等物业受理。"),
    Stage.ACCEPTED: _l("物业受理了，正在安排师傅。"),
    Stage.ASSIGNED: _l("已经派给师傅。"),
    Stage.ON_THE_WAY: _l("师傅正在赶来。"),
    Stage.WORKING: _l("正在维修。"),
    Stage.WAITING_PARTS: _l("在等配件。"),
    Stage.WAITING_RESIDENT: _l("在等报修人。"),
    Stage.REOPENED: _l("还没修好，重新处理。"),
    Stage.DONE: _l("修好了，等报修人确认。"),
    Stage.CONFIRMED: _l("修好了，报修人确认过。"),
    Stage.DECLINED: _l("不归物业处理，没有受理。"),
    Stage.DUPLICATE: _l("和别的报修是同一件事，合在那一单处理。"),
    Stage.CANCELLED: _l("报修人撤销了。"),
    Stage.CLOSED: _l("没有修，关闭了。"),
}

GROUPS = {
    "equipment": _l("设施设备"),
    "building": _l("房屋和道路"),
    "surroundings": _l("环境"),
}


@dataclass(frozen=True)
class Service:
    """How a kind of repair appears in the list of services."""

    group: object
    description: object
    keywords: object


_E, _B, _S = GROUPS["equipment"], GROUPS["building"], GROUPS["surroundings"]
SERVICES = {
    Kind.LIFT: Service(_E, _l("电梯停运、异响、按钮失灵。有人被困请马上打电话。"), _l("电梯,困人,停运")),
    Kind.PLUMBING: Service(_E, _l("公共水管、下水道堵塞或损坏。"), _l("水管,下水,堵塞")),
    Kind.LEAK: Service(_B, _l("公共部位渗水、漏水。"), _l("漏水,渗水,屋顶")),
    Kind.ELECTRIC: Service(_E, _l("公共电路、插座、配电箱。"), _l("停电,跳闸,电路")),
    Kind.LIGHTING: Service(_E, _l("路灯、楼道灯、车库灯不亮。"), _l("路灯,楼道灯,不亮")),
    Kind.DOOR: Service(_E, _l("单元门、门禁、对讲、道闸。"), _l("门禁,对讲,道闸")),
    Kind.FIRE: Service(_E, _l("消火栓、烟感、疏散通道。着火请打 119。"), _l("消防,烟感,通道")),
    Kind.STRUCTURE: Service(_B, _l("墙面、地面、台阶、栏杆破损。"), _l("墙面,地砖,栏杆")),
    Kind.CLEANING: Service(_S, _l("公共部位没有打扫、垃圾没有清运。"), _l("垃圾,打扫,清运")),
    Kind.GREENING: Service(_S, _l("树枝断落、草坪和花坛。"), _l("树,草坪,花坛")),
    Kind.PEST: Service(_S, _l("老鼠、蟑螂、白蚁、蚊虫。"), _l("老鼠,蟑螂,白蚁")),
    Kind.OTHER: Service(_B, _l("以上都不是的公共部位报修。"), _l("其他,公共部位")),
}


class Refused(Problem):
    """The answer is an error of the standard: an HTTP status, and one description for each thing that is wrong."""

    def __init__(self, status: int, *descriptions: object) -> None:
        super().__init__(descriptions[0])
        self.status = status
        self.descriptions = descriptions


_W3 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")


def moment(text: str) -> datetime:
    """A date and time with its zone (https://www.w3.org/TR/NOTE-datetime), as UTC; ValueError for anything else.

    A "+" that a client forgot to encode arrives as a blank.
    """
    text = text.strip().replace(" ", "+")
    if not _W3.fullmatch(text):
        raise ValueError(text)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def w3(when: datetime) -> str:
    """A moment as the standard wants it: UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span(start: datetime | None, end: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The range asked for: the last 90 days; from one end 90 days; or both ends, at most 90 days apart."""
    if start is not None and end is not None:
        if end < start:
            raise Refused(400, _l("end_date 早于 start_date。"))
        if end - start > LONGEST_SPAN:
            raise Refused(400, _l("start_date 到 end_date 最多 90 天。"))
        return start, end
    try:
        if start is not None:
            return start, start + LONGEST_SPAN
        last = end or now
        return last - LONGEST_SPAN, last
    except OverflowError as error:
        raise Refused(400, _l("日期太远了。")) from error


def several(values: list[str]) -> tuple[str, ...]:
    """What was declared several times, or once with commas; empty ones are as if not declared."""
    parts = (part.strip() for value in values for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class Wanted:
    """Who gets a key, and for what: `read`, or `write` to report as well, at most `per_hour` times."""

    name: str
    scope: str
    per_hour: int
