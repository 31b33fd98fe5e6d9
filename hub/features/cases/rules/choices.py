"""How the office's steps are offered."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.i18n import lazy as _l
from hub.features.cases.rules.stages import Party, Stage, may_move

VERBS = {
    Stage.WORKING: _l("开始处理"),
    Stage.UNSOLVED: _l("没有解决，结案"),
    Stage.REFERRED: _l("转给有权处理的部门"),
    Stage.WITHDRAWN: _l("撤回"),
}


def choices(was: Stage, parties: Iterable[Party]) -> tuple[tuple[Stage, object], ...]:
    """The plain steps open to these parties, with their words."""
    acting = tuple(parties)
    found = [(to, words) for to, words in VERBS.items() if may_move(was, to, acting)]
    if was in (Stage.ANSWERED, Stage.MEDIATION):  # a verdict, or the end of the mediation, has a page of its own
        return tuple((to, words) for to, words in found if to is Stage.WITHDRAWN)
    return tuple(found)
