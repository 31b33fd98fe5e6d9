"""What happens when nobody does anything. Late or twice does no harm: each command looks again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from hub.core.authz import Actor
from hub.core.jobs import every
from hub.core.problems import Problem
from hub.features.cases import commands, queries

log = structlog.get_logger(__name__)


@every(seconds=900, name="cases.due")
def remind(actor: Actor) -> None:
    """Answers that are due or late: owner, then manager, then committee, each once."""
    _each(actor, commands.remind, queries.open_ids())


@every(seconds=3600, name="cases.silence")
def end_silence(actor: Actor) -> None:
    """Answered two weeks ago, and not a word since."""
    _each(actor, commands.end_silence, queries.answered_ids())


def _each(actor: Actor, deed: Callable[[Actor, int], object], ids: Iterable[int]) -> None:
    for number in ids:
        try:
            deed(actor, number)
        except Problem as problem:
            log.warning("job_skipped", deed=getattr(deed, "__name__", ""), id=number, why=problem.message)
