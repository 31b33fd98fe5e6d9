"""Tables of repairs."""

from hub.features.repairs.models.duty import Away, DutySettings, DutyShift, Search, TechnicianBuilding, TechnicianSkill
from hub.features.repairs.models.label import MachineLabel
from hub.features.repairs.models.merging import Merger
from hub.features.repairs.models.people import Affected, Assignment, Rating
from hub.features.repairs.models.repair import Repair, Step

__all__ = [
    "Affected",
    "Assignment",
    "Away",
    "DutySettings",
    "DutyShift",
    "MachineLabel",
    "Merger",
    "Rating",
    "Repair",
    "Search",
    "Step",
    "TechnicianBuilding",
    "TechnicianSkill",
]
