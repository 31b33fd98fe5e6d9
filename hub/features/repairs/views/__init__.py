"""Routes, one module a subject."""

from hub.features.repairs.views import labels, lists, office, resident, steps
from hub.features.repairs.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = ["BLUEPRINTS", "labels", "lists", "office", "resident", "steps"]
