"""In what capacity somebody acts on a case. Nobody handles a case about themselves or of their own."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.authz import Permission as P
from hub.features.cases.models import Case, Mediation
from hub.features.cases.rules.kinds import Circle
from hub.features.cases.rules.stages import OPEN, Party, Stage

FOLLOWER = Actor(kind="guest", name="follower")  # whoever has shown a case's code; never tied to an account


def may_note(actor: Actor) -> bool:
    """Write down what was said on the telephone, put into the box or sent on by the city."""
    return actor.can(P.CASES_HANDLE) or actor.can(P.CASES_LEAD)


def is_staff(actor: Actor) -> bool:
    """May open the queue; which cases stand in it is another question."""
    return may_note(actor) or actor.can(P.CASES_OVERSEE)


def only_oversees(actor: Actor) -> bool:
    """Sees numbers, and what it was called to."""
    return actor.can(P.CASES_OVERSEE) and not may_note(actor)


def may_set_terms(actor: Actor) -> bool:
    """How many days the office gives itself."""
    return actor.can(P.CASES_LEAD)


def is_about(actor: Actor, case: Case) -> bool:
    """The case is about this very person."""
    return actor.user_id is not None and case.about_user_id == actor.user_id


def is_reporter(actor: Actor, case: Case) -> bool:
    """Told it under their own name."""
    return actor.user_id is not None and case.reporter_id == actor.user_id


def in_circle(actor: Actor, case: Case) -> bool:
    """Belongs to those whose work this case is."""
    rights = {
        Circle.OFFICE: actor.can(P.CASES_HANDLE) or actor.can(P.CASES_LEAD),
        Circle.LEAD: actor.can(P.CASES_LEAD),
        Circle.COMMITTEE: actor.can(P.CASES_OVERSEE),
    }
    return rights[Circle(case.circle)] or case.owner_id == actor.user_id is not None


def parties(actor: Actor, case: Case) -> frozenset[Party]:
    """All capacities in which this actor may act on this case."""
    if actor.kind == "system":
        return frozenset({Party.SYSTEM})
    if actor is FOLLOWER:
        return frozenset({Party.REPORTER})
    if not actor.signed_in or is_about(actor, case):
        return frozenset()
    if is_reporter(actor, case):
        return frozenset({Party.REPORTER})
    held = set()
    if in_circle(actor, case):
        held.add(Party.COMMITTEE if _speaks_for_committee(actor, case) else Party.OFFICE)
    if case.escalated_at is not None and actor.can(P.CASES_OVERSEE):
        held.add(Party.COMMITTEE)
    return frozenset(held)


def _speaks_for_committee(actor: Actor, case: Case) -> bool:
    return case.circle == Circle.COMMITTEE and actor.can(P.CASES_OVERSEE)


def may_handle(actor: Actor, case: Case) -> bool:
    """Move, answer, note, give: the office in its circle, the committee when it has been called."""
    return bool(parties(actor, case) & {Party.OFFICE, Party.COMMITTEE})


def may_judge_for_reporter(actor: Actor, case: Case) -> bool:
    """Write down the verdict of somebody who rang: never one's own work's, never an account's."""
    noted = case.channel != "web"
    return noted and may_handle(actor, case) and case.owner_id != actor.user_id


def may_redirect(actor: Actor, case: Case) -> bool:
    """Set right what it is about. Once it is about a member of staff, only those above that member may."""
    return may_handle(actor, case) and Stage(case.stage) in OPEN


def may_mediate(actor: Actor, mediation: Mediation) -> bool:
    """The mediator alone leads it."""
    return actor.user_id is not None and mediation.mediator_id == actor.user_id
