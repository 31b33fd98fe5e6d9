"""What the world may know of repairs: public places only, and no word that a person wrote.

Only the columns named here are read: no name, number, note or photo ever comes near the answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from hub.core.db import db
from hub.features.repairs.models import ClientReport, Repair, Step
from hub.features.repairs.queries.clocks import NONE, clocks
from hub.features.repairs.rules.open311 import CLOSED_STAGES, MOST_REQUESTS, Status, status_of
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.stages import OPEN, Stage
from hub.people.models import Building, Entrance


@dataclass(frozen=True)
class ServiceRequest:
    """A repair of a public place. `description` only for the client who wrote it."""

    id: int
    stage: Stage
    kind: Kind
    spot: Spot
    door: str
    door_id: str | None
    floor: int | None
    requested: datetime
    updated: datetime
    expected: datetime | None
    description: str | None


@dataclass(frozen=True)
class Asked:
    """Which requests: reported from–until, of these kinds (empty: all), at one of these stages."""

    since: datetime
    until: datetime
    kinds: Collection[Kind]
    stages: Collection[Stage]


def requests(asked: Asked, client_id: int | None) -> list[ServiceRequest]:
    """The newest of them, at most a thousand."""
    query = _public(client_id).where(
        Repair.reported_at >= asked.since, Repair.reported_at <= asked.until, Repair.stage.in_(asked.stages)
    )
    if asked.kinds:
        query = query.where(Repair.kind.in_(asked.kinds))
    return _found(query)


def requests_by_id(ids: Collection[int], client_id: int | None) -> list[ServiceRequest]:
    """Those of `ids` that the world may know."""
    return _found(_public(client_id).where(Repair.id.in_(ids)))


def _public(client_id: int | None) -> Select[Any]:
    own = ClientReport.client_id == client_id if client_id is not None else ClientReport.client_id.is_(None)
    query: Any = (
        select(
            Repair.id,
            Repair.stage,
            Repair.stage_since,
            Repair.kind,
            Repair.spot,
            Repair.floor,
            Repair.reported_at,
            Building.id.label("building_id"),
            Building.name.label("building"),
            Entrance.id.label("entrance_id"),
            Entrance.name.label("entrance"),
            ClientReport.client_id,
        )
        .outerjoin(Building, Building.id == Repair.building_id)
        .outerjoin(Entrance, Entrance.id == Repair.entrance_id)
        .outerjoin(ClientReport, (ClientReport.repair_id == Repair.id) & own)
        .where(Repair.spot.is_not(None))
        .order_by(Repair.reported_at.desc(), Repair.id.desc())
        .limit(MOST_REQUESTS)
    )
    found: Select[Any] = query
    return found


def _found(query: Select[Any]) -> list[ServiceRequest]:
    rows = db.session.execute(query).all()
    ids = [row.id for row in rows]
    closed, own = _closed_at(ids), _own_words([row.id for row in rows if row.client_id is not None])
    due = clocks([row.id for row in rows if Stage(row.stage) in OPEN])
    return [_request(row, closed.get(row.id), due.get(row.id, NONE), own.get(row.id)) for row in rows]


def _request(row: Any, closed: datetime | None, known: Any, description: str | None) -> ServiceRequest:
    stage = Stage(row.stage)
    updated = closed if closed is not None and status_of(stage) is Status.CLOSED else row.stage_since
    door = f"e{row.entrance_id}" if row.entrance_id else f"b{row.building_id}" if row.building_id else None
    return ServiceRequest(
        id=row.id,
        stage=stage,
        kind=Kind(row.kind),
        spot=Spot(row.spot),
        door=(row.building or "") + (row.entrance or ""),
        door_id=door,
        floor=row.floor,
        requested=row.reported_at,
        updated=updated,
        expected=known.resolve.due_at if known.resolve else None,
        description=description,
    )


def _closed_at(ids: Collection[int]) -> dict[int, datetime]:
    """When each was last closed: a requester's confirmation afterwards does not close it again."""
    query = (
        select(Step.repair_id, func.max(Step.at))
        .where(Step.repair_id.in_(ids), Step.addition.is_(False))
        .where(Step.now.in_(CLOSED_STAGES), Step.was.in_(OPEN))
        .group_by(Step.repair_id)
    )
    return {repair_id: at for repair_id, at in db.session.execute(query)}  # noqa: C416 - rows, not pairs


def _own_words(ids: Collection[int]) -> dict[int, str]:
    query = select(Repair.id, Repair.description).where(Repair.id.in_(ids))
    return {repair_id: words for repair_id, words in db.session.execute(query)}  # noqa: C416 - rows, not pairs
