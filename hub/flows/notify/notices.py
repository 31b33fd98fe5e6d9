"""What people hear about notices: everybody it is for, in one delivery."""

from __future__ import annotations

from hub.core.authz import Actor
from hub.core.events import within
from hub.core.i18n import lazy as _l
from hub.features.inbox.commands import deliver
from hub.features.inbox.queries import kinds
from hub.features.notices.events import NoticePublished, NoticeRevised, NoticeWithdrawn
from hub.features.notices.queries import importance, readers

kinds(
    "notices",
    {
        "notice_new": (_l("新公告：%(what)s"), "megaphone", "jade"),
        "notice_again": (_l("公告更新了：%(what)s"), "megaphone", "jade"),
        "notice_withdrawn": (_l("公告撤回了：%(what)s，请看原因"), "x-circle", "amber"),
    },
)
kinds(
    "notices",
    {
        "notice_must": (_l("请阅读并确认：%(what)s"), "check-square", "amber"),
        "notice_must_again": (_l("公告更新了，请重新阅读并确认：%(what)s"), "check-square", "amber"),
        "notice_must_withdrawn": (_l("公告撤回了：%(what)s，请看原因"), "x-circle", "amber"),
    },
    always=True,
)
kinds(
    "notices",
    {
        "notice_urgent": (_l("紧急公告：%(what)s"), "exclamation-triangle", "vermilion"),
        "notice_urgent_must": (_l("紧急，请马上阅读并确认：%(what)s"), "exclamation-triangle", "vermilion"),
        "notice_urgent_must_again": (_l("紧急公告更新了，请重新确认：%(what)s"), "exclamation-triangle", "vermilion"),
        "notice_urgent_again": (_l("紧急公告更新了：%(what)s"), "exclamation-triangle", "vermilion"),
        "notice_urgent_withdrawn": (_l("紧急公告撤回了：%(what)s，请看原因"), "x-circle", "vermilion"),
    },
    urgent=True,
)


@within(NoticePublished)
def published(actor: Actor, fact: NoticePublished) -> None:
    """Nobody can switch off what is urgent or must be read."""
    _tell(actor, fact.notice_id, fact.title, _kind(fact.urgent, fact.mandatory, ""), f"v{fact.version}")


@within(NoticeRevised)
def revised(actor: Actor, fact: NoticeRevised) -> None:
    """Only when its writer asks for it."""
    if fact.tell:
        _tell(actor, fact.notice_id, fact.title, _kind(fact.urgent, fact.mandatory, "_again"), f"v{fact.version}")


@within(NoticeWithdrawn)
def withdrawn(actor: Actor, fact: NoticeWithdrawn) -> None:
    """Whoever acts by it must know that it no longer holds."""
    urgent, mandatory = importance(fact.notice_id)
    kind = "notice_urgent_withdrawn" if urgent else "notice_must_withdrawn" if mandatory else "notice_withdrawn"
    _tell(actor, fact.notice_id, fact.title, kind, "withdrawn")


def _kind(urgent: bool, mandatory: bool, again: str) -> str:
    if urgent:
        return f"notice_urgent{'_must' if mandatory else ''}{again}"
    return f"notice_must{again}" if mandatory else f"notice{again or '_new'}"


def _tell(actor: Actor, notice_id: int, title: str, kind: str, what: str) -> None:
    deliver(actor, readers(notice_id), kind, {"what": title}, f"/notices/{notice_id}", f"notice:{notice_id}:{what}")
