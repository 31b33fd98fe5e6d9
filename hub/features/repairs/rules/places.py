"""Where and what: the lists a report chooses from."""

from __future__ import annotations

from enum import StrEnum

from hub.core.i18n import lazy as _l


class Kind(StrEnum):
    """What is broken; also what a technician is skilled in."""

    LIFT = "lift"
    PLUMBING = "plumbing"
    LEAK = "leak"
    ELECTRIC = "electric"
    LIGHTING = "lighting"
    DOOR = "door"
    FIRE = "fire"
    STRUCTURE = "structure"
    CLEANING = "cleaning"
    GREENING = "greening"
    PEST = "pest"
    OTHER = "other"


class Spot(StrEnum):
    """A public place, all over the compound or in one building."""

    LIFT = "lift"
    STAIRWELL = "stairwell"
    CORRIDOR = "corridor"
    ENTRANCE_DOOR = "entrance_door"
    ROOF = "roof"
    GARAGE = "garage"
    GATE = "gate"
    ROAD = "road"
    GARDEN = "garden"
    PLAYGROUND = "playground"
    OTHER = "other"


class Urgency(StrEnum):
    """Urgent: somebody trapped or in danger, water or fire."""

    ORDINARY = "ordinary"
    URGENT = "urgent"


class Visit(StrEnum):
    """The part of the day in which somebody is at home."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


KINDS = {
    Kind.LIFT: _l("电梯"),
    Kind.PLUMBING: _l("水管、下水"),
    Kind.LEAK: _l("渗漏水"),
    Kind.ELECTRIC: _l("电路"),
    Kind.LIGHTING: _l("照明"),
    Kind.DOOR: _l("门、门禁、对讲"),
    Kind.FIRE: _l("消防设施"),
    Kind.STRUCTURE: _l("墙面、地面、结构"),
    Kind.CLEANING: _l("保洁"),
    Kind.GREENING: _l("绿化"),
    Kind.PEST: _l("虫害"),
    Kind.OTHER: _l("其他"),
}

SPOTS = {
    Spot.LIFT: _l("电梯"),
    Spot.STAIRWELL: _l("楼梯间"),
    Spot.CORRIDOR: _l("走廊"),
    Spot.ENTRANCE_DOOR: _l("单元门"),
    Spot.ROOF: _l("屋顶"),
    Spot.GARAGE: _l("车库"),
    Spot.GATE: _l("小区大门"),
    Spot.ROAD: _l("道路"),
    Spot.GARDEN: _l("花园、绿地"),
    Spot.PLAYGROUND: _l("儿童游乐场"),
    Spot.OTHER: _l("其他公共部位"),
}

URGENCIES = {Urgency.ORDINARY: _l("一般"), Urgency.URGENT: _l("紧急")}

VISITS = {
    Visit.ANY: _l("都可以"),
    Visit.MORNING: _l("上午"),
    Visit.AFTERNOON: _l("下午"),
    Visit.EVENING: _l("晚上"),
}
