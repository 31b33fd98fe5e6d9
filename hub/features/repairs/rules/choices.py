"""How the possible steps are offered: as what words, which first, which with one tap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hub.core.i18n import lazy as _l
from hub.features.repairs.rules.stages import IN_HAND, Party, Stage, may_move, next_stages

VERBS = {
    Stage.ACCEPTED: _l("受理"),
    Stage.ASSIGNED: _l("派给师傅"),
    Stage.ON_THE_WAY: _l("我出发了"),
    Stage.WORKING: _l("开始维修"),
    Stage.WAITING_PARTS: _l("要等配件"),
    Stage.WAITING_RESIDENT: _l("要等住户"),
    Stage.DONE: _l("修好了"),
    Stage.CONFIRMED: _l("确认修好并评价"),
    Stage.REOPENED: _l("还没修好"),
    Stage.DECLINED: _l("不予受理"),
    Stage.DUPLICATE: _l("与别的报修重复"),
    Stage.CANCELLED: _l("撤销报修"),
    Stage.CLOSED: _l("不修了，关闭"),
}
HAND_BACK = _l("退回，请改派")

_FIRST = {
    Party.ASSIGNEE: (Stage.ON_THE_WAY, Stage.WORKING, Stage.DONE),
    Party.REQUESTER: (Stage.CONFIRMED, Stage.REOPENED),
    Party.DESK: (Stage.ACCEPTED, Stage.ASSIGNED),
    Party.SUPERVISOR: (Stage.ACCEPTED, Stage.ASSIGNED),
}
_ONE_TAP = frozenset({Stage.ACCEPTED, Stage.ON_THE_WAY, Stage.WORKING})


@dataclass(frozen=True)
class Choice:
    """A step somebody may take. `first`: a button of its own; `one_tap`: no words are asked."""

    to: Stage
    words: object
    first: bool
    one_tap: bool


def choices(was: Stage, parties: Iterable[Party]) -> tuple[Choice, ...]:
    """All steps open to these parties, the expected ones first."""
    acting = tuple(parties)
    found = [_choice(was, to, acting) for to in next_stages(was, acting)]
    return tuple(sorted(found, key=lambda choice: not choice.first))


def _choice(was: Stage, to: Stage, acting: tuple[Party, ...]) -> Choice:
    back = to is Stage.ACCEPTED and was in IN_HAND
    first = not back and any(to in _FIRST.get(party, ()) and may_move(was, to, (party,)) for party in acting)
    if to is Stage.ASSIGNED and was in IN_HAND:
        first = False
    return Choice(to, HAND_BACK if back else VERBS[to], first, to in _ONE_TAP and not back)
