"""What pages show of assets: frozen, without a word about who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from hub.core import clock, files
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.assets.models import Asset
from hub.features.assets.queries.sight import TONES, visible_to
from hub.features.assets.rules.card import STATUSES, Particulars, Status
from hub.features.assets.rules.inspection import Standing, spoken, standing
from hub.features.assets.rules.kinds import GLYPHS, KINDS, Kind
from hub.people.models import Building, Entrance


@dataclass(frozen=True, kw_only=True)
class Line:
    """An asset in a list. `where` is written as in the register."""

    id: int
    code: str
    name: str
    kind: Kind
    kind_name: object
    glyph: str
    where: str
    place_note: str
    status: Status
    status_name: object
    tone: str
    inspection: str
    due: date | None
    due_words: object
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class Card:
    """The whole file, for staff and committee."""

    line: Line
    version: int
    about: Particulars
    status_reason: str
    status_since: datetime
    warranty: bool
    photos: tuple[files.PhotoCard, ...]


@dataclass(frozen=True, kw_only=True)
class PublicCard:
    """What a label opens for everybody: nothing about people, firms or contracts."""

    line: Line
    status_reason: str
    status_since: datetime


def lines(query: Select[Any]) -> list[Line]:
    """`query` selects `Asset` with its conditions, order and limit."""
    today = clock.today()
    found = db.session.execute(_with_names(query))
    return [_line(asset, building, entrance, today) for asset, building, entrance in found]


def card(actor: Actor, asset_id: int) -> Card:
    """NotFound when there is none for this actor."""
    asset, building, entrance = _one(select(Asset).where(Asset.id == asset_id, visible_to(actor)))
    today = clock.today()
    return Card(
        line=_line(asset, building, entrance, today),
        version=asset.version,
        about=particulars(asset),
        status_reason=asset.status_reason,
        status_since=asset.status_since,
        warranty=asset.warranty_until is not None and asset.warranty_until >= today,
        photos=files.photos_of(f"asset:{asset_id}"),
    )


def public_card(code: str) -> PublicCard:
    """By the code on the label; NotFound when there is none, or it is gone for good."""
    query = select(Asset).where(Asset.code == code.upper(), Asset.status != Status.RETIRED)
    asset, building, entrance = _one(query)
    return PublicCard(
        line=_line(asset, building, entrance, clock.today()),
        status_reason=asset.status_reason,
        status_since=asset.status_since,
    )


def particulars(asset: Asset) -> Particulars:
    """The card as a form takes it."""
    return Particulars(
        code=asset.code,
        name=asset.name,
        kind=Kind(asset.kind),
        building_id=asset.building_id,
        entrance_id=asset.entrance_id,
        place_note=asset.place_note,
        maker=asset.maker,
        model=asset.model,
        serial=asset.serial,
        installed_on=asset.installed_on,
        warranty_until=asset.warranty_until,
        company=asset.company,
        company_phone=asset.company_phone,
        inspection=asset.inspection,
        inspection_months=asset.inspection_months,
        inspection_last=asset.inspection_last,
        inspection_due=asset.inspection_due,
    )


def _one(query: Select[Any]) -> tuple[Asset, str | None, str | None]:
    found = db.session.execute(_with_names(query)).first()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]


def _with_names(query: Select[Any]) -> Select[Any]:
    return (
        query.add_columns(Building.name, Entrance.name)
        .outerjoin(Building, Building.id == Asset.building_id)
        .outerjoin(Entrance, Entrance.id == Asset.entrance_id)
    )


def _line(asset: Asset, building: str | None, entrance: str | None, today: date) -> Line:
    kind, status = Kind(asset.kind), Status(asset.status)
    return Line(
        id=asset.id,
        code=asset.code,
        name=asset.name,
        kind=kind,
        kind_name=KINDS[kind],
        glyph=GLYPHS[kind],
        where=(building or "") + (entrance or ""),
        place_note=asset.place_note,
        status=status,
        status_name=STATUSES[status],
        tone=TONES[status],
        inspection=asset.inspection,
        due=asset.inspection_due,
        due_words=spoken(asset.inspection_due, today, asset.inspection_result),
        standing=standing(asset.inspection_due, today, asset.inspection_result),
    )
