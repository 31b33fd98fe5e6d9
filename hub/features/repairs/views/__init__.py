"""Routes, one module a subject."""

from hub.features.repairs.views import (
    board,
    clients,
    duty,
    labels,
    lists,
    office,
    open311,
    open311_door,
    promises,
    resident,
    steps,
    workday,
)
from hub.features.repairs.views.blueprint import bp

BLUEPRINTS = (bp, open311_door.bp)

__all__ = [
    "BLUEPRINTS",
    "board",
    "clients",
    "duty",
    "labels",
    "lists",
    "office",
    "open311",
    "promises",
    "resident",
    "steps",
    "workday",
]
