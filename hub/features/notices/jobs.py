"""What happens by the clock: notices appear at their time, and what was read is written down."""

from __future__ import annotations

from hub.core import clock
from hub.core.authz import Actor
from hub.core.jobs import every
from hub.features.notices import commands, posters


@every(seconds=30, name="notices.publish")
def publish_due(actor: Actor) -> None:
    """Each in a transaction of its own, so that one that cannot appear holds up no other."""
    for notice_id in commands.due(clock.now()):
        commands.publish_scheduled(actor, notice_id)


@every(seconds=15, name="notices.read")
def note_reading(actor: Actor) -> None:
    """Pages opened since the last time."""
    commands.write(actor)


@every(seconds=6 * 3600, name="notices.posters")
def forget_posters(_actor: Actor) -> None:
    """Old posters are not left lying about."""
    posters.sweep()
