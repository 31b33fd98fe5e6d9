"""What people hear about wishes for their own data."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.authz import Actor
from hub.core.events import within
from hub.core.i18n import lazy as _l
from hub.features.inbox.commands import deliver
from hub.features.inbox.queries import kinds
from hub.people.events import CorrectionAsked, DataRequestAnswered, ErasureAsked
from hub.people.queries.privacy import holders
from hub.people.roles import Role

kinds(
    "privacy",
    {
        "correction_new": (_l("有人请求更正名册资料"), "pencil", "amber"),
        "correction_answered": (_l("您的更正请求有答复了"), "pencil", "jade"),
        "erasure_answered": (_l("您删除个人资料的请求有答复了"), "trash", "jade"),
        "erasure_new": (_l("有人请求删除个人资料"), "trash", "amber"),
    },
    always=True,
)


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


def _tell(actor: Actor, user_ids: Iterable[int], kind: str, link: str, request_id: int) -> None:
    deliver(actor, user_ids, kind, {}, link, f"{kind}:{request_id}")
