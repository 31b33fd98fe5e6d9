"""What happens when nobody does anything. Late or twice does no harm: each command looks again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import structlog

from hub.core import clock
from hub.core.authz import Actor
from hub.core.i18n import lazy as _l
from hub.core.jobs import every
from hub.core.problems import Problem
from hub.features.repairs.commands import alerting, clients, dispatch, remembering
from hub.features.repairs.queries.alerts import due_alerts
from hub.features.repairs.queries.dispatch import expired_offers, silent
from hub.features.repairs.queries.history import outdated

AT_A_TIME = 100

log = structlog.get_logger(__name__)


@every(seconds=30, name="repairs.offers", title=_l("没人接的工单转给下一位师傅"))
def ask_the_next(actor: Actor) -> None:
    """Offers nobody answered go to the next technician, then to the supervisor."""
    _each(actor, dispatch.expire, expired_offers())


@every(seconds=3600, name="repairs.silence", title=_l("一周没有回音的完工单算修好"))
def confirm_silent(actor: Actor) -> None:
    """A finished repair about which nobody has said anything for a week counts as fixed."""
    _each(actor, dispatch.confirm_by_silence, silent())


@every(seconds=60, name="repairs.clocks", title=_l("报修快到期和过期的提醒"))
def watch_clocks(actor: Actor) -> None:
    """Promises that run out, or have run out: whoever can do something hears once."""
    if due_alerts(clock.now()):
        alerting.raise_alerts(actor)


@every(seconds=3600, name="repairs.histories")
def keep_histories(_actor: Actor) -> None:
    """What became of each repair is kept ready for the page with all figures; some at a time, so that nobody waits."""
    while ids := outdated(AT_A_TIME):
        remembering.remember(ids)
        time.sleep(0.05)


@every(seconds=60, name="repairs.clients", title=_l("记下开放接口的钥匙上次使用的时间"))
def note_clients(actor: Actor) -> None:
    """When each key was last used: gathered in memory, written together."""
    clients.write_used(actor)


def _each(actor: Actor, deed: Callable[[Actor, int], object], ids: Iterable[int]) -> None:
    """One command each: a repair that refuses must not hold up the others."""
    for number in ids:
        try:
            deed(actor, number)
        except Problem as problem:
            log.warning("job_skipped", deed=getattr(deed, "__name__", ""), id=number, why=problem.message)
