"""A plan as the office writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.assets.rules.intervals import LONGEST, Counted, Every, Schedule, Span
from hub.features.assets.rules.kinds import Kind

LONGEST_LEAD = 60
COUNTED = {
    Counted.SCHEDULED: _l("按计划日期：每次都在定好的日子"),
    Counted.COMPLETED: _l("按完成日期：做完之后再过一个周期"),
}
OPEN, DONE, SKIPPED = "open", "done", "skipped"
STATES = (OPEN, DONE, SKIPPED)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """保养计划: of one asset (`asset_id`) or of all assets of a kind."""

    title: str
    every: Every
    counted: Counted
    first: date
    lead: int = 3
    asset_id: int | None = None
    kind: Kind | None = None
    checklist: str = ""
    technician_id: int | None = None

    @property
    def schedule(self) -> Schedule:
        """Its dates."""
        return Schedule(self.first, self.every, self.counted, self.lead)


def check(plan: Plan) -> None:
    """RuleBroken at the field that cannot be."""
    if (plan.asset_id is None) == (plan.kind is None):
        raise RuleBroken(_l("请选一台设备，或者一类设备。"), "target")
    if not plan.title.strip():
        raise RuleBroken(_l("请写明做什么。"), "title")
    if plan.every.n > LONGEST[plan.every.span]:
        raise RuleBroken(_l("间隔太长了，最多十年。"), "n")
    if not 0 <= plan.lead <= LONGEST_LEAD:
        raise RuleBroken(_l("提前 0 到 60 天。"), "lead")


def every_spoken(every: Every) -> object:
    """ "每 15 天"."""
    words = {
        Span.DAY: _l("每 %(n)s 天", n=every.n),
        Span.WEEK: _l("每 %(n)s 周", n=every.n),
        Span.MONTH: _l("每 %(n)s 个月", n=every.n),
    }
    return words[every.span]
