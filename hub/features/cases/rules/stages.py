"""The stages of a case, who may move it from one to the next, and what to say when a step is not possible."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken


class Stage(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    WORKING = "working"
    MEDIATION = "mediation"
    ANSWERED = "answered"
    REOPENED = "reopened"
    SOLVED = "solved"
    UNSOLVED = "unsolved"  # closed without a solution: never counted as solved
    SILENT = "silent"  # answered, and the reporter never said whether it helped
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class Party(StrEnum):
    """In what capacity somebody acts on one case."""

    REPORTER = "reporter"
    OFFICE = "office"
    COMMITTEE = "committee"
    SYSTEM = "system"


NAMES = {
    Stage.RECEIVED: _l("已收到"),
    Stage.ACCEPTED: _l("有人负责了"),
    Stage.WORKING: _l("处理中"),
    Stage.MEDIATION: _l("调解中"),
    Stage.ANSWERED: _l("已答复，等您评价"),
    Stage.REOPENED: _l("重新处理"),
    Stage.SOLVED: _l("解决了"),
    Stage.UNSOLVED: _l("没有解决，已结案"),
    Stage.SILENT: _l("已答复，没有回音"),
    Stage.REFERRED: _l("已转给有权处理的部门"),
    Stage.WITHDRAWN: _l("已撤回"),
}
PARTY_NAMES = {
    Party.REPORTER: _l("提出的人"),
    Party.OFFICE: _l("物业"),
    Party.COMMITTEE: _l("业委会"),
    Party.SYSTEM: _l("系统自动"),
}
ACTS = {
    "reply": _l("回复"),
    "answer": _l("答复"),
    "words": _l("补充"),
    "escalation": _l("请业委会过问"),
}

OPEN = frozenset({Stage.RECEIVED, Stage.ACCEPTED, Stage.WORKING, Stage.MEDIATION, Stage.REOPENED})
OVER = frozenset({Stage.SOLVED, Stage.UNSOLVED, Stage.SILENT, Stage.REFERRED, Stage.WITHDRAWN})
MUST_SAY_WHY = frozenset({Stage.UNSOLVED, Stage.REFERRED, Stage.REOPENED})
ROUNDS = 2  # the first, and one more after "not solved"

_STAFF = (Party.OFFICE, Party.COMMITTEE)
_END = {
    Stage.ANSWERED: _STAFF,
    Stage.UNSOLVED: _STAFF,
    Stage.REFERRED: _STAFF,
    Stage.WITHDRAWN: (Party.REPORTER,),
}
STEPS: dict[Stage, dict[Stage, tuple[Party, ...]]] = {
    Stage.RECEIVED: {Stage.ACCEPTED: _STAFF, **_END},
    Stage.ACCEPTED: {Stage.WORKING: _STAFF, Stage.MEDIATION: _STAFF, **_END},
    Stage.WORKING: {Stage.MEDIATION: _STAFF, **_END},
    Stage.MEDIATION: {Stage.WORKING: (*_STAFF, Party.SYSTEM), Stage.WITHDRAWN: (Party.REPORTER,)},
    Stage.ANSWERED: {
        Stage.SOLVED: (Party.REPORTER, *_STAFF),
        Stage.REOPENED: (Party.REPORTER, *_STAFF),
        Stage.UNSOLVED: (Party.REPORTER, *_STAFF),
        Stage.SILENT: (Party.SYSTEM,),
    },
    Stage.REOPENED: {Stage.ACCEPTED: _STAFF, Stage.WORKING: _STAFF, Stage.MEDIATION: _STAFF, **_END},
    Stage.SILENT: {
        Stage.SOLVED: (Party.REPORTER,),
        Stage.REOPENED: (Party.REPORTER,),
        Stage.UNSOLVED: (Party.REPORTER,),
    },
    Stage.SOLVED: {},
    Stage.UNSOLVED: {},
    Stage.REFERRED: {},
    Stage.WITHDRAWN: {},
}


def may_move(was: Stage, to: Stage, parties: Iterable[Party]) -> bool:
    """Whether somebody acting as `parties` may take this step."""
    return not set(parties).isdisjoint(STEPS[was].get(to, ()))


def party_for(was: Stage, to: Stage, parties: Iterable[Party]) -> Party:
    """In which of their capacities somebody takes an allowed step."""
    acting = set(parties)
    return next(party for party in STEPS[was][to] if party in acting)


def check_step(was: Stage, to: Stage, parties: Iterable[Party], why: str = "") -> None:
    """RuleBroken unless the step may be taken; on field "words" when it must say why."""
    if not may_move(was, to, parties):
        raise RuleBroken(_l("现在是“%(was)s”，不能改为“%(to)s”。", was=NAMES[was], to=NAMES[to]))
    if to in MUST_SAY_WHY and not why.strip():
        raise RuleBroken(_l("请写明原因，提出的人会看到。"), "words")


def after_verdict(solved: bool, round_number: int) -> Stage:
    """Where the reporter's word leads: solved; once more; or closed without a solution."""
    if solved:
        return Stage.SOLVED
    return Stage.REOPENED if round_number < ROUNDS else Stage.UNSOLVED


def may_escalate(stage: Stage, answered: bool, by: Party) -> bool:
    """The office may ask the committee while a case is open; the reporter after an answer that did not satisfy."""
    if by is Party.REPORTER:
        return answered and stage in (Stage.ANSWERED, Stage.REOPENED, Stage.UNSOLVED, Stage.SILENT)
    return by is Party.SYSTEM or stage in OPEN | {Stage.ANSWERED}


_PATH = (Stage.ACCEPTED, Stage.WORKING, Stage.ANSWERED)
COMING = {Stage.ACCEPTED: _l("有人负责"), Stage.WORKING: _l("处理"), Stage.ANSWERED: _l("答复您")}


def ahead(stage: Stage) -> tuple[Stage, ...]:
    """What normally still follows until it is answered."""
    if stage not in OPEN:
        return ()
    if stage in (Stage.MEDIATION, Stage.REOPENED):
        return (Stage.ANSWERED,)
    return _PATH[_PATH.index(stage) + 1 :] if stage in _PATH else _PATH
