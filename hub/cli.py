"""Commands for operators; they call the same commands as every other caller."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang the command groups on `flask --app hub`."""
