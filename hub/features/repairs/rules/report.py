"""A report as it is made, before it is a repair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.features.repairs.rules.places import Kind, Spot, Urgency, Visit


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody says is broken, and where: in a flat (`unit_id`) or in a public place (`spot`)."""

    kind: Kind
    description: str
    urgency: Urgency = Urgency.ORDINARY
    unit_id: int | None = None
    spot: Spot | None = None
    building_id: int | None = None
    entrance_id: int | None = None
    floor: int | None = None
    place_note: str = ""
    visit_on: date | None = None
    visit_part: Visit = Visit.ANY
    subject: str = ""  # the thing it is about, if the hub knows it: "asset:7"

    def __post_init__(self) -> None:
        if (self.unit_id is None) == (self.spot is None):
            raise ValueError("either in a flat or in a public place")


@dataclass(frozen=True)
class Caller:
    """Somebody without an account here: the person who rang, or a guest. Either may be empty."""

    name: str = ""
    phone: str = ""
