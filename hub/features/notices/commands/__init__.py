"""What can be done with notices."""

from hub.features.notices.commands.drafting import Enclosed, discard, draft, jot, rewrite
from hub.features.notices.commands.publishing import (
    due,
    hold_back,
    pin,
    publish,
    publish_scheduled,
    revise,
    schedule,
    withdraw,
)
from hub.features.notices.commands.reading import confirm, forget_reading, keep_reads, tell, untell, write

__all__ = [
    "Enclosed",
    "confirm",
    "discard",
    "draft",
    "due",
    "forget_reading",
    "hold_back",
    "jot",
    "keep_reads",
    "pin",
    "publish",
    "publish_scheduled",
    "revise",
    "rewrite",
    "schedule",
    "tell",
    "untell",
    "withdraw",
    "write",
]
