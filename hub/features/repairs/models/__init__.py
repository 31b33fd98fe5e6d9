"""Tables of repairs."""

from hub.features.repairs.models.clients import ApiClient, ClientReport
from hub.features.repairs.models.clocks import AlertRow, ClockRow, PauseRow, PromiseRow
from hub.features.repairs.models.costs import RepairBill, RepairCostLine, RepairQuote
from hub.features.repairs.models.duty import Away, DutySettings, DutyShift, Search, TechnicianBuilding, TechnicianSkill
from hub.features.repairs.models.history import HistoryRow
from hub.features.repairs.models.label import MachineLabel
from hub.features.repairs.models.merging import Merger
from hub.features.repairs.models.people import Affected, Assignment, Rating
from hub.features.repairs.models.repair import Repair, Step
from hub.features.repairs.models.sop import Checklist, Sop, SopStep, SopVersion, Tick

__all__ = [
    "Affected",
    "AlertRow",
    "ApiClient",
    "Assignment",
    "Away",
    "Checklist",
    "ClientReport",
    "ClockRow",
    "DutySettings",
    "DutyShift",
    "HistoryRow",
    "MachineLabel",
    "Merger",
    "PauseRow",
    "PromiseRow",
    "Rating",
    "Repair",
    "RepairBill",
    "RepairCostLine",
    "RepairQuote",
    "Search",
    "Sop",
    "SopStep",
    "SopVersion",
    "Step",
    "TechnicianBuilding",
    "TechnicianSkill",
    "Tick",
]
