"""Buildings by name, for lists to choose from."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.db import db
from hub.people.models import Building


def building_names() -> tuple[str, ...]:
    """In the order people count them."""
    return tuple(db.session.scalars(select(Building.name).order_by(Building.position, Building.code)))
