"""How long things may take. Holds for reports made from now on: what has been promised stays."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs.events import PromiseDropped, PromiseSet
from hub.features.repairs.models import PromiseRow
from hub.features.repairs.rules.clocks import LONGEST_MINUTES, Promise
from hub.features.repairs.rules.places import Kind, Urgency


@command
def promise(actor: Actor, kind: Kind | None, urgency: Urgency, what: Promise) -> None:
    """For one kind, or (None) for all kinds that have no promise of their own."""
    require_permission(actor, P.REPAIRS_SUPERVISE)
    if not 1 <= what.accept <= LONGEST_MINUTES:
        raise RuleBroken(_l("受理时限请填 1 分钟到 30 天。"), "accept")
    if not what.accept <= what.resolve <= LONGEST_MINUTES:
        raise RuleBroken(_l("修好的时限不能比受理的短，最长 30 天。"), "hours")
    key = kind.value if kind else ""
    row = db.session.scalar(select(PromiseRow).where(PromiseRow.kind == key, PromiseRow.urgency == urgency))
    row = row or PromiseRow(kind=key, urgency=urgency)
    row.accept_minutes, row.resolve_minutes, row.always = what.accept, what.resolve, what.always
    db.session.add(row)
    record(
        PromiseSet(
            kind=key, urgency=urgency, accept_minutes=what.accept, resolve_minutes=what.resolve, always=what.always
        )
    )


@command
def drop_promise(actor: Actor, promise_id: int) -> None:
    """The kind goes by the promise for all kinds again."""
    require_permission(actor, P.REPAIRS_SUPERVISE)
    row = db.session.get(PromiseRow, promise_id)
    if row is None:
        raise NotFound
    record(PromiseDropped(kind=row.kind, urgency=row.urgency))
    db.session.delete(row)
