"""The property office, where people are sent who cannot help themselves on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from hub.core.db import db
from hub.people.models import Compound, Telephone


@dataclass(frozen=True)
class Office:
    """Public by nature."""

    community: str
    name: str
    address: str
    hours: str
    phone: str
    public_address: str


def office() -> Office:
    """What is known of it; empty texts where nothing is."""
    row = db.session.get(Compound, 1)
    phone = db.session.scalar(
        select(Telephone.number).where(Telephone.kind == "office").order_by(Telephone.position, Telephone.id).limit(1)
    )
    if row is None:
        return Office("小区之家", "物业服务处", "", "", phone or "", "")
    return Office(
        row.name or "小区之家",
        row.office_name or "物业服务处",
        row.office_address,
        row.office_hours,
        phone or "",
        row.public_address,
    )
