"""Topics: what people choose by. Kinds of news belong to one each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub.core.i18n import lazy as _l
from hub.features.inbox.rules.kinds import KINDS


@dataclass(frozen=True)
class Topic:
    """A line of the settings page. `locked`: every kind of it always comes; `partly`: some kinds do."""

    name: str
    title: Any
    about: Any
    locked: bool = False
    partly: bool = False
    urgent: bool = False
    staff: bool = False


# name → (title, what it is about), in the order of the page; a feature may add its own by `topic`
TOPICS: dict[str, tuple[Any, Any]] = {
    "notices": (_l("公告"), _l("停水停电、施工、小区通知")),
    "voting": (_l("业主投票"), _l("表决票、公示和结果")),
    "repairs": (_l("报修"), _l("您报的修到哪一步了")),
    "costs": (_l("维修费用"), _l("报价、付费和结算")),
    "cases": (_l("投诉和建议"), _l("收到、答复、调解")),
    "mediation": (_l("调解"), _l("约定的时间和要您签字的协议")),
    "meetings": (_l("会议"), _l("开会的时间和决定")),
    "activities": (_l("活动"), _l("报名、提醒和变动")),
    "forum": (_l("邻里议事"), _l("您参加的讨论有了新回复")),
    "assets": (_l("设备和保养"), _l("年检、保养到期")),
    "rounds": (_l("巡更保洁"), _l("漏了的点、交接")),
    "privacy": (_l("我的资料"), _l("更正和删除个人资料的请求")),
    "work": (_l("我的工作"), _l("派给您的、快超时的、要您安排的")),
    "office": (_l("办公"), _l("系统提醒管理员的事")),
}
# only those who hold an office are asked about these
STAFF = {"work", "office", "assets", "rounds"}


def topic(name: str, title: Any, about: Any = "", *, staff: bool = False) -> None:
    """Name a topic of one's own; `staff`: it concerns only those who hold an office."""
    TOPICS[name] = (title, about)
    if staff:
        STAFF.add(name)


def topics() -> tuple[Topic, ...]:
    """All topics that have kinds, in the order of the page; one without a title stands last under its plain name."""
    used = dict.fromkeys(kind.topic for kind in KINDS.values())
    names = [name for name in TOPICS if name in used] + [name for name in used if name not in TOPICS]
    return tuple(_topic(name) for name in names)


def _topic(name: str) -> Topic:
    title, about = TOPICS.get(name, (name, ""))
    mine = [kind for kind in KINDS.values() if kind.topic == name]
    always = [kind for kind in mine if kind.always]
    locked = len(always) == len(mine)
    return Topic(
        name, title, about, locked, bool(always) and not locked, any(kind.urgent for kind in mine), name in STAFF
    )
