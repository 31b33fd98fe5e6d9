"""Everything that is done to the inbox."""

from hub.features.inbox.commands.delivering import deliver
from hub.features.inbox.commands.forgetting import empty, take_back
from hub.features.inbox.commands.reading import read, read_all

__all__ = ["deliver", "empty", "read", "read_all", "take_back"]
