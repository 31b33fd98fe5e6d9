"""Windows open and close by themselves. Late or twice does no harm: each command looks again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from hub.core.authz import Actor
from hub.core.jobs import every
from hub.core.problems import Problem
from hub.features.rounds import commands, queries

log = structlog.get_logger(__name__)


@every(seconds=60, name="rounds.watch")
def watch(actor: Actor) -> None:
    """Outings for windows that have opened; what is missing when their time is over."""
    _each(actor, commands.plan, queries.active_rounds())
    _each(actor, commands.close, queries.overdue())


@every(seconds=24 * 3600, name="rounds.forget")
def forget(actor: Actor) -> None:
    """Old visits lose their person."""
    while commands.forget_old(actor):
        pass


def _each(actor: Actor, deed: Callable[[Actor, int], object], ids: Iterable[int]) -> None:
    """One command each: a round that refuses must not hold up the others."""
    for number in ids:
        try:
            deed(actor, number)
        except Problem as problem:
            log.warning("job_skipped", deed=getattr(deed, "__name__", ""), id=number, why=problem.message)
