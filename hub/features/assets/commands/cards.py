"""Writing an asset's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select

from hub.core import clock, files
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.assets import policy
from hub.features.assets.events import AssetAdded, AssetChanged
from hub.features.assets.models import Asset
from hub.features.assets.queries.sight import row
from hub.features.assets.rules.card import Particulars, Status, check, checked_code
from hub.people.models import Building, Entrance


@command
def add(actor: Actor, what: Particulars, photos: Sequence[str] = ()) -> int:
    """A card for one more asset; answers its id."""
    require(policy.may_manage(actor))
    what = _checked(what)
    now = clock.now()
    asset = Asset(**asdict(what), status_since=now, made_at=now, version=1)
    db.session.add(asset)
    db.session.flush()
    files.attach(actor, photos, f"asset:{asset.id}")
    record(AssetAdded(asset_id=asset.id, version=1, code=asset.code))
    return asset.id


@command
def change(actor: Actor, asset_id: int, what: Particulars, photos: Sequence[str] = ()) -> None:
    """Correct the card, add photos. The kind of what is gone stays as it was."""
    asset = row(actor, asset_id)
    require(policy.may_manage(actor))
    if asset.status == Status.RETIRED:
        raise RuleBroken(_l("已报废的设备不再修改。"))
    what = _checked(what, asset_id)
    changed = tuple(name for name, value in asdict(what).items() if getattr(asset, name) != value)
    for name in changed:
        setattr(asset, name, getattr(what, name))
    files.attach(actor, photos, f"asset:{asset.id}")
    if changed or photos:
        asset.version += 1
        record(AssetChanged(asset_id=asset_id, version=asset.version, fields=changed))


def _checked(what: Particulars, own: int | None = None) -> Particulars:
    """With its code and texts tidied and its place as the register has it; RuleBroken at what cannot be."""
    code = checked_code(what.code)
    check(what)
    other = db.session.scalar(select(Asset.id).where(Asset.code == code, Asset.id != (own or 0)))
    if other is not None:
        raise RuleBroken(_l("这个编号已经有了。"), "code")
    building = what.building_id
    if what.entrance_id is not None:
        entrance = db.session.get(Entrance, what.entrance_id)
        if entrance is None:
            raise NotFound
        building = entrance.building_id
    elif building is not None and db.session.get(Building, building) is None:
        raise NotFound
    tidy: dict[str, Any] = {
        name: value.strip() for name, value in asdict(what).items() if isinstance(value, str) and name != "kind"
    }
    return replace(what, **{**tidy, "code": code, "building_id": building})
