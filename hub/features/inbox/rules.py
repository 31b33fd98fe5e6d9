"""What an entry says. The words are chosen when it is read, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from hub.core.i18n import lazy as _l

# kind → (sentence, icon, colour); %(what)s and the like are the entry's own words
KINDS: dict[str, tuple[Any, str, str]] = {
    "repair_new": (_l("新报修：%(what)s"), "wrench-adjustable", "amber"),
    "repair_accepted": (_l("物业已受理：%(what)s"), "check-circle", "jade"),
    "repair_assigned": (_l("已安排%(who)s：%(what)s"), "person-check", "jade"),
    "repair_yours": (_l("有一单派给您：%(what)s"), "tools", "amber"),
    "repair_on_the_way": (_l("%(who)s出发了：%(what)s"), "person-walking", "sky"),
    "repair_working": (_l("开始修了：%(what)s"), "tools", "jade"),
    "repair_waiting_parts": (_l("在等配件：%(what)s"), "hourglass-split", "amber"),
    "repair_waiting_resident": (_l("师傅在等您的时间：%(what)s"), "hourglass-split", "amber"),
    "repair_done": (_l("修好了，请您确认：%(what)s"), "check-square", "jade"),
    "repair_confirmed": (_l("已确认修好：%(what)s"), "check-circle", "jade"),
    "repair_reopened": (_l("重新处理：%(what)s"), "arrow-counterclockwise", "amber"),
    "repair_declined": (_l("物业没有受理：%(what)s，请看原因"), "x-circle", "vermilion"),
    "repair_duplicate": (_l("这件事已有人报过，并到一起跟进：%(what)s"), "arrow-repeat", "sky"),
    "repair_cancelled": (_l("已撤销：%(what)s"), "x-circle", "sky"),
    "repair_closed": (_l("没有修就关闭了：%(what)s，请看原因"), "x-circle", "vermilion"),
    "repair_added": (_l("有新的说明或照片：%(what)s"), "camera", "sky"),
    "repair_low": (_l("有邻居不满意，请回复：%(what)s"), "exclamation-triangle", "vermilion"),
    "repair_answered": (_l("物业回复了您的评价：%(what)s"), "chat-left-text", "jade"),
    "repair_nobody": (_l("没有师傅能接，请您安排：%(what)s"), "exclamation-triangle", "vermilion"),
    "correction_new": (_l("有人请求更正名册资料"), "pencil", "amber"),
    "correction_answered": (_l("您的更正请求有答复了"), "pencil", "jade"),
    "erasure_answered": (_l("您删除个人资料的请求有答复了"), "trash", "jade"),
    "erasure_new": (_l("有人请求删除个人资料"), "trash", "amber"),
}


def sentence(kind: str, words: Mapping[str, Any]) -> Markup:
    """The text of an entry, people's own words marked as Chinese; an unknown kind still says that there is news."""
    text, _glyph, _tone = KINDS.get(kind, (_l("有一条新消息"), "bell", ""))
    own = {name: Markup('<span lang="zh-CN">{}</span>').format(words.get(name, "")) for name in ("what", "who")}
    return escape(str(text)) % own
