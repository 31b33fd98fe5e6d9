"""Routes, one module a subject."""

from hub.features.repairs.views import (
    board,
    checklists,
    clients,
    costs,
    duty,
    figures,
    labels,
    lists,
    merging,
    office,
    open311,
    open311_door,
    promises,
    quotes,
    resident,
    sop,
    steps,
    workday,
)
from hub.features.repairs.views.blueprint import bp

BLUEPRINTS = (bp, open311_door.bp)

__all__ = [
    "BLUEPRINTS",
    "board",
    "checklists",
    "clients",
    "costs",
    "duty",
    "figures",
    "labels",
    "lists",
    "merging",
    "office",
    "open311",
    "open311_door",
    "promises",
    "quotes",
    "resident",
    "sop",
    "steps",
    "workday",
]
