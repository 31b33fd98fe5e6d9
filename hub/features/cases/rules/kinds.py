"""What a case is about, and by which way it came."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hub.core.i18n import lazy as _l


class Kind(StrEnum):
    """What it is about."""

    NOISE = "noise"
    HYGIENE = "hygiene"
    SAFETY = "safety"
    PARKING = "parking"
    FACILITIES = "facilities"
    FEES = "fees"
    NEIGHBOUR = "neighbour"
    STAFF = "staff"
    SERVICE = "service"
    SUGGESTION = "suggestion"
    OTHER = "other"


KINDS = {
    Kind.NOISE: _l("噪声扰民"),
    Kind.HYGIENE: _l("环境卫生"),
    Kind.SAFETY: _l("安全隐患"),
    Kind.PARKING: _l("停车和车辆"),
    Kind.FACILITIES: _l("公共设施"),
    Kind.FEES: _l("收费和账目"),
    Kind.NEIGHBOUR: _l("邻里纠纷"),
    Kind.STAFF: _l("工作人员"),
    Kind.SERVICE: _l("物业服务"),
    Kind.SUGGESTION: _l("建议"),
    Kind.OTHER: _l("其他事情"),
}


class Channel(StrEnum):
    """By which way it came. All but the web are noted down by staff."""

    WEB = "web"
    HOTLINE = "hotline"
    BOX = "box"
    VISIT = "visit"
    CITY = "city"


CHANNELS = {
    Channel.WEB: _l("网上"),
    Channel.HOTLINE: _l("电话"),
    Channel.BOX: _l("意见箱"),
    Channel.VISIT: _l("来访"),
    Channel.CITY: _l("12345 转办"),
}


class Circle(StrEnum):
    """Who handles it: the whole office; of complaints about staff the manager; about a manager the committee."""

    OFFICE = "office"
    LEAD = "lead"
    COMMITTEE = "committee"


CIRCLES = {
    Circle.OFFICE: _l("物业前台"),
    Circle.LEAD: _l("物业经理"),
    Circle.COMMITTEE: _l("业委会"),
}


def circle(about_roles: frozenset[str] | None) -> Circle:
    """Who handles it; `about_roles` are those of the member of staff it is about, None when about nobody."""
    if about_roles is None:
        return Circle.OFFICE
    return Circle.COMMITTEE if about_roles & {"manager", "admin"} else Circle.LEAD


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody tells."""

    kind: Kind
    words: str
    about_user_id: int | None = None
    building_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who rang or came; all may stay empty. `reference` is the number of a 12345 transfer."""

    name: str = ""
    phone: str = ""
    reference: str = ""
