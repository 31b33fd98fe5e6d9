"""Regular work of the register."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.jobs import every
from hub.people import pending


@every(seconds=3600, name="forget_imports")
def forget_imports(_actor: Actor) -> None:
    """Spreadsheets nobody accepted within a day."""
    pending.sweep()
