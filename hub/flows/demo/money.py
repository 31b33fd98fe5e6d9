"""What repairs cost in the demo: parts and hours, quotes that were agreed to, one that waits for an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Protocol

import hub.features.repairs.commands as repairs
from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.features.repairs.models import Repair
from hub.features.repairs.queries import row as repair_row
from hub.features.repairs.rules.costs import CostLine, Payer, Sort
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import Stage

PARTS = {
    Kind.PLUMBING: (("角阀", "个", 3500), ("不锈钢软管 60 cm", "根", 2200), ("马桶水箱进水阀", "套", 6800)),
    Kind.LEAK: (("PPR 管 25", "米", 1250), ("防水涂料", "公斤", 4600), ("密封胶", "支", 1800)),
    Kind.ELECTRIC: (("空气开关 C25", "个", 4200), ("五孔插座", "个", 1650), ("BV 2.5 电线", "米", 380)),
    Kind.LIFT: (("门机皮带", "条", 28000), ("按钮", "个", 6500), ("轿厢灯管", "根", 1500)),
    Kind.LIGHTING: (("LED 感应灯头", "个", 2600), ("灯管", "根", 1200)),
    Kind.DOOR: (("闭门器", "个", 13500), ("读卡头", "个", 22000)),
}
WHY = "旧的老化开裂，修不好了，要换新的。换上的配件保一年。"
FUND = "业主大会 2026 年第 2 号决定，电梯部件更换"


class Playing(Protocol):
    """As much of `life.Life` as is needed here."""

    def actor(self, user_id: int) -> Actor: ...


def before_done(life: Playing, number: int) -> None:
    """Just before a repair is finished: now and then something was used, now and then the household paid."""
    random, repair = Random(number), repair_row(SYSTEM, number)
    kind, fate = Kind(repair.kind), Random(number * 7).random()
    if repair.assignee_id is None or repair.stage != Stage.WORKING or kind not in PARTS or fate > 0.6:
        return
    worker = life.actor(repair.assignee_id)
    what, unit, price = random.choice(PARTS[kind])
    metres = unit in ("米", "公斤")
    count = random.choice((1000, 1500, 2500, 4000)) if metres else random.choice((1000, 1000, 2000))
    repairs.add_line(worker, number, CostLine(what, Sort.PART, count, unit, price))
    if repair.unit_id is not None and fate < 0.25:
        repairs.add_line(worker, number, CostLine("人工", Sort.LABOUR, random.choice((500, 1000, 1500)), "小时", 6000))
        _paid(life, worker, repair)
    elif kind is Kind.LIFT and fate < 0.12:
        repairs.set_payer(worker, number, Payer.FUND, FUND)
    elif kind is Kind.DOOR and fate < 0.2:
        repairs.set_payer(worker, number, Payer.WARRANTY)


def _paid(life: Playing, worker: Actor, repair: Repair) -> None:
    payer = life.actor(repair.requester_id) if repair.requester_id else None
    if payer is None or repair.unit_id not in payer.unit_ids:
        return
    number = repair.id
    repairs.set_payer(worker, number, Payer.HOUSEHOLD)
    quote = repairs.send_quote(worker, number, clock.today() + timedelta(days=7), WHY)
    repairs.approve_quote(payer, number, quote)
    if repair_row(SYSTEM, number).stage == Stage.ASSIGNED:
        repairs.advance(worker, number, Stage.WORKING)


def waiting(life: Playing, owner: Actor, desk: Actor, worker: Actor, unit_id: int, end: datetime) -> None:
    """A tap that has to be replaced: the quote lies before the household today."""
    assert worker.user_id is not None
    what = Report(kind=Kind.PLUMBING, description="阳台洗衣机龙头一直滴水，拧紧也没用", unit_id=unit_id)
    with clock.frozen(end - timedelta(minutes=230)):
        number = repairs.report(owner, what)
        repairs.advance(desk, number, Stage.ACCEPTED, "收到，下午有师傅过去看。")
        if repair_row(SYSTEM, number).assignee_id != worker.user_id:
            repairs.assign(desk, number, worker.user_id)
        repairs.take(worker, number)
    with clock.frozen(end - timedelta(minutes=70)):
        repairs.advance(worker, number, Stage.WORKING, "龙头阀芯裂了")
        for line in (
            CostLine("洗衣机龙头（铜）", Sort.PART, 1000, "个", 5800),
            CostLine("生料带", Sort.PART, 500, "卷", 300),
            CostLine("人工", Sort.LABOUR, 500, "小时", 6000),
        ):
            repairs.add_line(worker, number, line)
        repairs.set_payer(worker, number, Payer.HOUSEHOLD)
        repairs.send_quote(worker, number, clock.today() + timedelta(days=7), WHY)
