"""What an adapter gets and what it may raise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Subscription:
    """A browser's own door for push messages, and the keys that only it can read with."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Line:
    """One piece of news in plain text."""

    text: str
    link: str
    at: datetime


@dataclass(frozen=True)
class Message:
    """One message, in the words of its reader's language. `key` is the same at every try."""

    key: str
    to: str
    community: str
    subject: str
    lines: tuple[Line, ...]
    link: str
    locale: str = "zh_CN"
    urgent: bool = False
    intro: str = ""
    settings: str = ""  # where to choose what comes
    unsubscribe: str = ""
    subscription: Subscription | None = None


class Temporary(Exception):
    """Not now. `retry_after`: what the other side asks for."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Permanent(Exception):
    """Not to this receiver, however often one tries."""


class Gone(Permanent):
    """The receiver's door does not exist any more and should be forgotten."""


class Adapter(Protocol):
    """A channel."""

    def send(self, message: Message) -> str:
        """The other side's id of the message, or an empty text."""
