"""What others may ask about repairs."""

from hub.features.repairs.queries.actions import Actions, actions
from hub.features.repairs.queries.board import Board, board
from hub.features.repairs.queries.cards import Card, Line, card, line, lines
from hub.features.repairs.queries.checklists import Ticked, checklist, checklists
from hub.features.repairs.queries.costs import Costs, approvers, costs, quotes_to_answer
from hub.features.repairs.queries.duty import Duty, Roster, duty, roster
from hub.features.repairs.queries.lists import Filter, Page, page, similar
from hub.features.repairs.queries.merged import Together, candidates, parting, together, unrated
from hub.features.repairs.queries.naming import open_about
from hub.features.repairs.queries.people import Listeners, listeners, office_person, technicians
from hub.features.repairs.queries.sight import get, row, visible_to
from hub.features.repairs.queries.sop import SopCard, VersionCard, drafted, sop, sops, version
from hub.features.repairs.queries.told import phone_looks, told_by
from hub.features.repairs.queries.workday import Workday, workday

__all__ = [
    "Actions",
    "Board",
    "Card",
    "Costs",
    "Duty",
    "Filter",
    "Line",
    "Listeners",
    "Page",
    "Roster",
    "SopCard",
    "Ticked",
    "Together",
    "VersionCard",
    "Workday",
    "actions",
    "approvers",
    "board",
    "candidates",
    "card",
    "checklist",
    "checklists",
    "costs",
    "drafted",
    "duty",
    "get",
    "line",
    "lines",
    "listeners",
    "office_person",
    "open_about",
    "page",
    "parting",
    "phone_looks",
    "quotes_to_answer",
    "roster",
    "row",
    "similar",
    "sop",
    "sops",
    "technicians",
    "together",
    "told_by",
    "unrated",
    "version",
    "visible_to",
    "workday",
]
