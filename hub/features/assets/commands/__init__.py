"""What can be done with assets."""

from hub.features.assets.commands.cards import add, change
from hub.features.assets.commands.inspecting import inspect, remind
from hub.features.assets.commands.planning import begin, end_plan, make_plan, note_end, ordered
from hub.features.assets.commands.status import resume, retire, stop

__all__ = [
    "add",
    "begin",
    "change",
    "end_plan",
    "inspect",
    "make_plan",
    "note_end",
    "ordered",
    "remind",
    "resume",
    "retire",
    "stop",
]
