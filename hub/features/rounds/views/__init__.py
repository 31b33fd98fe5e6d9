"""Routes, by who uses them."""

from hub.features.rounds.views import office, plans, walking
from hub.features.rounds.views.blueprint import bp

BLUEPRINTS = (bp,)
__all__ = ["BLUEPRINTS", "office", "plans", "walking"]
