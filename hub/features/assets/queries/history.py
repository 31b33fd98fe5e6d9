"""All that happened to one asset, as one timeline: repairs, planned work, inspections, stoppages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from hub.core import clock, files
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.i18n import lazy as _l
from hub.core.links import linked, named
from hub.features.assets.models import Inspection, Occurrence, PlanRow, Stoppage
from hub.features.assets.queries.sight import get
from hub.features.assets.rules.card import Status
from hub.features.assets.rules.inspection import RESULTS, Result
from hub.features.assets.rules.planning import DONE, OPEN

MOST = 60


@dataclass(frozen=True, kw_only=True)
class Event:
    """A line of the timeline. `title` and `note` are people's own words."""

    on: datetime
    what: object
    title: str = ""
    state: object = ""
    tone: str = ""
    note: str = ""
    url: str = ""
    until: datetime | None = None
    missed: int = 0
    bad: bool = False
    whole_day: bool = False
    photos: tuple[files.PhotoCard, ...] = ()


def history(actor: Actor, asset_id: int) -> list[Event]:
    """Newest first, the last MOST of them; NotFound when there is no such asset for this actor."""
    asset = get(actor, asset_id)
    events = [*_work(actor, asset_id), *_inspections(asset_id), *_stoppages(asset_id)]
    events.append(Event(on=asset.made_at, what=_l("登记建档")))
    return sorted(events, key=lambda event: event.on, reverse=True)[:MOST]


def _work(actor: Actor, asset_id: int) -> Iterator[Event]:
    """Planned work by its plan, with a way to the work order; all other repairs by their own names."""
    query = (
        select(Occurrence, PlanRow.title)
        .join(PlanRow, PlanRow.id == Occurrence.plan_id)
        .where(Occurrence.asset_id == asset_id)
        .order_by(Occurrence.id.desc())
        .limit(MOST)
    )
    planned = db.session.execute(query).all()
    orders = [one.work for one, _ in planned if one.work]
    others = [thing for thing in linked(f"asset:{asset_id}", "repair", MOST * 2) if thing not in set(orders)][:MOST]
    names = {strand.thing: strand.name for strand in named(actor, [*orders, *others])}
    for one, title in planned:
        name = names.get(one.work or "")
        state, tone = _STATES.get(one.state, (_l("没有做"), "amber"))
        late = one.state == OPEN and one.due_on < clock.today()
        yield Event(
            on=_noon(one.ended_on or one.due_on),
            what=_l("计划保养"),
            title=title,
            state=_l("逾期未做") if late else state,
            tone="vermilion" if late else tone,
            note=one.note,
            missed=one.missed,
            whole_day=True,
            url=name.url if name else "",
            bad=late,
        )
    for thing in others:
        if (name := names.get(thing)) is not None:
            yield Event(
                on=name.at or clock.now(),
                what=name.what,
                title=name.title,
                state=name.state,
                tone=name.tone,
                url=name.url,
            )


_STATES = {OPEN: (_l("等着做"), "sky"), DONE: (_l("已完成"), "jade")}
_TONES = {Result.PASS: "jade", Result.CONDITIONS: "amber", Result.FAIL: "vermilion"}


def _inspections(asset_id: int) -> Iterator[Event]:
    query = select(Inspection).where(Inspection.asset_id == asset_id).order_by(Inspection.id.desc()).limit(MOST)
    rows = list(db.session.scalars(query))
    photos = files.photos_by_part("inspection", [row.id for row in rows])
    for row in rows:
        result = Result(row.result)
        yield Event(
            on=_noon(row.done_on),
            what=_l("检验"),
            title=" · ".join(filter(None, (row.name, row.body))),
            state=RESULTS[result],
            tone=_TONES[result],
            note=row.note,
            bad=result is Result.FAIL,
            whole_day=True,
            photos=photos.get(row.id, ()),
        )


def _stoppages(asset_id: int) -> Iterator[Event]:
    query = select(Stoppage).where(Stoppage.asset_id == asset_id).order_by(Stoppage.id.desc()).limit(MOST)
    for row in db.session.scalars(query):
        yield Event(
            on=row.since,
            what=_l("已报废") if row.status == Status.RETIRED else _l("停用中") if row.until is None else _l("停用过"),
            note="\n".join(filter(None, (row.reason, row.note))),
            until=row.until,
            bad=True,
        )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=clock.LOCAL)
