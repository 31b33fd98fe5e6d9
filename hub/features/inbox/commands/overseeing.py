"""What the office may do about messages that did not arrive."""

from __future__ import annotations

from hub.core import clock
from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.inbox import errands
from hub.features.inbox.events import BudgetSet, DeliveryRetried
from hub.features.inbox.models import ChannelState, Delivery, NewsSettings

MOST_A_DAY = 20_000


@command
def retry(actor: Actor, delivery_id: int) -> None:
    """Once more, with all its tries; the channel need not rest any longer."""
    require_permission(actor, Permission.OUTBOX_SEE)
    row = db.session.get(Delivery, delivery_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.state not in ("failed", "given_up", "suppressed"):
        raise RuleBroken(_l("这一条已经送到，或者还在送。"))
    row.state, row.attempts, row.error = "waiting", 0, ""
    row.next_try_at, row.claim, row.claimed_until = clock.now(), None, None
    state = db.session.get(ChannelState, row.channel)
    if state is not None:
        state.resting_until = None
    errands.wake([row.channel])
    record(DeliveryRetried(delivery_id=row.id, user_id=row.user_id))


@command
def set_budget(actor: Actor, a_day: int, a_person: int) -> None:
    """How many short messages news may cost a day."""
    require_permission(actor, Permission.SETTINGS_MANAGE)
    if not 0 <= a_day <= MOST_A_DAY:
        raise RuleBroken(_l("请填 0 到 %(n)s 之间的数。", n=MOST_A_DAY), "a_day")
    if not 0 <= a_person <= 50:
        raise RuleBroken(_l("请填 0 到 %(n)s 之间的数。", n=50), "a_person")
    row = db.session.get(NewsSettings, 1) or NewsSettings(id=1)
    row.sms_a_day, row.sms_a_person = a_day, a_person
    db.session.add(row)
    record(BudgetSet(a_day=a_day, a_person=a_person))
