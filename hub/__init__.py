"""The Community Hub: a residential compound governs itself."""

from hub.app import create_app

__all__ = ["create_app"]
