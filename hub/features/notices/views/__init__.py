"""Routes of notices."""

from hub.features.notices.views import feeds, office, reading, unreached
from hub.features.notices.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = ["BLUEPRINTS", "feeds", "office", "reading", "unreached"]
