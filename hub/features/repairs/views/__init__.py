"""Routes, one module a subject."""

from hub.features.repairs.views import (
    board,
    checklists,
    duty,
    labels,
    lists,
    merging,
    office,
    promises,
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
    "duty",
    "labels",
    "lists",
    "merging",
    "office",
    "promises",
    "resident",
    "sop",
    "steps",
    "workday",
]
