"""Lists of assets: filters that live in the address, paged by cursor in the order of the codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from hub.core import clock
from hub.core.authz import Actor, is_id
from hub.core.db import db
from hub.features.assets.models import Asset, Occurrence
from hub.features.assets.queries.cards import Line, lines
from hub.features.assets.queries.sight import visible_to
from hub.features.assets.rules.card import Status, next_code
from hub.features.assets.rules.kinds import PREFIXES, Kind
from hub.people.models import Building

PAGE = 30
MOST_LABELS = 500


@dataclass(frozen=True)
class Asked:
    """What the address asks for; unknown words are passed over. Without a status, retired ones stay in the cupboard."""

    kind: Kind | None = None
    building: int | None = None
    status: Status | None = None
    overdue: bool = False

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Asked:
        kind, building, status = args.get("kind", ""), args.get("building", ""), args.get("status", "")
        return cls(
            Kind(kind) if kind in tuple(Kind) else None,
            int(building) if is_id(building) else None,
            Status(status) if status in tuple(Status) else None,
            args.get("overdue") == "1",
        )

    @property
    def args(self) -> dict[str, Any]:
        """The same for an address; nothing for what is not asked."""
        asked = {
            "kind": self.kind and self.kind.value,
            "building": self.building,
            "status": self.status and self.status.value,
            "overdue": "1" if self.overdue else None,
        }
        return {name: value for name, value in asked.items() if value}

    def conditions(self) -> list[ColumnElement[bool]]:
        """For a query of assets."""
        found = [Asset.status == self.status if self.status else Asset.status != Status.RETIRED]
        if self.kind:
            found.append(Asset.kind == self.kind)
        if self.building:
            found.append(Asset.building_id == self.building)
        if self.overdue:
            late = select(Occurrence.asset_id).where(Occurrence.state == "open", Occurrence.due_on < clock.today())
            found.append(or_(Asset.inspection_due < clock.today(), Asset.id.in_(late)))
        return found


@dataclass(frozen=True)
class Page:
    """In the order of the codes; `after` is the cursor of the next page, None on the last."""

    lines: list[Line]
    after: str | None
    total: int


def page(actor: Actor, asked: Asked, after: str = "") -> Page:
    """One page of what was asked for."""
    conditions = [visible_to(actor), *asked.conditions()]
    query = select(Asset).where(*conditions).order_by(Asset.code).limit(PAGE + 1)
    if after:
        query = query.where(Asset.code > after)
    found = lines(query)
    total = db.session.scalar(select(func.count()).select_from(Asset).where(*conditions)) or 0
    return Page(found[:PAGE], found[PAGE - 1].code if len(found) > PAGE else None, total)


def labels(actor: Actor, asked: Asked) -> list[Line]:
    """For the sheet of labels."""
    query = select(Asset).where(visible_to(actor), *asked.conditions()).order_by(Asset.code).limit(MOST_LABELS)
    return lines(query)


def buildings() -> list[tuple[int, str]]:
    """(id, name), as people count them."""
    query = select(Building.id, Building.name).order_by(Building.position, Building.id)
    return [(number, name) for number, name in db.session.execute(query)]


def free_code(kind: Kind, like: str = "") -> str:
    """A code nobody has: the one after `like`, or after the last of this kind."""
    taken = set(db.session.scalars(select(Asset.code)))
    code = next_code(like) if like else f"{PREFIXES[kind]}-01"
    for _ in range(len(taken) + 1):
        if code not in taken:
            break
        code = next_code(code)
    return code
