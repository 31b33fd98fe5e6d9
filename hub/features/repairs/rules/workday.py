"""What a technician presses next, and how the staff's board is divided."""

from __future__ import annotations

from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.features.repairs.rules.stages import Stage

NEXT = {
    Stage.ASSIGNED: (Stage.ON_THE_WAY, _l("我出发了")),
    Stage.ON_THE_WAY: (Stage.WORKING, _l("到场开工")),
    Stage.WORKING: (Stage.DONE, _l("完工")),
    Stage.WAITING_PARTS: (Stage.WORKING, _l("配件到了，继续修")),
    Stage.WAITING_RESIDENT: (Stage.WORKING, _l("可以继续修了")),
}
ASKS_WORDS = frozenset({Stage.DONE})  # a page of its own, for words and photos
ONE_TAP = frozenset(to for to, _ in NEXT.values()) - ASKS_WORDS


class Column(StrEnum):
    """A column of the board: whose turn it is."""

    NEW = "new"  # the desk's
    FINDING = "finding"  # dispatch's
    WORK = "work"  # the technician's
    WAITING = "waiting"  # parts or resident
    DONE = "done"  # the requester's


COLUMNS = {
    Column.NEW: _l("待受理"),
    Column.FINDING: _l("待接单"),
    Column.WORK: _l("处理中"),
    Column.WAITING: _l("等待"),
    Column.DONE: _l("待确认"),
}


def column(stage: Stage, answered: bool) -> Column:
    """Where it stands; `answered` is true once whoever was given the job has said yes."""
    if stage in (Stage.SUBMITTED, Stage.REOPENED):
        return Column.NEW
    if stage is Stage.ACCEPTED or (stage is Stage.ASSIGNED and not answered):
        return Column.FINDING
    if stage in (Stage.WAITING_PARTS, Stage.WAITING_RESIDENT):
        return Column.WAITING
    return Column.WORK if stage in (Stage.ASSIGNED, Stage.ON_THE_WAY, Stage.WORKING) else Column.DONE
