"""The page with all figures: the period asked for, split by kind, building and technician; months; what is to come."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy import select

from hub.core import clock
from hub.core.db import db
from hub.features.repairs.queries import history
from hub.features.repairs.rules import figures as rules
from hub.features.repairs.rules.figures import Figures, History, Median, Repeats, Share
from hub.features.repairs.rules.forecast import METHODS, Forecast, forecast
from hub.features.repairs.rules.places import KINDS, Kind
from hub.people.models import Building, User

PERIODS = (30, 90, 365)
USUAL = 90
MONTHS = 12
LOOK_BACK = 36  # months of which the forecast learns
KEPT_FROM = 2000
KEPT_FOR = timedelta(minutes=10)
MOST_KEPT = 30


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `first` and `last` (days, both included) win over `days`; nonsense is ignored."""

    days: str = ""
    first: str = ""
    last: str = ""
    kind: str = ""
    building: str = ""

    @classmethod
    def of(cls, args: Any) -> Asked:
        given = {name: args.get(name, "") for name in ("days", "first", "last", "kind", "building")}
        return cls(
            given["days"] if given["days"] in {str(days) for days in PERIODS} else "",
            given["first"] if _day(given["first"]) else "",
            given["last"] if _day(given["last"]) else "",
            given["kind"] if given["kind"] in tuple(Kind) else "",
            given["building"] if given["building"].isascii() and given["building"].isdecimal() else "",
        )

    @property
    def args(self) -> dict[str, str]:
        """For the address: only what was asked."""
        return {key: value for key, value in asdict(self).items() if value}

    def address(self, path: str, **changes: str) -> str:
        """`path` with this filter in it, some of it changed."""
        args = {key: value for key, value in {**self.args, **changes}.items() if value}
        return f"{path}?{urlencode(args)}" if args else path

    def span(self) -> tuple[datetime, datetime]:
        """(from, until): local midnights, the last one after the last day; never the future."""
        today = clock.today()
        last = min(_day(self.last) or today, today)
        first = _day(self.first)
        if first is None or first > last:
            first = last - timedelta(days=int(self.days or USUAL) - 1)
        return _midnight(first), _midnight(last + timedelta(days=1))


@dataclass(frozen=True)
class Group:
    """A row of a table. `written`: its name comes from the register or from people."""

    key: str
    name: object
    figures: Figures
    written: bool = False


@dataclass(frozen=True)
class Month:
    """The reports made in one month; `partial` for the one that is not over."""

    first: date
    reported: int
    fix: Median
    kept: Share
    partial: bool


@dataclass(frozen=True)
class Load:
    """What next month will probably bring of one kind; `forecast` empty when too little is known."""

    name: object
    last: int  # in the last whole month
    forecast: Forecast | None

    @property
    def method(self) -> object:
        return METHODS[self.forecast.method] if self.forecast else ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Everything the pages and the spreadsheet show: sums, nobody's home."""

    since: date
    until: date  # included
    all: Figures
    kinds: tuple[Group, ...]
    buildings: tuple[Group, ...]
    technicians: tuple[Group, ...]
    ages: tuple[int, ...]
    months: tuple[Month, ...]
    loads: tuple[Load, ...]
    next_month: date
    whole_months: int
    as_of: datetime | None
    missing: int


def standing(asked: Asked, *, technicians: bool = False) -> Standing:
    """All figures of the reports made in the period. Unchecked and public, but for the technicians.

    Where there are many, what was worked out is shown for a while, with its hour: anybody may open this page, and
    thousands of reports take a second.
    """
    kept: dict[Any, tuple[datetime, Standing]] = current_app.extensions.setdefault("hub-standings", {})
    key, now = (asked, technicians, clock.today()), clock.now()
    if key in kept and now - kept[key][0] < KEPT_FOR:
        return kept[key][1]
    found, many = _standing(asked, technicians)
    if many >= KEPT_FROM:
        found = replace(found, as_of=min(found.as_of or now, now))
        kept[key] = now, found
        while len(kept) > MOST_KEPT:
            kept.pop(min(kept, key=lambda one: kept[one][0]))
    return found


def _standing(asked: Asked, technicians: bool) -> tuple[Standing, int]:
    """And of how many reports it is made."""
    since, until = asked.span()
    starts = _month_starts(MONTHS)
    known = history.known(min(since, starts[0]))
    again, now = rules.repeats(known.histories), history.seconds(clock.now())
    wanted = [one for one in known.histories if fits(one, asked)]
    cohort = made_within(wanted, since, until)
    loads, whole = _loads()
    names = _names(Building)
    found = Standing(
        since=clock.local(since).date(),
        until=clock.local(until).date() - timedelta(days=1),
        all=rules.figures(cohort, again, now),
        kinds=tuple(
            Group(kind, KINDS[kind], of) for kind, of in rules.by(lambda one: one.kind, cohort, again, now).items()
        ),
        buildings=tuple(
            Group(str(key), names.get(key, ""), of, True)
            for key, of in rules.by(lambda one: one.building_id, cohort, again, now).items()
        ),
        technicians=_technicians(cohort, again, now) if technicians else (),
        ages=rules.ages(history.open_since(asked.kind, int(asked.building) if asked.building else None), clock.now()),
        months=_months(wanted, starts, again, now),
        loads=loads,
        next_month=_month_after(clock.today()),
        whole_months=whole,
        as_of=known.as_of,
        missing=known.missing,
    )
    return found, len(known.histories)


def made_within(histories: Iterable[History], since: datetime, until: datetime) -> list[History]:
    """Reported in this span."""
    first, end = history.seconds(since), history.seconds(until)
    return [one for one in histories if first <= one.reported_at < end]


def _technicians(cohort: Iterable[History], again: Repeats, now: int) -> tuple[Group, ...]:
    names = _names(User)
    found = rules.by(lambda one: one.technician_id, cohort, again, now)
    return tuple(Group(str(key), names.get(key, ""), of, True) for key, of in found.items())


def fits(one: History, asked: Asked) -> bool:
    """Of the kind and building asked for."""
    return (not asked.kind or one.kind == asked.kind) and (not asked.building or one.building_id == int(asked.building))


def _names(table: type[Building] | type[User]) -> dict[int, str]:
    name = Building.name if table is Building else User.nickname
    return {row[0]: row[1] for row in db.session.execute(select(table.id, name))}


def _months(histories: Iterable[History], starts: Sequence[datetime], again: Repeats, now: int) -> tuple[Month, ...]:
    sorted_out: list[list[History]] = [[] for _ in starts]
    begins = [history.seconds(start) for start in starts]
    for one in histories:
        place = bisect_right(begins, one.reported_at) - 1
        if place >= 0:
            sorted_out[place].append(one)
    found = []
    for number, (start, group) in enumerate(zip(starts, sorted_out, strict=True)):
        of = rules.figures(group, again, now)
        partial = number == len(starts) - 1
        found.append(Month(clock.local(start).date(), of.reported, of.fix, of.resolve_kept, partial))
    while len(found) > 2 and not found[0].reported:
        found.pop(0)  # before the records begin
    return tuple(found)


def _loads() -> tuple[tuple[Load, ...], int]:
    """For all and for each kind, the largest first; and how many whole months there are to learn from."""
    starts = _month_starts(LOOK_BACK)
    began = history.first_report()
    first = 0 if began is None else max(bisect_right(starts, began), 0)  # the month in which they begin is not whole
    whole = 0 if began is None else max(len(starts) - 1 - first, 0)
    series = {kind: months[first:-1] for kind, months in history.counts(starts).items()}
    if not whole:
        return (), 0
    every = [sum(months) for months in zip(*series.values(), strict=True)] or [0] * whole
    order = sorted(series, key=lambda kind: (-sum(series[kind][-3:]), kind))
    rows = [Load("", every[-1], forecast(every))]
    rows += [Load(KINDS[kind], series[kind][-1], forecast(series[kind])) for kind in order]
    return tuple(rows), whole


# --- days and months as the compound's calendar shows them ------------------------------------------------------------


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and 2000 <= found.year <= 2100 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _month_starts(before: int) -> list[datetime]:
    """The beginnings of the last `before` whole months and of this one, the oldest first."""
    day = clock.today().replace(day=1)
    starts = [day]
    for _ in range(before):
        day = (day - timedelta(days=1)).replace(day=1)
        starts.append(day)
    return [_midnight(one) for one in reversed(starts)]
