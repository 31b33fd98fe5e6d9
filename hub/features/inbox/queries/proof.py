"""The code that proves an e-mail address: made anew from what is kept, never stored."""

from __future__ import annotations

from datetime import timedelta

from hub.core import crypto
from hub.features.inbox.models import EmailAddress

VALID = timedelta(minutes=30)
TRIES = 5


def code_for(row: EmailAddress) -> str:
    """Six digits that belong to this person, this address and this asking."""
    number = int(crypto.index(f"{row.user_id}:{row.pending}:{row.nonce}", "email-code"), 16)
    return f"{number % 1_000_000:06d}"
