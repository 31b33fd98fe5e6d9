"""Routes, one module a subject."""

from hub.features.repairs.views import board, duty, labels, lists, office, promises, resident, steps, workday
from hub.features.repairs.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = ["BLUEPRINTS", "board", "duty", "labels", "lists", "office", "promises", "resident", "steps", "workday"]
