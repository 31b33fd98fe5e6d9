"""Importing this module hangs every flow on its facts."""

from hub.flows import notify, privacy

__all__ = ["notify", "privacy"]
