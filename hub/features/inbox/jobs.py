"""News on its way out. Late or twice does no harm."""

from __future__ import annotations

import structlog

from hub.core.authz import Actor
from hub.core.jobs import every
from hub.core.problems import Problem
from hub.features.inbox.commands import digesting, forgetting, sending

log = structlog.get_logger(__name__)


@every(seconds=30, name="news.due")
def wake(actor: Actor) -> None:
    """What is to be tried again, on each channel that does not rest."""
    sending.wake_due(actor)


@every(seconds=300, name="news.digest")
def summarise(actor: Actor) -> None:
    """After six in the evening: one summary for each who asked for it."""
    for user_id in digesting.waiting():
        try:
            digesting.summarise(actor, user_id)
        except Problem as problem:
            log.warning("digest_skipped", user_id=user_id, why=problem.message)


@every(seconds=86400, name="news.forget")
def forget(actor: Actor) -> None:
    """Old records of what reached whom."""
    forgetting.sweep(actor)
