"""When the office is open. What has been promised stays promised: only days to come can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from hub.core import clock, hours
from hub.core.authz import Actor, require, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.people.events import HolidaysUnknown, OfficeClosed, OfficeClosureWithdrawn, OfficeHoursSet
from hub.people.models import OfficeClosure, OfficeHours
from hub.people.queries.office_hours import said_unknown
from hub.people.worktime import Day

LONGEST_CLOSURE = 60


@dataclass(frozen=True)
class Week:
    """Opening hours as somebody typed them; "" is closed."""

    since: date
    workday: str
    saturday: str = ""
    sunday: str = ""
    holiday: str = ""


@command
def set_hours(actor: Actor, week: Week) -> None:
    """From `week.since` on. The very first hours may begin today, later ones tomorrow at the earliest."""
    require_permission(actor, P.SETTINGS_MANAGE)
    read = {day: hours.parse(getattr(week, day), day) for day in Day}
    if not read[Day.WORKDAY]:
        raise RuleBroken(_l("工作日总要开门，请填写办公时间。"), "workday")
    today = clock.today()
    first = db.session.scalar(select(func.count()).select_from(OfficeHours)) == 0
    if week.since < (today if first else today + timedelta(days=1)):
        raise RuleBroken(_l("最早从明天起。已经承诺的时间不能事后改。"), "since")
    row = db.session.get(OfficeHours, week.since) or OfficeHours(since=week.since)
    for day in Day:
        setattr(row, day, hours.spoken(read[day]))
    row.set_by, row.set_at = actor.user_id, clock.now()
    db.session.add(row)
    record(OfficeHoursSet(since=week.since, **{day.value: hours.spoken(read[day]) for day in Day}))


@command
def close_office(actor: Actor, first: date, last: date, name: str) -> int:
    """Days off, both included, from tomorrow at the earliest; answers the closure's id."""
    require_permission(actor, P.SETTINGS_MANAGE)
    if first <= clock.today():
        raise RuleBroken(_l("最早从明天起。已经承诺的时间不能事后改。"), "first")
    if not first <= last <= first + timedelta(days=LONGEST_CLOSURE):
        raise RuleBroken(_l("结束不能早于开始，一次最多 60 天。"), "last")
    if not name.strip():
        raise RuleBroken(_l("请写明为什么休息，居民会看到。"), "name")
    made = OfficeClosure(first=first, last=last, name=name.strip()[:60], made_by=actor.user_id, made_at=clock.now())
    db.session.add(made)
    db.session.flush()
    record(OfficeClosed(closure_id=made.id, since=first, until=last, reason=made.name))
    return made.id


@command
def reopen_office(actor: Actor, closure_id: int) -> None:
    """Take back days off that have not begun."""
    require_permission(actor, P.SETTINGS_MANAGE)
    found = db.session.get(OfficeClosure, closure_id)
    if found is None:
        raise NotFound
    if found.first <= clock.today():
        raise RuleBroken(_l("已经开始的休息日不能取消。"))
    db.session.delete(found)
    record(OfficeClosureWithdrawn(closure_id=closure_id))


@command
def note_unknown_holidays(actor: Actor, year: int) -> bool:
    """Say it once a year; True if it had not been said."""
    require(actor.kind == "system")
    if said_unknown(year):
        return False
    record(HolidaysUnknown(year=year))
    return True
