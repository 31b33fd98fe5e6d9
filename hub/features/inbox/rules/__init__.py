"""What news says, whom it reaches by which way, and what happens when a way is blocked. Pure."""

from hub.features.inbox.rules.choices import CHANNELS, DEFAULT_REACH, Channel, How, Reach, how_for, offered, reached
from hub.features.inbox.rules.kinds import KINDS, Kind, kinds, sentence
from hub.features.inbox.rules.topics import TOPICS, Topic, topic, topics

__all__ = [
    "CHANNELS",
    "DEFAULT_REACH",
    "KINDS",
    "TOPICS",
    "Channel",
    "How",
    "Kind",
    "Reach",
    "Topic",
    "how_for",
    "kinds",
    "offered",
    "reached",
    "sentence",
    "topic",
    "topics",
]
