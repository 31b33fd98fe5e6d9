"""Commands for operators; they call the same commands as every other caller."""

from __future__ import annotations

from flask import Flask

from hub.people.cli import register


def init_app(app: Flask) -> None:
    """Hang the command groups on `flask --app hub`."""
    app.cli.add_command(register)
