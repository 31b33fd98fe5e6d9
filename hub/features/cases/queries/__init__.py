"""What others may ask about cases."""

from hub.features.cases.queries.actions import Actions, Follow, actions, follow
from hub.features.cases.queries.cards import Card, Line, card, followed, number
from hub.features.cases.queries.examples import Draft, draft
from hub.features.cases.queries.lists import (
    Filter,
    Overview,
    Page,
    answered_ids,
    counts,
    mine,
    open_ids,
    overview,
    queue,
    to_judge,
)
from hub.features.cases.queries.mediation import MediationCard, mediation, my_mediations
from hub.features.cases.queries.mediators import mediators
from hub.features.cases.queries.people import account_by_phone, buildings, candidates, staff
from hub.features.cases.queries.record import Month, months
from hub.features.cases.queries.sight import by_code, get, row, visible_to
from hub.features.cases.queries.terms import all_terms, terms
from hub.features.cases.queries.told import Listeners, accused, called, listeners, told_by

__all__ = [
    "Actions",
    "Card",
    "Draft",
    "Filter",
    "Follow",
    "Line",
    "Listeners",
    "MediationCard",
    "Month",
    "Overview",
    "Page",
    "account_by_phone",
    "accused",
    "actions",
    "all_terms",
    "answered_ids",
    "buildings",
    "by_code",
    "called",
    "candidates",
    "card",
    "counts",
    "draft",
    "follow",
    "followed",
    "get",
    "listeners",
    "mediation",
    "mediators",
    "mine",
    "months",
    "my_mediations",
    "number",
    "open_ids",
    "overview",
    "queue",
    "row",
    "staff",
    "terms",
    "to_judge",
    "told_by",
    "visible_to",
]
