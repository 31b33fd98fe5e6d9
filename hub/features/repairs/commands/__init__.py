"""What can be done to repairs."""

from hub.features.repairs.commands.affecting import join, leave
from hub.features.repairs.commands.assigning import assign, put_in_charge, take
from hub.features.repairs.commands.contact import reveal_phone
from hub.features.repairs.commands.dispatch import decline, search
from hub.features.repairs.commands.duty import come_back, go_away, plan, set_dispatch
from hub.features.repairs.commands.labels import make_label, retire_label
from hub.features.repairs.commands.ordering import order
from hub.features.repairs.commands.progress import add, advance, duplicate
from hub.features.repairs.commands.rating import answer, rate
from hub.features.repairs.commands.reporting import Followed, report, report_as_guest, report_for_caller

__all__ = [
    "Followed",
    "add",
    "advance",
    "answer",
    "assign",
    "come_back",
    "decline",
    "duplicate",
    "go_away",
    "join",
    "leave",
    "make_label",
    "order",
    "plan",
    "put_in_charge",
    "rate",
    "report",
    "report_as_guest",
    "report_for_caller",
    "retire_label",
    "reveal_phone",
    "search",
    "set_dispatch",
    "take",
]
