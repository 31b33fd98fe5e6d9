"""The pages of cases."""

from hub.features.cases.views import follow, mediation, office, record, resident
from hub.features.cases.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = ["BLUEPRINTS", "follow", "mediation", "office", "record", "resident"]
