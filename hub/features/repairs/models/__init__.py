"""Tables of repairs."""

from hub.features.repairs.models.label import MachineLabel
from hub.features.repairs.models.people import Affected, Assignment, Rating
from hub.features.repairs.models.repair import Repair, Step

__all__ = ["Affected", "Assignment", "MachineLabel", "Rating", "Repair", "Step"]
