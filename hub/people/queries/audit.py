"""The record, in words: who did what, when. For oversight only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.authz import Actor, require_permission
from hub.core.authz import Permission as P
from hub.core.db import db
from hub.core.i18n import lazy as _l
from hub.people.models import Building, Person, Unit, User

PAGE = 50
# facts in which somebody looked at what is private
LOOKS = (
    "PhoneRevealed",
    "RequesterPhoneSeen",
    "OutboxRead",
    "RegisterExported",
    "LettersTaken",
    "PersonalDataExported",
)
WORDS: dict[str, Any] = {
    "AccessReset": _l("当面重置了一个账号的登录"),
    "AccountBanned": _l("停用了账号"),
    "AccountOpened": _l("开通了账号"),
    "AccountUnbanned": _l("恢复了账号"),
    "AssignmentEnded": _l("工单不再归某位师傅"),
    "AwaySaid": _l("说了不在岗"),
    "BackSaid": _l("说了回来上岗"),
    "BuildingsNoted": _l("登记了楼栋"),
    "ChargeMoved": _l("工单换了负责人"),
    "CompoundDescribed": _l("改了小区和物业资料"),
    "CorrectionAsked": _l("请求更正名册资料"),
    "DataRequestAnswered": _l("答复了一个资料请求"),
    "DataRequestWithdrawn": _l("撤回了资料请求"),
    "DemoLoaded": _l("装入了演示数据"),
    "DispatchExhausted": _l("没有师傅能接，转给主管"),
    "DispatchSet": _l("改了派单设置"),
    "DutyPlanned": _l("改了师傅的排班和技能"),
    "EntriesDelivered": _l("发出了消息"),
    "EntriesRead": _l("看了消息"),
    "ErasureAsked": _l("请求删除个人资料"),
    "InboxEmptied": _l("清空了已注销账号的消息"),
    "InvitationMade": _l("邀请了家人或租客"),
    "InvitationRevoked": _l("撤销了邀请"),
    "InvitationUsed": _l("接受了邀请"),
    "LabelMade": _l("做了一个报修二维码"),
    "LabelRetired": _l("停用了一个报修二维码"),
    "LetterRevoked": _l("作废了开户信"),
    "LetterUsed": _l("用开户信开通了账号"),
    "LettersIssued": _l("开出了开户信"),
    "LettersTaken": _l("下载了开户信"),
    "LooksChosen": _l("改了字号或外观"),
    "NicknameChanged": _l("改了昵称"),
    "OccupancyEnded": _l("结束了家人或租客的权限"),
    "OfferAnswered": _l("接了单"),
    "OutboxRead": _l("看了短信发件箱"),
    "PasswordChanged": _l("改了密码"),
    "PersonCorrected": _l("更正了名册里的姓名或电话"),
    "PersonErased": _l("删除了个人资料"),
    "PersonalDataExported": _l("下载了自己的资料"),
    "PersonsMerged": _l("合并了名册里重复的人"),
    "PhoneChanged": _l("换了手机号"),
    "PhoneRevealed": _l("查看了完整电话"),
    "PhotosAttached": _l("附上了照片"),
    "PhotosReceived": _l("上传了照片"),
    "PhotosSwept": _l("清理了没用上的照片"),
    "RatingAnswered": _l("回复了评价"),
    "RecoveryCodesMade": _l("生成了备用码"),
    "RegisterExported": _l("导出了名册"),
    "RegisterImported": _l("导入了名册"),
    "RegisterImportUndone": _l("撤销了一次名册导入"),
    "RepairAddedTo": _l("给工单补充了说明或照片"),
    "RepairAdvanced": _l("推进了工单"),
    "RepairAssigned": _l("派了工单"),
    "RepairJoined": _l("说自己也受影响"),
    "RepairLeft": _l("说自己不再受影响"),
    "RepairRated": _l("确认并评价了工单"),
    "RepairReported": _l("报修"),
    "RequesterForgotten": _l("抹去了报修单上的姓名和电话"),
    "RequesterPhoneSeen": _l("查看了报修人的电话"),
    "RoleEnded": _l("结束了角色"),
    "RoleGranted": _l("授予了角色"),
    "SecondFactorBegun": _l("开始设置两步验证"),
    "SecondFactorEnrolled": _l("开启了两步验证"),
    "SecondFactorFailed": _l("两步验证没通过"),
    "SecondFactorRemoved": _l("关闭了两步验证"),
    "SecondFactorShown": _l("通过了两步验证"),
    "SessionsExpired": _l("过期的登录被清理"),
    "SetupBegun": _l("开始筹备小区"),
    "SetupCodeMade": _l("打印了启用码"),
    "SetupFinished": _l("小区正式启用"),
    "SignedIn": _l("登录"),
    "SignedOut": _l("退出登录"),
    "SignInFailed": _l("登录失败"),
    "SmsCodeAsked": _l("要了短信验证码"),
}


@dataclass(frozen=True)
class Entry:
    """A line of the record."""

    id: int
    at: datetime
    who: str  # nickname; empty for guests and the system
    kind: str
    user_id: int | None
    fact: str
    words: object
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """id → what people call it."""

    users: Mapping[int, str]
    persons: Mapping[int, str]
    units: Mapping[int, str]
    buildings: Mapping[int, str]


@dataclass(frozen=True)
class Filter:
    """What the address asks for."""

    fact: str = ""
    user_id: int | None = None
    since: date | None = None
    until: date | None = None
    looks: bool = False


@dataclass(frozen=True)
class Page:
    """Newest first; `before` is the cursor of the next page."""

    entries: list[Entry]
    before: int | None


def page(actor: Actor, asked: Filter, before: int | None = None) -> Page:
    """One page of the record; needs AUDIT_SEE."""
    require_permission(actor, P.AUDIT_SEE)
    query = (
        select(AuditRow, User.nickname)
        .outerjoin(User, User.id == AuditRow.user_id)
        .order_by(AuditRow.id.desc())
        .limit(PAGE + 1)
    )
    if asked.looks:
        query = query.where(AuditRow.fact.in_(LOOKS))
    if asked.fact:
        query = query.where(AuditRow.fact == asked.fact)
    if asked.user_id is not None:
        query = query.where(AuditRow.user_id == asked.user_id)
    if asked.since is not None:
        query = query.where(AuditRow.at >= _midnight(asked.since))
    if asked.until is not None:
        query = query.where(AuditRow.at < _midnight(asked.until + timedelta(days=1)))
    if before is not None:
        query = query.where(AuditRow.id < before)
    rows = db.session.execute(query).all()
    entries = [_entry(row, nickname or "") for row, nickname in rows[:PAGE]]
    return Page(entries, entries[-1].id if len(rows) > PAGE else None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)


def _entry(row: AuditRow, nickname: str) -> Entry:
    return Entry(row.id, row.at, nickname, row.kind, row.user_id, row.fact, WORDS.get(row.fact, row.fact), row.data)


def names(
    actor: Actor, users: Iterable[int], persons: Iterable[int], units: Iterable[int], buildings: Iterable[int]
) -> Names:
    """What these ids stand for. Oversight without the register knows neighbours by nickname and no flats."""

    def asked(id_: Any, name: Any, ids: Iterable[int]) -> dict[int, str]:
        wanted = list(ids)
        rows = db.session.execute(select(id_, name).where(id_.in_(wanted))) if wanted else ()
        return {row[0]: row[1] for row in rows}

    register = actor.can(P.REGISTER_SEE)
    return Names(
        asked(User.id, User.nickname, users),
        asked(Person.id, Person.name, persons) if register else asked(User.person_id, User.nickname, persons),
        asked(Unit.id, Unit.code, units) if register else {},
        asked(Building.id, Building.name, buildings),
    )
