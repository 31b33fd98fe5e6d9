"""Each figure with its formula, in the words of a neighbour; the page and the spreadsheet say the same."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.i18n import lazy as _l
from hub.features.repairs.rules.figures import Figures, Median, Share
from hub.features.repairs.rules.spans import spoken

NOTHING = _l("还没有数字")
TOO_FEW = _l("样本太少")


@dataclass(frozen=True)
class Explained:
    """A figure; `few`: of fewer cases than say anything. `which` names the list behind it, empty if there is none."""

    name: object
    value: object
    how: object
    few: bool = False
    which: str = ""


def percent(share: Share) -> object:
    """ "87%", or that there is nothing yet."""
    return NOTHING if share.percent is None else f"{share.percent}%"


def time(median: Median) -> object:
    """ "3 小时 20 分钟", or that there is nothing yet."""
    return NOTHING if median.value is None else spoken(median.value)


def in_table(one: Share | Median) -> object:
    """For a cell: a dash for nothing, and no figure made of too few cases."""
    if not one.of:
        return "–"
    if one.few:
        return TOO_FEW
    return percent(one) if isinstance(one, Share) else time(one)


def explained(all_: Figures) -> tuple[Explained, ...]:
    """Every figure of these reports."""
    return (*_counts(all_), *_times(all_), *_lasting(all_))


def _counts(f: Figures) -> tuple[Explained, ...]:
    return (
        Explained(
            _l("报修"),
            _l("%(n)s 单", n=f.reported),
            _l(
                "这段时间提交的。其中还在处理 %(open)s 单；不予受理、重复、撤销共 %(other)s 单。",
                open=f.open,
                other=f.other,
            ),
        ),
        Explained(_l("修好了"), _l("%(n)s 单", n=f.fixed), _l("已完工和已确认修好的。")),
        Explained(
            _l("没修就关闭"),
            _l("%(n)s 单", n=f.closed),
            _l("写明原因后关闭、没有修的。不算修好，单独列出。"),
            which="closed" if f.closed else "",
        ),
        Explained(
            _l("修好的比例"),
            percent(f.fixed_share),
            _l("修好 %(a)s ÷（修好 %(a)s ＋ 没修就关闭 %(b)s），零头舍去。", a=f.fixed, b=f.closed),
            f.fixed_share.few,
        ),
    )


def _times(f: Figures) -> tuple[Explained, ...]:
    late = f.resolve_kept.of - f.resolve_kept.part
    return (
        Explained(
            _l("多久受理"),
            time(f.accept),
            _l("从报修到受理或派单的中位数：一半更快，一半更慢。共 %(n)s 单。", n=f.accept.of),
            f.accept.few,
        ),
        Explained(
            _l("多久修好"),
            time(f.fix),
            _l("从报修到最后一次完工的中位数。返工的算到返工修好。共 %(n)s 单。", n=f.fix.of),
            f.fix.few,
        ),
        Explained(
            _l("按承诺时间受理"),
            percent(f.accept_kept),
            _l(
                "在承诺的时间里受理 %(a)s 单 ÷ 到时间该受理的 %(b)s 单，零头舍去。",
                a=f.accept_kept.part,
                b=f.accept_kept.of,
            ),
            f.accept_kept.few,
        ),
        Explained(
            _l("按承诺时间修好"),
            percent(f.resolve_kept),
            _l(
                "按时修好 %(a)s 次 ÷ 到时间该修好的 %(b)s 次，零头舍去。返工重新算一次；等配件、等住户的时间不算在内。",
                a=f.resolve_kept.part,
                b=f.resolve_kept.of,
            ),
            f.resolve_kept.few,
            "late" if late else "",
        ),
    )


def _lasting(f: Figures) -> tuple[Explained, ...]:
    return (
        Explained(
            _l("一次修好"),
            percent(f.first_time),
            _l(
                "完工后 30 天里没有返工、同一处也没有再坏的 %(a)s 单 ÷ 完工满 30 天的 %(b)s 单，零头舍去。"
                "还有 %(c)s 单不满 30 天，先不算。",
                a=f.first_time.part,
                b=f.first_time.of,
                c=f.too_young,
            ),
            f.first_time.few,
            "again" if f.first_time.part < f.first_time.of else "",
        ),
        Explained(
            _l("返工"),
            percent(f.reopened),
            _l(
                "完工以后又说没修好、重新处理的 %(a)s 单 ÷ 完工过的 %(b)s 单，零头舍去。",
                a=f.reopened.part,
                b=f.reopened.of,
            ),
            f.reopened.few,
            "reopened" if f.reopened.part else "",
        ),
        Explained(
            _l("同一处又坏"),
            percent(f.repeats),
            _l(
                "同一台设备或同一处、同一种毛病，修好 30 天里又报修的 %(a)s 单 ÷ 说得清是哪一处的 %(b)s 单，零头舍去。",
                a=f.repeats.part,
                b=f.repeats.of,
            ),
            f.repeats.few,
            "repeat" if f.repeats.part else "",
        ),
        Explained(
            _l("邻居打分"),
            _l("%(score)s 星", score=f.score) if f.score else NOTHING,
            _l("%(n)s 个评价的平均，最高 5 星。没有评价的不算。", n=f.ratings),
        ),
    )
