"""Importing this module hangs every flow on its facts."""

from hub.flows import notify, privacy, rounds, upkeep

__all__ = ["notify", "privacy", "rounds", "upkeep"]
