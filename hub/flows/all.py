"""Importing this module hangs every flow on its facts."""

from hub.flows import notify, privacy, rounds

__all__ = ["notify", "privacy", "rounds"]
