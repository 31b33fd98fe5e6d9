"""The office's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.db import db
from hub.core.hours import parse
from hub.people.models import OfficeClosure, OfficeHours
from hub.people.worktime import USUAL, Calendar, Closure, Day, Hours, known

WARN_FROM_MONTH = 12  # the next year's holidays are announced in autumn; from December on they should be known


def calendar() -> Calendar:
    """As set, with every change there was: what was promised under older hours is still counted by them."""
    hours = db.session.scalars(select(OfficeHours).order_by(OfficeHours.since))
    closures = db.session.scalars(select(OfficeClosure).order_by(OfficeClosure.first))
    return Calendar(
        tuple(Hours(row.since, {day: parse(getattr(row, day), day) for day in Day}) for row in hours),
        tuple(Closure(row.first, row.last, row.name) for row in closures),
    )


@dataclass(frozen=True)
class ClosureCard:
    """Days off; `future`: they may still be taken back."""

    id: int
    first: date
    last: date
    name: str
    future: bool


@dataclass(frozen=True)
class Office:
    """Everything the settings page shows. `coming`: hours that are set and begin later."""

    now: Hours
    coming: tuple[Hours, ...]
    closures: tuple[ClosureCard, ...]
    unknown_year: int | None


def office() -> Office:
    """Today's hours, those to come, and days off that are not over."""
    today = clock.today()
    listed = calendar().hours
    now = next((hours for hours in reversed(listed) if hours.since <= today), USUAL)
    rows = db.session.scalars(
        select(OfficeClosure).where(OfficeClosure.last >= today).order_by(OfficeClosure.first, OfficeClosure.id)
    )
    return Office(
        now,
        tuple(hours for hours in listed if hours.since > today),
        tuple(ClosureCard(row.id, row.first, row.last, row.name, row.first > today) for row in rows),
        unknown_year(),
    )


def unknown_year() -> int | None:
    """The year whose statutory holidays should be known by now and are not."""
    today = clock.today()
    wanted = today.year + 1 if today.month >= WARN_FROM_MONTH else today.year
    return None if known(wanted) else wanted


def said_unknown(year: int) -> bool:
    """Whether the admin has been told."""
    rows = db.session.scalars(select(AuditRow.data).where(AuditRow.fact == "HolidaysUnknown"))
    return any(data.get("year") == year for data in rows)
