"""Pages opened since the last writing: reading never writes, so they are gathered in memory until a job writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import current_app

from hub.core import clock

Gathered = dict[tuple[int, int], tuple[int, datetime]]  # (notice, account) → (version, when)


def gathered() -> Gathered:
    """Of this process."""
    found: Gathered = current_app.extensions.setdefault("hub-notices-read", {})
    return found


def note(user_id: int, notice_id: int, version: int) -> None:
    """This account has just opened that page."""
    gathered()[notice_id, user_id] = (version, clock.now())


def seen_version(user_id: int, notice_ids: Iterable[int]) -> dict[int, int]:
    """Notice → version this account has opened and nobody has written down yet."""
    found = gathered()
    return {n: found[n, user_id][0] for n in notice_ids if (n, user_id) in found}
