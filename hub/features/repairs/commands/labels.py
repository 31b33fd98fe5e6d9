"""QR labels on machines."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import Actor, require
from hub.core.db import db
from hub.core.events import command, record
from hub.core.i18n import lazy as _l
from hub.core.problems import NotFound, RuleBroken
from hub.features.repairs import policy
from hub.features.repairs.events import LabelMade, LabelRetired
from hub.features.repairs.models import MachineLabel
from hub.features.repairs.queries.places import known_place
from hub.features.repairs.rules.report import Report

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread on a scratched label


@command
def make_label(actor: Actor, title: str, place: Report) -> int:
    """A label for a public place; `place.description` is not used. Answers its id."""
    require(policy.may_handle(actor))
    if place.spot is None:
        raise RuleBroken(_l("二维码只用于公共部位。"), "spot")
    building_id, entrance_id, floor = known_place(place)
    label = MachineLabel(
        code="".join(secrets.choice(ALPHABET) for _ in range(8)),
        title=title.strip(),
        building_id=building_id,
        entrance_id=entrance_id,
        floor=floor,
        spot=place.spot,
        kind=place.kind,
        place_note=place.place_note.strip(),
        subject=place.subject or None,
        made_by=actor.user_id,
        made_at=clock.now(),
    )
    db.session.add(label)
    db.session.flush()
    record(LabelMade(label_id=label.id))
    return label.id


@command
def retire_label(actor: Actor, label_id: int) -> None:
    """The machine is gone, or the label was lost: its code opens nothing any more."""
    require(policy.may_handle(actor))
    label = db.session.scalar(
        select(MachineLabel).where(MachineLabel.id == label_id, MachineLabel.retired_at.is_(None))
    )
    if label is None:
        raise NotFound
    label.retired_at = clock.now()
    record(LabelRetired(label_id=label_id))
