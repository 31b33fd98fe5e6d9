"""Wishes about one's own data reach the office and come back answered; an erasure reaches every feature."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.authz import Actor
from hub.core.events import within
from hub.features.inbox.commands import deliver, empty
from hub.features.repairs.commands.forgetting import forget_requester
from hub.people.events import CorrectionAsked, DataRequestAnswered, ErasureAsked, PersonErased
from hub.people.queries.privacy import holders
from hub.people.roles import Role


@within(CorrectionAsked)
def correction_asked(actor: Actor, fact: CorrectionAsked) -> None:
    """The desk, or where there is none the manager and the admin."""
    told = holders(Role.DESK) or holders(Role.MANAGER, Role.ADMIN)
    _tell(actor, told, "correction_new", f"/admin/privacy/{fact.request_id}", fact.request_id)


@within(ErasureAsked)
def erasure_asked(actor: Actor, fact: ErasureAsked) -> None:
    """Those who may carry it out."""
    told = holders(Role.MANAGER, Role.ADMIN)
    _tell(actor, told, "erasure_new", f"/admin/privacy/{fact.request_id}", fact.request_id)


@within(DataRequestAnswered)
def answered(actor: Actor, fact: DataRequestAnswered) -> None:
    """Whoever asked; an erased account has nobody to tell."""
    if fact.kind == "correction" or fact.outcome == "refused":
        _tell(actor, [fact.user_id], f"{fact.kind}_answered", "/me/privacy", fact.request_id)


@within(PersonErased)
def forget_everywhere(actor: Actor, fact: PersonErased) -> None:
    """What each feature holds of the person."""
    empty(actor, fact.user_id)
    forget_requester(actor, fact.user_id)


def _tell(actor: Actor, user_ids: Iterable[int], kind: str, link: str, request_id: int) -> None:
    deliver(actor, user_ids, kind, {}, link, f"{kind}:{request_id}")
