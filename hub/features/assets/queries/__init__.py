"""What others may ask about assets."""

from hub.features.assets.queries.cards import Card, Line, PublicCard, card, lines, public_card
from hub.features.assets.queries.inspections import Inspections, count_late, inspections
from hub.features.assets.queries.lists import Asked, Page, page
from hub.features.assets.queries.planned import calendar, due_pairs, occurrence, plan_row, plans
from hub.features.assets.queries.sight import get, row, visible_to

__all__ = [
    "Asked",
    "Card",
    "Inspections",
    "Line",
    "Page",
    "PublicCard",
    "calendar",
    "card",
    "count_late",
    "due_pairs",
    "get",
    "inspections",
    "lines",
    "occurrence",
    "page",
    "plan_row",
    "plans",
    "public_card",
    "row",
    "visible_to",
]
