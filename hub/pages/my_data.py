"""Everything the hub holds about one person, from every feature, as one plain thing to take along."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core import clock
from hub.core.authz import Actor
from hub.core.i18n import lazy as _l
from hub.features.cases import queries as cases
from hub.features.inbox import queries as inbox
from hub.features.inbox.queries import settings as news
from hub.features.notices import queries as notices
from hub.features.repairs import queries as repairs
from hub.features.rounds import queries as rounds
from hub.people.queries import about_me

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")


def looks(actor: Actor) -> list[about_me.Look]:
    """Who read my number in full, in the register or on a report, newest first."""
    return sorted([*about_me.looks(actor), *repairs.phone_looks(actor)], key=lambda look: look.at, reverse=True)


def collect(actor: Actor) -> dict[str, Any]:
    """Plain values only; times are UTC, days are local."""
    return {
        "made_at": clock.now().isoformat(),
        **about_me.about_me(actor),
        "who_saw_my_number": [
            {"at": one.at.isoformat(), "who": one.who, "reason": one.reason, "how": one.how} for one in looks(actor)
        ],
        "repairs": repairs.told_by(actor),
        "complaints": cases.told_by(actor),
        "rounds_walked": rounds.told_by(actor),
        "inbox": inbox.all_of(actor),
        **news.kept_about(actor),
        **notices.read_by(actor),
    }


SECTIONS = {
    "account": _l("账号"),
    "register": _l("名册里的我"),
    "ownerships": _l("我的产权"),
    "occupancies": _l("我住过的房屋"),
    "roles": _l("我的职务"),
    "sign_ins": _l("登录的设备"),
    "invitations": _l("我发出的邀请"),
    "who_saw_my_number": _l("谁看过我的完整号码"),
    "requests": _l("我的资料请求"),
    "reports": _l("我报的修"),
    "steps": _l("我在工单上写的"),
    "ratings": _l("我的评价"),
    "ticks": _l("我打勾的作业步骤"),
    "quotes": _l("我答复过的报价"),
    "affected": _l("我说也受影响的报修"),
    "cases": _l("我反映的事情"),
    "case_words": _l("我给反映的事情补充的"),
    "case_verdicts": _l("我对答复的评价"),
    "mediations": _l("我参加的调解"),
    "rounds_walked": _l("我走过的巡查点"),
    "inbox": _l("我的消息"),
    "news_topics": _l("我要哪些消息"),
    "news_channels": _l("消息从哪里来"),
    "news_sent": _l("发到外面的消息"),
    "notices_read": _l("我看过的公告"),
    "notices_confirmed": _l("我确认过的公告"),
}
FIELDS = {
    "amount": _l("金额"),
    "address": _l("地址"),
    "answer": _l("答复"),
    "asked_at": _l("提出时间"),
    "at": _l("时间"),
    "began": _l("登录时间"),
    "channel": _l("渠道"),
    "case": _l("编号"),
    "comment": _l("评语"),
    "description": _l("描述"),
    "device": _l("设备"),
    "elder_view": _l("长辈版"),
    "how": _l("怎么看的"),
    "how_often": _l("什么时候来"),
    "kind": _l("类别"),
    "label": _l("备注"),
    "language": _l("语言"),
    "last_seen": _l("最近使用"),
    "link": _l("链接"),
    "made_at": _l("发出时间"),
    "name": _l("姓名"),
    "nickname": _l("昵称"),
    "note": _l("备注"),
    "opened_at": _l("开通时间"),
    "outcome": _l("结果"),
    "phone": _l("电话"),
    "place": _l("位置说明"),
    "read_at": _l("看过的时间"),
    "reach": _l("发哪些"),
    "reason": _l("理由"),
    "repair": _l("报修编号"),
    "reported_at": _l("报修时间"),
    "role": _l("职务"),
    "score": _l("评分"),
    "second_factor_since": _l("两步验证开启时间"),
    "share": _l("份额"),
    "since": _l("从"),
    "stage": _l("步骤"),
    "state": _l("送到没有"),
    "text": _l("内容"),
    "text_size": _l("字号"),
    "topic": _l("话题"),
    "theme": _l("明暗"),
    "unit": _l("房号"),
    "title": _l("标题"),
    "until": _l("到"),
    "version": _l("第几版"),
    "visit_on": _l("希望上门日期"),
    "who": _l("谁"),
    "words": _l("内容"),
    "yes": _l("同意"),
}


@dataclass(frozen=True)
class Section:
    """One table of the readable file."""

    title: object
    columns: tuple[object, ...]
    rows: tuple[tuple[str, ...], ...]


def readable(data: dict[str, Any]) -> list[Section]:
    """The same as tables; empty ones are left out."""
    flat: dict[str, Any] = {**{k: v for k, v in data.items() if k in SECTIONS}, **data["repairs"], **data["complaints"]}
    found = []
    for name, title in SECTIONS.items():
        rows = [flat[name]] if isinstance(flat[name], dict) else flat[name]
        if rows:
            columns = tuple(FIELDS[key] for key in rows[0])
            found.append(Section(title, columns, tuple(tuple(map(_said, row.values())) for row in rows)))
    return found


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, str) and _MOMENT.match(value):
        return clock.local(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)
