"""Routes, one module a subject."""

from hub.features.assets.views import cards, labels, lists, planned, status
from hub.features.assets.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = ["BLUEPRINTS", "cards", "labels", "lists", "planned", "status"]
