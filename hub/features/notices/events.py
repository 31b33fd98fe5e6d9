"""What happens to notices."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class NoticeFact(Fact):
    """Something about one notice."""

    notice_id: int


@dataclass(frozen=True, kw_only=True)
class NoticeDrafted(NoticeFact):
    """Somebody began to write one; nobody else reads it yet."""

    said = _l("起草了公告")


@dataclass(frozen=True, kw_only=True)
class NoticeRewritten(NoticeFact):
    """A draft was changed before anybody else has read it."""

    said = _l("修改了公告草稿")


@dataclass(frozen=True, kw_only=True)
class NoticeDiscarded(NoticeFact):
    """A draft was thrown away."""

    said = _l("删除了公告草稿")


@dataclass(frozen=True, kw_only=True)
class NoticeScheduled(NoticeFact):
    """It will appear by itself at that time (ISO, UTC)."""

    said = _l("定好了公告的发布时间")

    at: str


@dataclass(frozen=True, kw_only=True)
class NoticeHeldBack(NoticeFact):
    """It will not appear by itself any more; it is a draft again."""

    said = _l("取消了公告的定时发布")


@dataclass(frozen=True, kw_only=True)
class NoticePublished(NoticeFact):
    """Those it is for may read it."""

    said = _l("发布了公告")

    version: int
    title: str
    voice: str
    scope: str
    urgent: bool
    mandatory: bool


@dataclass(frozen=True, kw_only=True)
class NoticeRevised(NoticeFact):
    """A new version of a published one; `tell`: everybody hears of it again."""

    said = _l("更新了公告")

    version: int
    title: str
    changed: str
    tell: bool
    urgent: bool
    mandatory: bool


@dataclass(frozen=True, kw_only=True)
class NoticeWithdrawn(NoticeFact):
    """It no longer holds; why is shown in its place."""

    said = _l("撤回了公告")

    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class NoticePinned(NoticeFact):
    """It stands on top of the board, or no longer does."""

    said = _l("改了公告的置顶")

    pinned: bool


@dataclass(frozen=True, kw_only=True)
class NoticeConfirmed(NoticeFact):
    """Somebody says that they have read it."""

    said = _l("确认读过公告")

    version: int


@dataclass(frozen=True, kw_only=True)
class NoticesRead(Fact):
    """Pages of notices were opened; who opened them is not told here."""

    said = _l("看了公告")

    notice_ids: tuple[int, ...]
    count: int


@dataclass(frozen=True, kw_only=True)
class NoticeTold(NoticeFact):
    """Somebody telephoned or rang at a household's door about it."""

    said = _l("当面或电话通知了住户")

    unit_id: int


@dataclass(frozen=True, kw_only=True)
class NoticeNotTold(NoticeFact):
    """The mark of a telephone call was a mistake."""

    said = _l("取消了“通知过了”的标记")

    unit_id: int


@dataclass(frozen=True, kw_only=True)
class ReadingForgotten(Fact):
    """What an erased account has read is no longer known."""

    said = _l("清除了已注销账号的阅读记录")

    user_id: int
    count: int
