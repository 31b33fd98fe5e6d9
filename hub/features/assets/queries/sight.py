"""Who may see what: the file is for staff and committee, the public card for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, select, true

from hub.core.authz import Actor, sees
from hub.core.db import db
from hub.core.i18n import lazy as _l
from hub.core.links import Name, names
from hub.core.problems import NotFound
from hub.features.assets import policy
from hub.features.assets.models import Asset, Inspection
from hub.features.assets.rules.card import STATUSES, Status
from hub.features.assets.rules.kinds import GLYPHS, Kind

TONES = {Status.IN_SERVICE: "jade", Status.STOPPED: "vermilion", Status.RETIRED: ""}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Whose file this actor may read."""
    return true() if actor.kind == "system" or policy.may_look(actor) else false()


def get(actor: Actor, asset_id: int) -> Asset:
    """To read; NotFound when there is none for this actor."""
    asset = db.session.scalar(select(Asset).where(Asset.id == asset_id, visible_to(actor)))
    if asset is None:
        raise NotFound
    return asset


def row(actor: Actor, asset_id: int) -> Asset:
    """To change, locked until the command ends; NotFound when there is none for this actor."""
    asset = db.session.scalar(select(Asset).where(Asset.id == asset_id, visible_to(actor)).with_for_update())
    if asset is None:
        raise NotFound
    return asset


@sees("asset")
def sees_asset(actor: Actor, asset_id: int) -> bool:
    """That there is such a thing, and its photos: all who are signed in. A guest scans its label."""
    if not (actor.signed_in or actor.kind == "system"):
        return False
    return db.session.scalar(select(Asset.id).where(Asset.id == asset_id)) is not None


@sees("inspection")
def sees_inspection(actor: Actor, inspection_id: int) -> bool:
    """A certificate names inspectors: staff and committee."""
    query = select(Inspection.id).where(Inspection.id == inspection_id, visible_to(actor))
    return db.session.scalar(query) is not None


@names("asset", hub=True)
def name(actor: Actor, ids: Sequence[int]) -> dict[int, Name]:
    """A neighbour is led to the public card, staff to the file."""
    inside = policy.may_look(actor) or actor.kind == "system"
    return {
        one.id: Name(
            what=_l("设施设备"),
            title=f"{one.name} {one.code}",
            url=f"/assets/{one.id}" if inside else f"/a/{one.code}",
            glyph=GLYPHS[Kind(one.kind)],
            state=STATUSES[Status(one.status)],
            tone=TONES[Status(one.status)],
        )
        for one in db.session.scalars(select(Asset).where(Asset.id.in_(ids)))
    }
