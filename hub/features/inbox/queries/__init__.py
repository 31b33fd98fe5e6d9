"""What is asked of the inbox."""

from hub.features.inbox.queries.entries import PAGE, Entry, Page, all_of, page, row, sees_inbox, unread, visible_to
from hub.features.inbox.rules import kinds, topic

__all__ = ["PAGE", "Entry", "Page", "all_of", "kinds", "page", "row", "sees_inbox", "topic", "unread", "visible_to"]
