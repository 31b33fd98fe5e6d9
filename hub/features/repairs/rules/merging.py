"""Several reports of one thing: which of them leads, and what happens when they are taken apart again.

A bond says "this report was merged into that one". Bonds are a forest: a report hangs on at most one other, and the
one at the top is the main case, the only one that is worked on. What hung on a report before it was merged moves along
with it and comes back with it.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs.rules.stages import FIXED, IN_HAND, OVER, Stage

Bonds = Mapping[int, int]  # report → the report it was merged into

# once the main case stands here, whoever reported the same may say "not at my place": theirs begins again on its own
MAY_OBJECT = FIXED | {Stage.CLOSED}


def main_of(bonds: Bonds, case: int) -> int:
    """The case at the top; `case` itself while it hangs on none."""
    while case in bonds:
        case = bonds[case]
    return case


def below(bonds: Bonds, case: int) -> frozenset[int]:
    """All that hang on `case`, near or far."""
    found: set[int] = set()
    level = {case}
    while level:
        level = {child for child, parent in bonds.items() if parent in level}
        found |= level
    return frozenset(found)


def merge(bonds: Bonds, case: int, into: int) -> dict[int, int]:
    """The bonds after `case` was merged into `into`, or into the case that leads it. RuleBroken, field "number"."""
    if case in bonds:
        raise RuleBroken(_l("这一单已经并到别的工单里了。要换一张，请先拆开。"), "number")
    main = main_of(bonds, into)
    if main == case:
        raise RuleBroken(_l("这两张本来就是一起的，请填写另一张工单号。"), "number")
    return {**bonds, case: main}


def split(bonds: Bonds, case: int) -> dict[int, int]:
    """The bonds after `case` was taken out; what came with it stays with it."""
    if case not in bonds:
        raise RuleBroken(_l("这一单没有并到别的工单里。"))
    return {child: parent for child, parent in bonds.items() if child != case}


def check_main(into: Stage, into_unit: int | None, unit: int | None) -> None:
    """RuleBroken, field "number", unless a report may be merged into a case that stands and lies there."""
    if into in OVER:
        raise RuleBroken(_l("请填写另一张还没有结束的工单号。"), "number")
    if into_unit is not None and into_unit != unit:
        raise RuleBroken(_l("那张工单在别人家里，邻居看不到，不能并过去。"), "number")


def stage_after_split(was: Stage) -> Stage:
    """Where a report goes on: where it stood; nobody gets back a job that was taken from them."""
    return Stage.ACCEPTED if was in IN_HAND else was
