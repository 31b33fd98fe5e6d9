"""What the card of an asset says, and its code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.assets.rules.kinds import Kind

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,22}[A-Z0-9])?")
NUMBER = re.compile(r"(\d+)(?=\D*$)")


class Status(StrEnum):
    """Whether it runs."""

    IN_SERVICE = "in_service"
    STOPPED = "stopped"
    RETIRED = "retired"


STATUSES = {
    Status.IN_SERVICE: _l("正常使用"),
    Status.STOPPED: _l("停用中"),
    Status.RETIRED: _l("已报废"),
}


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """All that a person writes on the card."""

    code: str
    name: str
    kind: Kind
    building_id: int | None = None
    entrance_id: int | None = None
    place_note: str = ""
    maker: str = ""
    model: str = ""
    serial: str = ""
    installed_on: date | None = None
    warranty_until: date | None = None
    company: str = ""
    company_phone: str = ""
    inspection: str = ""
    inspection_months: int | None = None
    inspection_last: date | None = None
    inspection_due: date | None = None


def checked_code(text: str) -> str:
    """The code as it stands on the label; RuleBroken when it is none."""
    code = text.strip().upper()
    if not CODE.fullmatch(code):
        raise RuleBroken(_l("编号用字母、数字和短横，最多 24 个，例如 LIFT-03-1。"), "code")
    return code


def next_code(code: str) -> str:
    """The one after: LIFT-03-1 → LIFT-03-2, CAM-09 → CAM-10; a code without a number gets one."""
    found = NUMBER.search(code)
    if found is None:
        return f"{code}-2"
    digits = found.group(1)
    return code[: found.start()] + str(int(digits) + 1).zfill(len(digits)) + code[found.end() :]


def check(what: Particulars) -> None:
    """RuleBroken at the field that cannot be."""
    if not what.name.strip():
        raise RuleBroken(_l("请填写名称。"), "name")
    if what.installed_on and what.warranty_until and what.warranty_until < what.installed_on:
        raise RuleBroken(_l("保修到期不会早于安装日期。"), "warranty_until")
    if what.inspection_last and what.inspection_due and what.inspection_due < what.inspection_last:
        raise RuleBroken(_l("下次到期不会早于上次检验。"), "inspection_due")
    if (what.inspection_months or what.inspection_due) and not what.inspection.strip():
        raise RuleBroken(_l("请写明是什么检验。"), "inspection")
