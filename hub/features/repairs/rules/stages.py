"""The stages of a repair, who may move it from one to the next, and what to say when a step is not possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken


class Stage(StrEnum):
    """Where a repair stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    ON_THE_WAY = "on_the_way"
    WORKING = "working"
    WAITING_PARTS = "waiting_parts"
    WAITING_RESIDENT = "waiting_resident"
    DONE = "done"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    DECLINED = "declined"
    DUPLICATE = "duplicate"
    CANCELLED = "cancelled"
    CLOSED = "closed"  # closed without repair: never counted as fixed


class Party(StrEnum):
    """In what capacity somebody acts on one repair."""

    REQUESTER = "requester"
    NEIGHBOUR = "neighbour"  # also affected; may add words and photos, moves nothing
    TECHNICIAN = "technician"  # any technician, for a job nobody has yet
    ASSIGNEE = "assignee"
    DESK = "desk"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


NAMES = {
    Stage.SUBMITTED: _l("已提交"),
    Stage.ACCEPTED: _l("已受理"),
    Stage.ASSIGNED: _l("已派单"),
    Stage.ON_THE_WAY: _l("正在赶来"),
    Stage.WORKING: _l("维修中"),
    Stage.WAITING_PARTS: _l("等配件"),
    Stage.WAITING_RESIDENT: _l("等住户"),
    Stage.DONE: _l("已完工"),
    Stage.CONFIRMED: _l("已确认修好"),
    Stage.REOPENED: _l("重新处理"),
    Stage.DECLINED: _l("不予受理"),
    Stage.DUPLICATE: _l("重复报修"),
    Stage.CANCELLED: _l("已撤销"),
    Stage.CLOSED: _l("未修关闭"),
}

PARTY_NAMES = {
    Party.REQUESTER: _l("报修人"),
    Party.NEIGHBOUR: _l("一位邻居"),
    Party.TECHNICIAN: _l("维修师傅"),
    Party.ASSIGNEE: _l("维修师傅"),
    Party.DESK: _l("物业前台"),
    Party.SUPERVISOR: _l("物业主管"),
    Party.SYSTEM: _l("系统自动"),
}

OVER = frozenset({Stage.CONFIRMED, Stage.DECLINED, Stage.DUPLICATE, Stage.CANCELLED, Stage.CLOSED})
OPEN = frozenset(Stage) - OVER - {Stage.DONE}
FIXED = frozenset({Stage.DONE, Stage.CONFIRMED})
UNASSIGNED = frozenset({Stage.SUBMITTED, Stage.ACCEPTED, Stage.REOPENED})
IN_HAND = frozenset({Stage.ASSIGNED, Stage.ON_THE_WAY, Stage.WORKING, Stage.WAITING_PARTS, Stage.WAITING_RESIDENT})
MUST_SAY_WHY = frozenset({Stage.DECLINED, Stage.CLOSED, Stage.REOPENED})

_WORKER = (Party.ASSIGNEE, Party.DESK)  # the desk may write down what a technician says on the telephone
_OFFICE = (Party.DESK, Party.SYSTEM)
_GIVE = (Party.DESK, Party.SYSTEM, Party.TECHNICIAN)
_DROP = (Party.REQUESTER, Party.DESK)
_HAND_BACK = (Party.ASSIGNEE, Party.DESK, Party.SYSTEM)

_END_BY_DESK = {Stage.DUPLICATE: (Party.DESK,), Stage.CLOSED: (Party.DESK,), Stage.CANCELLED: _DROP}
_MOVE_ON = {Stage.ASSIGNED: _OFFICE, Stage.ACCEPTED: _HAND_BACK, **_END_BY_DESK}

STEPS: dict[Stage, dict[Stage, tuple[Party, ...]]] = {
    Stage.SUBMITTED: {
        Stage.ACCEPTED: _OFFICE,
        Stage.ASSIGNED: _GIVE,
        Stage.DECLINED: (Party.DESK,),
        **_END_BY_DESK,
    },
    Stage.ACCEPTED: {Stage.ASSIGNED: _GIVE, Stage.DECLINED: (Party.DESK,), **_END_BY_DESK},
    Stage.ASSIGNED: {Stage.ON_THE_WAY: _WORKER, Stage.WORKING: _WORKER, **_MOVE_ON},
    Stage.ON_THE_WAY: {Stage.WORKING: _WORKER, Stage.WAITING_RESIDENT: _WORKER, **_MOVE_ON},
    Stage.WORKING: {
        Stage.DONE: _WORKER,
        Stage.WAITING_PARTS: _WORKER,
        Stage.WAITING_RESIDENT: _WORKER,
        **_MOVE_ON,
    },
    Stage.WAITING_PARTS: {Stage.ON_THE_WAY: _WORKER, Stage.WORKING: _WORKER, **_MOVE_ON},
    Stage.WAITING_RESIDENT: {Stage.ON_THE_WAY: _WORKER, Stage.WORKING: _WORKER, **_MOVE_ON},
    Stage.DONE: {
        Stage.CONFIRMED: (Party.REQUESTER, Party.DESK, Party.SYSTEM),
        Stage.REOPENED: (Party.REQUESTER, Party.DESK),
    },
    Stage.CONFIRMED: {Stage.REOPENED: (Party.REQUESTER, Party.DESK)},
    Stage.REOPENED: {Stage.ACCEPTED: _OFFICE, Stage.ASSIGNED: _GIVE, **_END_BY_DESK},
    Stage.CLOSED: {Stage.REOPENED: (Party.REQUESTER, Party.DESK)},
    Stage.DECLINED: {},
    Stage.DUPLICATE: {},
    Stage.CANCELLED: {},
}


def may_move(was: Stage, to: Stage, parties: Iterable[Party]) -> bool:
    """Whether somebody acting as `parties` may take this step; a supervisor may do all the desk may."""
    acting = set(parties)
    if Party.SUPERVISOR in acting:
        acting.add(Party.DESK)
    return not acting.isdisjoint(STEPS[was].get(to, ()))


def next_stages(was: Stage, parties: Iterable[Party]) -> tuple[Stage, ...]:
    """The stages these parties may move it to, in the order of the table."""
    acting = tuple(parties)
    return tuple(to for to in STEPS[was] if may_move(was, to, acting))


def party_for(was: Stage, to: Stage, parties: Iterable[Party]) -> Party:
    """In which of their capacities somebody takes an allowed step."""
    acting = set(parties)
    fitting = (party for party in STEPS[was][to] if party in acting)
    return next(fitting, Party.SUPERVISOR)


COMING = {
    Stage.ACCEPTED: _l("物业受理"),
    Stage.ASSIGNED: _l("派给师傅"),
    Stage.ON_THE_WAY: _l("师傅上门"),
    Stage.WORKING: _l("维修"),
    Stage.DONE: _l("完工，请您确认"),
}


def ahead(stage: Stage) -> tuple[Stage, ...]:
    """The stages that normally still follow until it is done."""
    if stage not in OPEN:
        return ()
    path = tuple(COMING)
    if stage in (Stage.WAITING_PARTS, Stage.WAITING_RESIDENT):
        return path[path.index(Stage.WORKING) :]
    if stage is Stage.REOPENED:
        return path[path.index(Stage.ASSIGNED) :]
    return path[path.index(stage) + 1 :] if stage in path else path


def check_step(was: Stage, to: Stage, parties: Iterable[Party], why: str = "") -> None:
    """RuleBroken, with what is possible instead, unless the step may be taken; field "note" when it must say why."""
    acting = tuple(parties)
    if not may_move(was, to, acting):
        raise RuleBroken(_refusal(was, to, acting))
    if to in MUST_SAY_WHY and not why.strip():
        raise RuleBroken(_l("请写明原因，邻居会看到。"), "note")


def _refusal(was: Stage, to: Stage, parties: tuple[Party, ...]) -> object:
    possible = next_stages(was, parties)
    if not possible:
        return _l("现在是“%(was)s”，不能改为“%(to)s”。", was=NAMES[was], to=NAMES[to])
    return _l(
        "现在是“%(was)s”，不能改为“%(to)s”。可以改为：%(possible)s。",
        was=NAMES[was],
        to=NAMES[to],
        possible=Names(possible),
    )


@dataclass(frozen=True)
class Names:
    """At least one stage, spoken as a list in the language of whoever reads it."""

    stages: tuple[Stage, ...]

    def __str__(self) -> str:
        said = str(NAMES[self.stages[0]])
        for stage in self.stages[1:]:
            said = str(_l("%(some)s、%(one)s", some=said, one=NAMES[stage]))
        return said
