"""Labels, and what a guest may watch."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from hub.core.authz import SYSTEM
from hub.core.crypto import token_hash
from hub.core.db import db
from hub.core.problems import NotFound
from hub.features.repairs.models import MachineLabel, Repair
from hub.features.repairs.queries.cards import Card, card
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Report


@dataclass(frozen=True)
class Label:
    """A label in use, and the report it begins (its description is still empty)."""

    id: int
    code: str
    title: str
    report: Report


def label(code: str) -> Label:
    """NotFound when there is none in use with this code."""
    found = next(iter(labels(code)), None)
    if found is None:
        raise NotFound
    return found


def labels(code: str | None = None) -> list[Label]:
    """All labels in use, newest first; or the one with this code."""
    query = select(MachineLabel).where(MachineLabel.retired_at.is_(None)).order_by(MachineLabel.id.desc())
    if code is not None:
        query = query.where(MachineLabel.code == code)
    return [
        Label(
            row.id,
            row.code,
            row.title,
            Report(
                kind=Kind(row.kind),
                description="",
                spot=Spot(row.spot),
                building_id=row.building_id,
                entrance_id=row.entrance_id,
                floor=row.floor,
                place_note=row.place_note,
                subject=row.subject or "",
            ),
        )
        for row in db.session.scalars(query)
    ]


def label_of(subject: str) -> Label | None:
    """The label in use on this thing ("asset:7"), the newest if there are several."""
    query = select(MachineLabel.code).where(MachineLabel.subject == subject, MachineLabel.retired_at.is_(None))
    code = db.session.scalar(query.order_by(MachineLabel.id.desc()).limit(1))
    return label(code) if code else None


def followed(token: str) -> Card:
    """What the holder of a guest's secret may watch; NotFound when the secret opens nothing.

    A report that was merged is followed where the work is done: in a public place, as every guest's is.
    """
    query = select(func.coalesce(Repair.duplicate_of_id, Repair.id)).where(Repair.guest_token_hash == token_hash(token))
    repair_id = db.session.scalar(query)
    if repair_id is None:
        raise NotFound
    return card(SYSTEM, repair_id)
