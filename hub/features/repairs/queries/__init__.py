"""What others may ask about repairs."""

from hub.features.repairs.queries.actions import Actions, actions
from hub.features.repairs.queries.cards import Card, Line, card, lines
from hub.features.repairs.queries.lists import Filter, Page, page, similar
from hub.features.repairs.queries.people import Listeners, listeners, office_person, technicians
from hub.features.repairs.queries.sight import get, row, visible_to

__all__ = [
    "Actions",
    "Card",
    "Filter",
    "Line",
    "Listeners",
    "Page",
    "actions",
    "card",
    "get",
    "lines",
    "listeners",
    "office_person",
    "page",
    "row",
    "similar",
    "technicians",
    "visible_to",
]
