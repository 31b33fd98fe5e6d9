"""Tables of assets."""

from hub.features.assets.models.asset import Asset, Inspection, Reminder, Stoppage
from hub.features.assets.models.upkeep import Occurrence, PlanRow

__all__ = ["Asset", "Inspection", "Occurrence", "PlanRow", "Reminder", "Stoppage"]
