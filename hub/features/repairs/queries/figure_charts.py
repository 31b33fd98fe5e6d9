"""The months as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hub.core.i18n import _
from hub.features.repairs.queries.figures import Month
from hub.features.repairs.rules.charts import Chart, Point, chart
from hub.features.repairs.rules.explained import in_table


@dataclass(frozen=True)
class Picture:
    """A chart with its words; the same numbers stand in its table."""

    id: str
    title: str
    says: str
    column: str
    chart: Chart


def charts(months: Sequence[Month]) -> tuple[Picture, ...]:
    """How much, how punctual, how quick; the month that is not over is drawn paler."""
    if not any(month.reported for month in months):
        return ()
    counts = [Point(_label(m), m.reported, m.reported, m.partial) for m in months]
    kept = [Point(_label(m), m.kept.percent, in_table(m.kept), m.kept.few or m.partial) for m in months]
    hours = [Point(_label(m), _hours(m), in_table(m.fix), m.fix.few or m.partial) for m in months]
    return (
        Picture("count", _("每个月报修多少"), _most(months), _("报修"), chart(counts)),
        Picture(
            "kept",
            _("每个月按时修好的比例"),
            _("按报修的月份算。颜色浅的不足 5 单，或者这个月还没过完。"),
            _("按承诺时间修好"),
            chart(kept, top=100, unit="%"),
        ),
        Picture(
            "hours",
            _("每个月多久修好（小时，中位数）"),
            _("按报修的月份算。颜色浅的不足 5 单，或者这个月还没过完。"),
            _("多久修好"),
            chart(hours),
        ),
    )


def _most(months: Sequence[Month]) -> str:
    whole = [month for month in months if not month.partial] or list(months)
    most, least = max(whole, key=lambda m: m.reported), min(whole, key=lambda m: m.reported)
    return _(
        "最多的是 %(a)s，%(b)s 单；最少的是 %(c)s，%(d)s 单。颜色浅的这个月还没过完。",
        a=most.first.strftime("%Y-%m"),
        b=most.reported,
        c=least.first.strftime("%Y-%m"),
        d=least.reported,
    )


def _label(month: Month) -> str:
    return f"{month.first.year % 100:02d}/{month.first.month}" if month.first.month == 1 else str(month.first.month)


def _hours(month: Month) -> int | None:
    return None if month.fix.value is None else max(round(month.fix.value / timedelta(hours=1)), 0)
