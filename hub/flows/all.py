"""Importing this module hangs every flow on its facts."""

from hub.flows import notify

__all__ = ["notify"]
