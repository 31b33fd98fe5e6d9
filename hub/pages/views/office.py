"""管理: the doors of the office, and the record of what everybody did."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, current_app, request

from hub.core import jobs, web
from hub.core.authz import Permission as P
from hub.core.authz import require
from hub.core.i18n import lazy as _l
from hub.pages import record
from hub.people.queries import audit as queries

bp = Blueprint("office", __name__)

# right, address, icon, title, what it is for
DOORS = (
    (P.REGISTER_SEE, "/admin/register", "building", _l("房屋和业主名册"), _l("查、导入、导出、撤销导入")),
    (P.ACCOUNTS_MANAGE, "/admin/letters", "envelope", _l("开户信"), _l("开出、打印、作废")),
    (P.ACCOUNTS_MANAGE, "/admin/accounts", "person-badge", _l("账号"), _l("当面重置、停用、恢复")),
    (P.ROLES_GRANT, "/admin/roles", "award", _l("角色"), _l("谁是业委会、物业、管理员，从哪天到哪天")),
    (P.REPAIRS_HANDLE, "/repairs/labels", "qr-code", _l("报修二维码"), _l("贴在电梯和机房上，扫码就能报修")),
    (P.REPAIRS_HANDLE, "/repairs/duty", "calendar", _l("师傅排班和派单"), _l("会修什么、在岗时间、派单等多久")),
    (P.SETTINGS_MANAGE, "/admin/settings", "gear", _l("小区和物业资料"), _l("名称、地址、电话本")),
    (P.SETTINGS_MANAGE, "/admin/office-hours", "clock", _l("办公时间和休息日"), _l("承诺时限按这个算")),
    (P.OUTBOX_SEE, "/admin/outbox", "send", _l("短信发件箱"), _l("没有短信网关时，在这里读给住户听")),
    (P.OUTBOX_SEE, "/admin/deliveries", "send-check", _l("消息送达"), _l("邮件、短信、微信、浏览器通知送到没有")),
    (P.SETTINGS_MANAGE, "/admin/jobs", "clock-history", _l("后台任务"), _l("定时要做的、排队要发的，哪些没成功")),
    (P.SETTINGS_MANAGE, "/admin/open311", "key", _l("开放接口"), _l("别的系统来看进度、来报修用的钥匙")),
    (P.PRIVACY_ANSWER, "/admin/privacy", "lock", _l("隐私请求"), _l("更正和删除个人资料的请求")),
    (P.AUDIT_SEE, "/admin/audit", "journal-text", _l("操作记录"), _l("谁在什么时候做了什么，改不掉")),
)


@bp.get("/admin")
def index() -> Any:
    """Only the doors that open for this person."""
    actor = web.current_actor()
    rights = actor.permissions | actor.withheld
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    doors = [door[1:] for door in DOORS if door[0] in rights and door[1] in known]
    require(bool(doors))
    return web.page("pages/admin.html", doors=doors, ailing=jobs.ailing(actor))


@bp.get("/admin/audit")
def audit() -> Any:
    """The record, filtered by the address."""
    args = request.args
    asked = queries.Filter(
        fact=args.get("fact", "") if args.get("fact", "") in queries.words() else "",
        user_id=web.asked_id("user"),
        since=_day(args.get("since", "")),
        until=_day(args.get("until", "")),
        looks="looks" in args,
    )
    actor = web.current_actor()
    found = queries.page(actor, asked, web.asked_id("before"))
    kept = {key: args[key] for key in ("fact", "user", "since", "until", "looks") if key in args}
    lines = record.lines(actor, found.entries)
    return web.page("pages/audit.html", page=found, lines=lines, asked=asked, words=queries.words(), kept=kept)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
