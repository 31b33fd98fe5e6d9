"""等您办的事: what waits for this very person, the most pressing first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hub.core.authz import Actor
from hub.core.authz import Permission as P
from hub.core.i18n import _, money
from hub.features.assets.queries import count_late
from hub.features.cases import policy as case_policy
from hub.features.cases import queries as cases
from hub.features.notices import queries as notices
from hub.features.repairs import queries as repairs
from hub.features.repairs.queries.lists import Filter, Group, Scope
from hub.features.rounds import queries as rounds
from hub.people.queries import privacy, setup


@dataclass(frozen=True)
class Todo:
    """A line on the home page. `written`: the title is somebody's own words, not the hub's."""

    title: str
    detail: str
    url: str
    action: str
    glyph: str
    tone: str = "jade"
    written: bool = False


def _set_up(actor: Actor) -> list[Todo]:
    if not (actor.can(P.SETTINGS_MANAGE) or P.SETTINGS_MANAGE in actor.withheld):
        return []
    progress = setup.progress()
    if progress.finished:
        return []
    words = _("还有 %(n)s 步没有做完", n=progress.left) if progress.left else _("都填好了，点“完成”就正式启用")
    return [Todo(_("小区还在筹备"), words, "/setup", _("继续"), "list-task", "amber")]


def _to_pay(actor: Actor) -> list[Todo]:
    return [
        Todo(
            asked.headline,
            _("维修报价 %(money)s，等您答复", money=money(asked.total)),
            f"/repairs/{asked.repair_id}/quotes/{asked.quote_id}/approval",
            _("看报价"),
            "cash-coin",
            "amber",
            written=True,
        )
        for asked in repairs.quotes_to_answer(actor)[:3]
    ]


def _to_read(actor: Actor) -> list[Todo]:
    return [
        Todo(
            line.title,
            _("%(who)s请您阅读并确认", who=line.voice_name),
            f"/notices/{line.id}",
            _("请阅读"),
            "megaphone",
            "vermilion" if line.urgent else "amber",
            written=True,
        )
        for line in notices.to_confirm(actor)
    ]


def _to_confirm(actor: Actor) -> list[Todo]:
    found = [*repairs.page(actor, Filter(Scope.MINE, Group.DONE)).lines, *repairs.unrated(actor)][:3]
    return [
        Todo(
            line.headline,
            _("师傅说修好了，请您看看"),
            f"/repairs/{line.id}",
            _("请确认"),
            "wrench-adjustable",
            "amber",
            written=True,
        )
        for line in found
    ]


def _to_judge(actor: Actor) -> list[Todo]:
    """Answers that wait for my word, and mediations that wait for my yes or my signature."""
    answered = [
        Todo(
            line.headline, _("有答复了，解决了没有？"), f"/cases/{line.id}", _("评价"), "chat-left-text", "amber", True
        )
        for line in cases.to_judge(actor)
    ]
    waiting = [one for one in cases.my_mediations(actor) if one.waits]
    return answered + [
        Todo(_("有一次调解等您"), str(one.state_name), f"/mediations/{one.id}", _("去看看"), "people", "amber")
        for one in waiting[:2]
    ]


def _complaints(actor: Actor) -> list[Todo]:
    """Of the queue: how many are mine, and how many late."""
    now = cases.counts(actor)
    if not (case_policy.is_staff(actor) or now.mine) or not (now.overdue or now.mine):
        return []
    words = _("您负责 %(mine)s 件，超期 %(late)s 件", mine=now.mine, late=now.overdue)
    show = "overdue" if now.overdue else "mine"
    tone = "vermilion" if now.overdue else "amber"
    return [Todo(_("投诉受理"), words, f"/cases/queue?show={show}", _("去看看"), "chat-square-text", tone)]


def _to_answer(actor: Actor) -> list[Todo]:
    waiting = privacy.count_waiting() if actor.can(P.PRIVACY_ANSWER) else 0
    if not waiting:
        return []
    words = _("有 %(n)s 个请求等答复", n=waiting)
    return [Todo(_("更正和删除个人资料"), words, "/admin/privacy", _("去看看"), "lock", "amber")]


def _to_inspect(actor: Actor) -> list[Todo]:
    late = count_late() if actor.can(P.ASSETS_MANAGE) else 0
    if not late:
        return []
    words = _("有 %(n)s 台设备的检验过期了", n=late)
    glyph = "exclamation-triangle"
    return [Todo(_("设备检验过期"), words, "/assets?overdue=1", _("去看看"), glyph, "vermilion")]


def _to_walk(actor: Actor) -> list[Todo]:
    if actor.can(P.ROUNDS_MANAGE) and (missed := rounds.missed_lately()):
        words = _("一天内有 %(n)s 趟没走全", n=missed)
        return [Todo(_("巡查有漏点"), words, "/rounds", _("去看看"), "exclamation-triangle", "vermilion")]
    if not actor.can(P.ROUNDS_WALK):
        return []
    return [
        Todo(
            one.name,
            _("巡查到了 %(done)s/%(total)s 个点", done=one.visited, total=len(one.stops)),
            "/rounds/mine",
            _("去巡查"),
            "person-walking",
            "amber",
            written=True,
        )
        for one in rounds.open_for(actor)[:2]
    ]


def _at_work(actor: Actor) -> list[Todo]:
    if actor.can(P.REPAIRS_WORK):
        return [Todo(_("我的活儿"), _("现在归您修的工单"), "/repairs/mine-now", _("去看看"), "tools", "sky")]
    if actor.can(P.REPAIRS_HANDLE):
        return [Todo(_("工单看板"), _("受理、派单、超时都在这里"), "/repairs/board", _("去看看"), "kanban", "sky")]
    return []


# in the order of the page
ASKS: tuple[Callable[[Actor], list[Todo]], ...] = (
    _set_up,
    _to_read,
    _to_pay,
    _to_confirm,
    _to_judge,
    _to_answer,
    _complaints,
    _to_inspect,
    _to_walk,
    _at_work,
)


def waiting_for(actor: Actor) -> list[Todo]:
    """At most a handful; a list nobody can finish helps nobody."""
    return [todo for ask in ASKS for todo in ask(actor)][:6]
