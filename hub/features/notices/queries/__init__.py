"""What others may ask about notices."""

from hub.features.notices.queries.audience import Reach, importance, readers
from hub.features.notices.queries.board import Page, counts, latest, page, public, to_confirm, unread
from hub.features.notices.queries.cards import Actions, Card, actions, card, history, papers, photos, version
from hub.features.notices.queries.desk import desk, draft, may_write, places, reach, unreached
from hub.features.notices.queries.gathered import note
from hub.features.notices.queries.sight import get, is_addressed, readable, row, visible_to
from hub.features.notices.queries.told import read_by

__all__ = [
    "Actions",
    "Card",
    "Page",
    "Reach",
    "actions",
    "card",
    "counts",
    "desk",
    "draft",
    "get",
    "history",
    "importance",
    "is_addressed",
    "latest",
    "may_write",
    "note",
    "page",
    "papers",
    "photos",
    "places",
    "public",
    "reach",
    "read_by",
    "readable",
    "readers",
    "row",
    "to_confirm",
    "unreached",
    "unread",
    "version",
    "visible_to",
]
