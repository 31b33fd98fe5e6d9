"""The writes."""

from hub.features.rounds.commands.closing import close, excuse
from hub.features.rounds.commands.forgetting import forget_old, forget_walker
from hub.features.rounds.commands.planning import plan
from hub.features.rounds.commands.points import replace_label, retire_point, set_point
from hub.features.rounds.commands.setting import order, pause, resume, set_round
from hub.features.rounds.commands.visiting import Visited, link_repair, visit

__all__ = [
    "Visited",
    "close",
    "excuse",
    "forget_old",
    "forget_walker",
    "link_repair",
    "order",
    "pause",
    "plan",
    "replace_label",
    "resume",
    "retire_point",
    "set_point",
    "set_round",
    "visit",
]
