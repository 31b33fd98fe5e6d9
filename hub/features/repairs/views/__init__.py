"""Routes, one module a subject."""

from hub.features.repairs.views import (
    board,
    costs,
    duty,
    figures,
    labels,
    lists,
    office,
    promises,
    quotes,
    resident,
    steps,
    workday,
)
from hub.features.repairs.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = [
    "BLUEPRINTS",
    "board",
    "costs",
    "duty",
    "figures",
    "labels",
    "lists",
    "office",
    "promises",
    "quotes",
    "resident",
    "steps",
    "workday",
]
