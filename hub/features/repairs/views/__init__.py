"""Routes, one module a subject."""

from hub.features.repairs.views import (
    board,
    checklists,
    costs,
    duty,
    figures,
    labels,
    lists,
    merging,
    office,
    promises,
    quotes,
    resident,
    sop,
    steps,
    workday,
)
from hub.features.repairs.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = [
    "BLUEPRINTS",
    "board",
    "checklists",
    "costs",
    "duty",
    "figures",
    "labels",
    "lists",
    "merging",
    "office",
    "promises",
    "quotes",
    "resident",
    "sop",
    "steps",
    "workday",
]
