"""Who may say something in whose name, and who may see who has not heard of it."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.authz import Permission as P
from hub.features.notices.models import Notice
from hub.features.notices.rules.notice import Voice
from hub.people.roles import SECOND_FACTOR, Role

SPEAK: dict[Role, Voice] = {
    Role.MANAGER: Voice.PROPERTY,
    Role.DESK: Voice.PROPERTY,
    Role.CHAIR: Voice.COMMITTEE,
    Role.COMMITTEE: Voice.COMMITTEE,
}


def may_publish(actor: Actor) -> bool:
    """Writes notices at all."""
    return actor.can(P.NOTICES_PUBLISH)


def voices(actor: Actor) -> tuple[Voice, ...]:
    """In whose name this person may speak: a role whose second factor was not shown lends no voice."""
    if not may_publish(actor):
        return ()
    if actor.kind == "system":
        return tuple(Voice)
    held = {SPEAK[r] for r in SPEAK if r in actor.roles and (actor.second_factor or r not in SECOND_FACTOR)}
    return tuple(voice for voice in Voice if voice in held)


def may_edit(actor: Actor, notice: Notice) -> bool:
    """Property staff keep their hands off the committee's notices, and the other way round."""
    return notice.voice in voices(actor)


def may_telephone(actor: Actor) -> bool:
    """Sees households that have not heard of it, by name and masked number."""
    return may_publish(actor) and actor.can(P.PHONE_REVEAL)
