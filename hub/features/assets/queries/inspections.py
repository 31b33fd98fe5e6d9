"""The inspections the law asks for, open to everybody: what is due when, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, case, func, or_, select

from hub.core import clock
from hub.core.authz import is_id
from hub.core.db import db
from hub.features.assets.models import Asset
from hub.features.assets.queries.cards import Line, lines
from hub.features.assets.rules.card import Status
from hub.features.assets.rules.inspection import MARKS, SOON, Result, Standing, mark

PAGE = 50
NEVER, FIRST = date(9999, 1, 1), date(1000, 1, 1)


@dataclass(frozen=True)
class Inspections:
    """Failed ones first, then overdue ones; `after` is the cursor of the next page."""

    lines: list[Line]
    after: str | None
    total: int
    failed: int
    late: int
    soon: int


def _due_for_it():  # type: ignore[no-untyped-def]
    return and_(Asset.inspection != "", Asset.status != Status.RETIRED)


def inspections(after: str = "") -> Inspections:
    """One page; `after` is "2026-09-30.17"."""
    failed = Asset.inspection_result == Result.FAIL
    due = case((failed, FIRST), else_=func.coalesce(Asset.inspection_due, NEVER))
    query = select(Asset).where(_due_for_it()).order_by(due, Asset.id).limit(PAGE + 1)
    day, _, number = after.partition(".")
    if is_id(number):
        try:
            since = date.fromisoformat(day)
        except ValueError:
            since = date.min
        query = query.where(or_(due > since, and_(due == since, Asset.id > int(number))))
    found = lines(query)
    last = found[PAGE - 1] if len(found) > PAGE else None
    today = clock.today()
    soon = and_(Asset.inspection_due >= today, Asset.inspection_due <= today + timedelta(days=SOON))
    return Inspections(
        found[:PAGE],
        f"{FIRST if last.standing is Standing.FAILED else last.due or NEVER}.{last.id}" if last else None,
        _count(),
        _count(failed),
        count_late(),
        _count(soon),
    )


def count_late() -> int:
    """How many are overdue."""
    return _count(Asset.inspection_due < clock.today())


def _count(*conditions) -> int:  # type: ignore[no-untyped-def]
    query = select(func.count()).select_from(Asset).where(_due_for_it(), *conditions)
    return db.session.scalar(query) or 0


def to_remind() -> list[int]:
    """Assets about whose inspection somebody may have to be reminded today; the command looks again."""
    today = clock.today()
    query = select(Asset.id, Asset.inspection_due).where(
        _due_for_it(), Asset.inspection_due <= today + timedelta(days=MARKS[0])
    )
    return [asset_id for asset_id, due in db.session.execute(query) if due and mark(due, today)]
