"""What the hub knows of one person's reading, for the copy they may take along."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hub.core.authz import Actor
from hub.core.db import db
from hub.features.notices.models import Notice, NoticeConfirmation, NoticeRead


def read_by(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Which notices they have opened and confirmed, and when."""
    reads = (
        select(Notice.title, NoticeRead.version, NoticeRead.first_at)
        .join(Notice, Notice.id == NoticeRead.notice_id)
        .where(NoticeRead.user_id == actor.user_id)
        .order_by(NoticeRead.first_at)
    )
    confirmations = (
        select(Notice.title, NoticeConfirmation.version, NoticeConfirmation.at)
        .join(Notice, Notice.id == NoticeConfirmation.notice_id)
        .where(NoticeConfirmation.user_id == actor.user_id)
        .order_by(NoticeConfirmation.at)
    )
    return {
        "notices_read": [
            {"title": title, "version": version, "read_at": at.isoformat()}
            for title, version, at in db.session.execute(reads)
        ],
        "notices_confirmed": [
            {"title": title, "version": version, "at": at.isoformat()}
            for title, version, at in db.session.execute(confirmations)
        ],
    }
