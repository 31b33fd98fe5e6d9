"""The record for people: names for ids, words for codes, ways to the thing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.core.authz import Actor
from hub.core.i18n import day, money
from hub.core.i18n import lazy as _l
from hub.features.cases.rules.kinds import CHANNELS
from hub.features.cases.rules.kinds import KINDS as CASE_KINDS
from hub.features.cases.rules.mediation import STATES
from hub.features.cases.rules.stages import NAMES as CASE_STAGES
from hub.features.repairs.rules.costs import PAYERS, TOLD
from hub.features.repairs.rules.places import KINDS
from hub.features.repairs.rules.stages import NAMES as STAGES
from hub.people.queries import audit

LABELS: dict[str, Any] = {
    "asset_id": _l("设施设备"),
    "assignee_id": _l("师傅"),
    "before_id": _l("之前是"),
    "a_day": _l("每天几条"),
    "a_person": _l("每人几条"),
    "building_ids": _l("楼栋"),
    "client_id": _l("钥匙"),
    "changed": _l("改了什么"),
    "case_id": _l("投诉件"),
    "channel": _l("渠道"),
    "count": _l("数量"),
    "due_on": _l("到期日"),
    "next_due": _l("下次到期"),
    "result": _l("结果"),
    "grace_minutes": _l("宽限（分钟）"),
    "keep_days": _l("保留天数"),
    "missing": _l("漏了几个点"),
    "outing_id": _l("哪一趟"),
    "points": _l("几个点"),
    "round_id": _l("路线"),
    "ended": _l("不再是业主的"),
    "fields": _l("改了"),
    "from_person_id": _l("从"),
    "given_by": _l("谁派的"),
    "how": _l("方式"),
    "in_charge_id": _l("负责人"),
    "holiday": _l("法定节假日"),
    "job": _l("任务"),
    "into_id": _l("并到"),
    "kind": _l("类别"),
    "letter_id": _l("开户信"),
    "moved_ids": _l("一起并的"),
    "notice_id": _l("公告"),
    "offer_minutes": _l("等多久（分钟）"),
    "outcome": _l("结果"),
    "per_hour": _l("每小时最多几次"),
    "owner_id": _l("负责人"),
    "person_id": _l("谁的"),
    "reason": _l("理由"),
    "repair_id": _l("报修"),
    "repairs": _l("报修"),
    "request_id": _l("请求"),
    "requester_id": _l("报修人"),
    "role": _l("角色"),
    "run_id": _l("第几次导入"),
    "saturday": _l("星期六"),
    "scope": _l("能做什么"),
    "score": _l("评分"),
    "since": _l("从"),
    "skills": _l("会修"),
    "stage": _l("到"),
    "subject": _l("哪里不对"),
    "supervisor_id": _l("主管"),
    "payer": _l("谁付钱"),
    "told_how": _l("怎么答复的"),
    "sunday": _l("星期日"),
    "task_id": _l("第几项"),
    "title": _l("标题"),
    "to_person_id": _l("到"),
    "unit_id": _l("房号"),
    "units": _l("房屋"),
    "units_created": _l("新增房屋"),
    "units_updated": _l("改动房屋"),
    "owners_created": _l("新增业主"),
    "owners_updated": _l("改动业主"),
    "total": _l("金额"),
    "until": _l("到"),
    "urgency": _l("急不急"),
    "user_id": _l("账号"),
    "user_ids": _l("收到的人"),
    "version": _l("第几版"),
    "was": _l("从"),
    "why": _l("原因"),
    "workday": _l("工作日"),
    "year": _l("年份"),
}
SAID: dict[str, Any] = {
    "pass": _l("合格"),
    "conditions": _l("整改后合格"),
    "fail": _l("不合格"),
    "password": _l("密码"),
    "sms": _l("短信验证码"),
    "letter": _l("开户信"),
    "invitation": _l("邀请"),
    "totp": _l("动态验证码"),
    "recovery": _l("备用码"),
    "self": _l("自己退出"),
    "everywhere": _l("所有设备都退出"),
    "ban": _l("账号停用"),
    "erased": _l("账号已删除"),
    "done": _l("已办"),
    "refused": _l("没有办"),
    "correction": _l("更正"),
    "erasure": _l("删除资料"),
    "name": _l("姓名"),
    "phone": _l("电话"),
    "unit": _l("房号"),
    "share": _l("产权份额"),
    "household": _l("家人或租客"),
    "other": _l("其他"),
    "owner": _l("业主"),
    "family": _l("家人"),
    "tenant": _l("租户"),
    "ordinary": _l("不急"),
    "urgent": _l("紧急"),
    "handed_back": _l("退回了"),
    "no_answer": _l("没有回应"),
    "replaced": _l("改派了"),
    "finished": _l("做完了"),
    "stopped": _l("不用做了"),
    "read": _l("只看进度"),
    "write": _l("看进度，也能报修"),
    "address": _l("地址"),
    "telephones": _l("电话本"),
    "chair": _l("业委会主任"),
    "committee": _l("业委会委员"),
    "manager": _l("物业经理"),
    "desk": _l("客服前台"),
    "technician": _l("维修师傅"),
    "guard": _l("保安"),
    "accountant": _l("会计"),
    "volunteer_lead": _l("志愿者队长"),
    "observer": _l("居委会 / 街道"),
    "admin": _l("管理员"),
}
WORDS: dict[Any, Any] = {**CASE_KINDS, **CHANNELS, **STATES, **SAID, **KINDS, **PAYERS, **TOLD}
USERS = frozenset(
    {
        "user_id",
        "user_ids",
        "assignee_id",
        "owner_id",
        "before_id",
        "given_by",
        "in_charge_id",
        "requester_id",
        "supervisor_id",
    }
)
PERSONS = frozenset({"person_id", "from_person_id", "to_person_id", "ended"})
WRITTEN = frozenset({"changed", "reason", "title"})
DAYS = frozenset({"since", "until", "due_on", "next_due"})
WAYS = {
    "asset_id": "/assets/%s",
    "repair_id": "/repairs/%s",
    "into_id": "/repairs/%s",
    "notice_id": "/notices/%s",
    "case_id": "/cases/%s",
    "request_id": "/admin/privacy/%s",
    "outing_id": "/rounds/outings/%s",
    "round_id": "/rounds/%s",
    "unit_id": "/admin/register/units/%s",
}
SHOWN_NAMES = 5


@dataclass(frozen=True)
class Detail:
    """One field. `written`: people's own words or names, always Chinese; `url` leads to the thing, or is empty."""

    label: object
    value: object
    written: bool = False
    url: str = ""


@dataclass(frozen=True)
class Line:
    """An entry with its fields in words."""

    entry: audit.Entry
    details: tuple[Detail, ...]


def lines(actor: Actor, entries: Iterable[audit.Entry]) -> list[Line]:
    """Names are asked for once, for the whole page."""
    entries = list(entries)
    wanted = (_ids(entries, fields) for fields in (USERS, PERSONS, {"unit_id"}, {"building_ids"}))
    names = audit.names(actor, *wanted)
    return [Line(entry, tuple(_details(entry, names))) for entry in entries]


def _ids(entries: Iterable[audit.Entry], fields: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for entry in entries:
        for field in fields:
            found.update(_several(entry.data.get(field)))
    return found


def _several(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def _details(entry: audit.Entry, names: audit.Names) -> Iterator[Detail]:
    for field, label in LABELS.items():
        value = entry.data.get(field)
        if value in (None, "", []) or (field == "user_id" and value == entry.user_id):
            continue
        if field == "kind" and value not in SAID and value not in KINDS and value not in CASE_KINDS:
            continue  # a code of the machine's own, such as the kind of an inbox entry
        if field in USERS:
            yield Detail(label, _listed(value, names.users), True)
        elif field in PERSONS:
            yield Detail(label, _listed(value, names.persons), True)
        elif field == "building_ids":
            yield Detail(label, _listed(value, names.buildings), True)
        elif field == "unit_id":
            known = value in names.units
            yield Detail(label, names.units.get(value, f"#{value}"), known, WAYS[field] % value if known else "")
        elif field in WAYS:
            yield Detail(label, value, url=WAYS[field] % value)
        elif field in WRITTEN:
            yield Detail(label, value, True)
        elif field in DAYS and isinstance(value, str):
            yield Detail(label, _day(value))
        else:
            yield Detail(label, _in_words(field, value, CASE_STAGES if "case_id" in entry.data else STAGES))


def _listed(value: Any, names: Mapping[int, str]) -> str:
    ids = _several(value)
    shown = "、".join(names.get(id_, f"#{id_}") for id_ in ids[:SHOWN_NAMES])
    return f"{shown} … {len(ids)}" if len(ids) > SHOWN_NAMES else shown


def _in_words(field: str, value: Any, stages: Mapping[Any, Any]) -> str:
    if field == "total":
        return money(value)
    known: Mapping[Any, Any] = stages if field in ("stage", "was") else WORDS
    return ", ".join(str(known.get(one, one)) for one in _several(value))


def _day(text: str) -> str:
    return day(date.fromisoformat(text[:10]))
