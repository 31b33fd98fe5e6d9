"""Regular work of the register."""

from __future__ import annotations

from hub.core import once
from hub.core.authz import Actor
from hub.core.jobs import every
from hub.people import pending
from hub.people.commands import printing, seen


@every(seconds=3600, name="forget_imports")
def forget_imports(_actor: Actor) -> None:
    """Spreadsheets nobody accepted within a day."""
    pending.sweep()


@every(seconds=60, name="sessions.seen")
def note_seen(actor: Actor) -> None:
    """When each sign-in was last used: gathered in memory, written together."""
    seen.write(actor)


@every(seconds=3600, name="sessions.expired")
def end_expired(actor: Actor) -> None:
    """Sign-ins past their ninety days, and used one-time keys nobody can retry."""
    seen.sweep(actor)
    once.sweep(actor)


@every(seconds=30, name="letters.print")
def print_letters(actor: Actor) -> None:
    """Batches that a stopped server left waiting."""
    printing.print_waiting(actor)


@every(seconds=3600, name="letters.forget")
def forget_letters(actor: Actor) -> None:
    """Printed files are not left lying about."""
    printing.sweep_files(actor)
