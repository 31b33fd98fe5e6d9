"""Facts about the office's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class OfficeHoursSet(Fact):
    """Opening hours from a day on."""

    said = _l("改了办公时间")

    since: date
    workday: str
    saturday: str
    sunday: str
    holiday: str


@dataclass(frozen=True, kw_only=True)
class OfficeClosed(Fact):
    """Days off of this office's own."""

    said = _l("登记了物业休息日")

    closure_id: int
    since: date
    until: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfficeClosureWithdrawn(Fact):
    """The office is open on these days after all."""

    said = _l("取消了物业休息日")

    closure_id: int


@dataclass(frozen=True, kw_only=True)
class HolidaysUnknown(Fact):
    """Deadlines of this year count weekends only, until the list of holidays is renewed."""

    said = _l("还不知道下一年的法定节假日")

    year: int
