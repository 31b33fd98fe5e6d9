"""The figures as sheets of a spreadsheet: sums and formulas, no person and no home."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hub.core.i18n import _
from hub.features.repairs.queries.figures import Group, Standing
from hub.features.repairs.rules.explained import explained
from hub.features.repairs.rules.figures import Figures, Median
from hub.people.importing.export import Page


def sheets(shown: Standing) -> list[Page]:
    """In the reader's language; made here, written to bytes off the loop."""
    return [
        Page(
            _("每个数字"),
            (_("数字"), _("结果"), _("怎么算的")),
            [
                (_("从"), shown.since, ""),
                (_("到"), shown.until, ""),
                *((str(one.name), str(one.value), str(one.how)) for one in explained(shown.all)),
            ],
            (22, 18, 90),
        ),
        _groups(_("按种类"), _("种类"), shown.kinds),
        _groups(_("按楼栋"), _("楼栋"), shown.buildings),
        Page(
            _("每个月"),
            (_("月份"), _("报修"), _("多久修好（小时，中位数）"), _("按时修好"), _("到时间该修好的"), _("说明")),
            [
                (
                    month.first.strftime("%Y-%m"),
                    month.reported,
                    _hours(month.fix),
                    month.kept.part,
                    month.kept.of,
                    _("这个月还没过完") if month.partial else "",
                )
                for month in shown.months
            ],
            (12, 10, 24, 12, 18, 20),
        ),
        Page(
            _("下个月预计"),
            (_("种类"), _("上个整月"), _("下个月预计"), _("过去平均差多少"), _("试过几个月"), _("用的方法")),
            [
                (
                    str(load.name) or _("全部"),
                    load.last,
                    load.forecast.expected if load.forecast else _("不足 6 个月，不预测"),
                    load.forecast.error if load.forecast else "",
                    load.forecast.trials if load.forecast else "",
                    str(load.method),
                )
                for load in shown.loads
            ],
            (20, 12, 22, 18, 14, 36),
        ),
    ]


def _groups(title: str, column: str, groups: Iterable[Group]) -> Page:
    header = (
        *(
            column,
            _("报修"),
            _("修好了"),
            _("没修就关闭"),
            _("多久受理（小时，中位数）"),
            _("多久修好（小时，中位数）"),
        ),
        *(
            _("按时修好"),
            _("到时间该修好的"),
            _("一次修好"),
            _("完工满 30 天的"),
            _("返工"),
            _("完工过的"),
            _("同一处又坏"),
        ),
    )
    rows = [(str(group.name), *_row(group.figures)) for group in groups]
    return Page(title, header, rows, (20, *([13] * (len(header) - 1))))


def _row(f: Figures) -> tuple[Any, ...]:
    return (
        *(f.reported, f.fixed, f.closed, _hours(f.accept), _hours(f.fix), f.resolve_kept.part, f.resolve_kept.of),
        *(f.first_time.part, f.first_time.of, f.reopened.part, f.reopened.of, f.repeats.part),
    )


def _hours(median: Median) -> float | str:
    return round(median.value / timedelta(hours=1), 2) if median.value is not None else ""
