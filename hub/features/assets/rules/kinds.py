"""Kinds of assets, and what usually has to be done with each.

The intervals are suggestions that the office changes to what its own city, its certificates and its contracts ask for;
nothing here is legal advice. Where they come from (check the local rules, several cities ask for more):

- lifts: yearly periodic inspection and maintenance at least every 15 days — 特种设备安全法 art. 40 and 45,
  特种设备安全监察条例 art. 31, TSG T5002 (maintenance), TSG T7001 and T7008 (inspection, self-testing);
- fire protection: a full test at least once a year — 消防法 art. 16;
- water tanks: cleaning and disinfection at least yearly by GB 17051, half-yearly by the rules of many cities, which
  is what is suggested here;
- lightning protection: a test every year — 防雷减灾管理办法 art. 19;
- the rest is good practice of the field, no statute.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.features.assets.rules.intervals import Every, Span


class Kind(StrEnum):
    """What sort of thing it is."""

    LIFT = "lift"
    FIRE = "fire"
    PUMP = "pump"
    TANK = "tank"
    LIGHTNING = "lightning"
    POWER = "power"
    GATE = "gate"
    DOOR = "door"
    LIGHT = "light"
    CAMERA = "camera"
    CHARGER = "charger"
    PLAYGROUND = "playground"
    OTHER = "other"


KINDS = {
    Kind.LIFT: _l("电梯"),
    Kind.FIRE: _l("消防设施"),
    Kind.PUMP: _l("水泵"),
    Kind.TANK: _l("生活水箱"),
    Kind.LIGHTNING: _l("防雷装置"),
    Kind.POWER: _l("配电设备"),
    Kind.GATE: _l("道闸、大门"),
    Kind.DOOR: _l("单元门、门禁"),
    Kind.LIGHT: _l("公共照明"),
    Kind.CAMERA: _l("监控摄像头"),
    Kind.CHARGER: _l("充电设施"),
    Kind.PLAYGROUND: _l("儿童和健身设施"),
    Kind.OTHER: _l("其他设施"),
}
GLYPHS = {
    Kind.LIFT: "arrow-down-up",
    Kind.FIRE: "shield-exclamation",
    Kind.PUMP: "droplet-half",
    Kind.TANK: "droplet-fill",
    Kind.LIGHTNING: "cloud-lightning",
    Kind.POWER: "lightning-charge",
    Kind.GATE: "sign-stop",
    Kind.DOOR: "door-open",
    Kind.LIGHT: "lightbulb-fill",
    Kind.CAMERA: "camera-video",
    Kind.CHARGER: "ev-station",
    Kind.PLAYGROUND: "person-arms-up",
    Kind.OTHER: "box-seam",
}
PREFIXES = {
    Kind.LIFT: "LIFT",
    Kind.FIRE: "FIRE",
    Kind.PUMP: "PUMP",
    Kind.TANK: "TANK",
    Kind.LIGHTNING: "LTN",
    Kind.POWER: "PWR",
    Kind.GATE: "GATE",
    Kind.DOOR: "DOOR",
    Kind.LIGHT: "LAMP",
    Kind.CAMERA: "CAM",
    Kind.CHARGER: "EV",
    Kind.PLAYGROUND: "PLAY",
    Kind.OTHER: "EQ",
}


@dataclass(frozen=True)
class Upkeep:
    """Work that is usually planned for a kind; the words are the office's own once a plan is made of them."""

    title: str
    every: Every
    counted: str
    checklist: str = ""


@dataclass(frozen=True)
class Usual:
    """The inspection and the upkeep that are suggested for a kind; no inspection: an empty name."""

    inspection: str = ""
    months: int | None = None
    upkeep: tuple[Upkeep, ...] = ()


def _monthly(title: str, checklist: str, months: int = 1, counted: str = "scheduled") -> tuple[Upkeep, ...]:
    return (Upkeep(title, Every(months, Span.MONTH), counted, checklist.replace("、", "\n")),)


_LIFT = "机房、滑轮间环境\n手动紧急操作装置\n制动器间隙\n轿厢照明、风扇、应急照明\n层门锁和门地坎\n五方通话"
USUAL: dict[Kind, Usual] = {
    Kind.LIFT: Usual("电梯定期检验", 12, (Upkeep("半月保养", Every(15, Span.DAY), "scheduled", _LIFT),)),
    Kind.FIRE: Usual(
        "消防设施年度检测", 12, _monthly("消防设施月度检查", "灭火器压力、消火栓水压、应急照明、烟感试验、防火门")
    ),
    Kind.TANK: Usual("水箱清洗消毒和水质检测", 6),
    Kind.LIGHTNING: Usual("防雷装置检测", 12),
    Kind.PUMP: Usual(upkeep=_monthly("水泵季度保养", "轴承加油、密封检查、试运行十分钟", 3, "completed")),
    Kind.POWER: Usual(upkeep=_monthly("配电房月度巡检", "温度、异响、仪表读数、挡鼠板")),
    Kind.GATE: Usual(upkeep=_monthly("道闸季度保养", "弹簧、防砸雷达、限位", 3, "completed")),
    Kind.CHARGER: Usual(upkeep=_monthly("充电设施月度检查", "漏电保护、枪线、消防器材")),
    Kind.PLAYGROUND: Usual(upkeep=_monthly("设施安全检查", "螺栓、尖角毛刺、地垫、链条")),
}


def usual(kind: Kind) -> Usual:
    """What is suggested for `kind`, if anything."""
    return USUAL.get(kind, Usual())
