"""Short messages: through the instance's gateway, or into the outbox where there is none."""

from __future__ import annotations

from hub.config import Config
from hub.features.inbox.channels.message import Message, Temporary
from hub.features.inbox.rules.words import short_message
from hub.people import sms


class Sms:
    """The adapter. A gateway knows no key for a message: after a crash in between, a message may come twice."""

    def send(self, message: Message) -> str:
        """One short message of at most 70 characters."""
        inbox = message.settings.removesuffix("/me/news") + "/inbox" if message.settings else ""
        text = short_message(message.community, message.subject, message.link, inbox)
        try:
            return sms.send_news(message.to, text)
        except Exception as error:  # gateways raise what they like
            raise Temporary(f"{type(error).__name__}: {error}"[:200]) from error


def from_config(_config: Config) -> Sms:
    """The gateway is found by `hub.people.sms`."""
    return Sms()
