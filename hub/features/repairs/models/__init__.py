"""Tables of repairs."""

from hub.features.repairs.models.clocks import AlertRow, ClockRow, PauseRow, PromiseRow
from hub.features.repairs.models.duty import Away, DutySettings, DutyShift, Search, TechnicianBuilding, TechnicianSkill
from hub.features.repairs.models.label import MachineLabel
from hub.features.repairs.models.people import Affected, Assignment, Rating
from hub.features.repairs.models.repair import Repair, Step

__all__ = [
    "Affected",
    "AlertRow",
    "Assignment",
    "Away",
    "ClockRow",
    "DutySettings",
    "DutyShift",
    "MachineLabel",
    "PauseRow",
    "PromiseRow",
    "Rating",
    "Repair",
    "Search",
    "Step",
    "TechnicianBuilding",
    "TechnicianSkill",
]
