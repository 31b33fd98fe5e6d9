"""Importing this module hangs every flow on its facts."""

from hub.flows import notify, privacy, upkeep

__all__ = ["notify", "privacy", "upkeep"]
