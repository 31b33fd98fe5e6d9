"""What was imported, and whom it touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from hub.core.authz import Actor, Permission, require_permission
from hub.core.db import db
from hub.people.models import ImportRun, User


@dataclass(frozen=True)
class RunLine:
    """An accepted import."""

    id: int
    at: datetime
    by: str
    file_name: str
    as_of: date
    units_created: int
    units_updated: int
    owners_created: int
    owners_updated: int
    undone_at: datetime | None


def runs(actor: Actor) -> list[RunLine]:
    """The last imports, newest first."""
    require_permission(actor, Permission.REGISTER_MANAGE)
    rows = db.session.execute(
        select(ImportRun, User.nickname)
        .outerjoin(User, User.id == ImportRun.by_user)
        .order_by(ImportRun.id.desc())
        .limit(50)
    )
    return [
        RunLine(
            run.id,
            run.at,
            nickname or "",
            run.file_name,
            run.as_of,
            run.units_created,
            run.units_updated,
            run.owners_created,
            run.owners_updated,
            run.undone_at,
        )
        for run, nickname in rows
    ]


def users_of_persons(person_ids: Iterable[int]) -> list[int]:
    """The accounts of these persons."""
    wanted = list(person_ids)
    found: list[int] = []
    for start in range(0, len(wanted), 5000):
        chunk = wanted[start : start + 5000]
        found.extend(db.session.scalars(select(User.id).where(User.person_id.in_(chunk))))
    return found
