"""Which fact refreshes what. All of it depends on who looks, so browsers are only told to ask again."""

from __future__ import annotations

from hub.core import live
from hub.core.authz import Actor
from hub.core.events import after
from hub.features.notices.events import (
    NoticeConfirmed,
    NoticeFact,
    NoticeNotTold,
    NoticePinned,
    NoticePublished,
    NoticeRevised,
    NoticesRead,
    NoticeTold,
    NoticeWithdrawn,
)

BOARD = "notices:0"
SPREAD_MS = 3000  # thousands of phones show the board; they need not all ask in one moment


@after(NoticePublished, NoticeRevised, NoticeWithdrawn, NoticePinned)
def board(_actor: Actor, fact: NoticeFact) -> None:
    """The board and the home pages."""
    live.nudge(BOARD, spread_ms=SPREAD_MS)


@after(NoticeRevised, NoticeWithdrawn, NoticePinned)
def page(_actor: Actor, fact: NoticeFact) -> None:
    """The open page."""
    live.nudge(f"notice:{fact.notice_id}", spread_ms=400)


@after(NoticeConfirmed, NoticeTold, NoticeNotTold)
def desk(_actor: Actor, fact: NoticeFact) -> None:
    """Who is still to be reached."""
    live.nudge(f"notice-desk:{fact.notice_id}", spread_ms=200)


@after(NoticesRead)
def counted(_actor: Actor, fact: NoticesRead) -> None:
    """Likewise, for all that were opened."""
    for notice_id in fact.notice_ids:
        live.nudge(f"notice-desk:{notice_id}", spread_ms=200)
