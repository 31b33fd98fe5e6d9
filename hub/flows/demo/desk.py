"""What the office of the demo has written down for its technicians, and one thing that three neighbours reported."""

from __future__ import annotations

from datetime import datetime, timedelta

import hub.features.repairs.commands as repairs
from hub.core import clock
from hub.core.authz import SYSTEM
from hub.features.repairs import queries
from hub.features.repairs.rules.places import Kind, Spot, Urgency
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.sop import ANY
from hub.features.repairs.rules.stages import Stage
from hub.flows.demo.life import Life

TRAPPED = """* 用对讲安抚被困的人：不要扒门，我们马上到
* 问清几个人、有没有老人孩子、有没有不舒服，需要时打 120
给维保单位值班电话报修，记下时间
* 两人到场，一人守在层门口，一人去机房，一直保持通话
* 断开主电源，挂“正在救援”的牌子【照片】
* 看轿厢位置：不在平层就盘车到平层
* 用三角钥匙慢慢开层门，看清轿厢在，再全部打开
* 扶出被困的人，问身体情况，留电话
* 停梯，放围栏，贴告示【照片】
维保单位查明原因、签了复检单，才恢复使用"""
TRAPPED_BEFORE = """* 用对讲安抚被困的人
给维保单位打电话
* 断开主电源
* 开层门，扶出被困的人
停梯，贴告示"""
LEAK = """* 先关这一路的阀门，确认不再出水
* 看水有没有流到插座、电器、配电箱，有就先断电
拍下漏的地方和泡坏的东西【照片】
问楼上楼下：什么时候开始的，用水时漏还是一直漏
* 找到源头，修好或换好
* 放水 15 分钟，确认不再渗【照片】
擦干地面，告诉住户过两天再看一眼"""
ELECTRIC = """* 断开这一路电源，挂“有人工作，禁止合闸”的牌子
* 用验电笔验过没有电，再动手
一路一路排查：插座、线路、电器
* 接头压紧，绝缘包好，没有露出来的铜线【照片】
* 合闸试送电，按一下漏电保护能跳
告诉住户是哪个电器、哪条线的问题"""
LIGHTING = """* 断电，用验电笔验过
梯子有人扶，楼道里放警示牌
换同规格的灯；灯头发黑就一起换
* 通电试亮，声控、光控各试一次
旧灯管带走，灯罩擦干净【照片】"""
BOOK = (
    (Kind.LEAK, ANY, ((LEAK, "按上个月漏水泡坏橱柜的教训写的"),)),
    (Kind.ELECTRIC, ANY, ((ELECTRIC, "按电工安全规程写的"),)),
    (Kind.LIGHTING, ANY, ((LIGHTING, "第一版"),)),
    (
        Kind.LIFT,
        Urgency.URGENT,
        ((TRAPPED_BEFORE, "第一版"), (TRAPPED, "消防演练以后补充：先看轿厢位置再开门，停梯要围起来拍照")),
    ),
)


def write_sops(life: Life, end: datetime) -> None:
    """The checklists, published weeks ago; one is being improved just now."""
    manager = life.actor(life.cast.manager)
    for kind, urgency, versions in BOOK:
        for weeks, (text, why) in zip((9, 3), versions, strict=False):
            with clock.frozen(end - timedelta(weeks=weeks)):
                sop_id = repairs.open_sop(manager, kind, urgency)
                repairs.draft(manager, sop_id, text)
                repairs.publish(manager, sop_id, why)
    with clock.frozen(end - timedelta(hours=5)):
        sop_id = repairs.open_sop(manager, Kind.LIGHTING)
        repairs.draft(manager, sop_id, LIGHTING.replace("梯子有人扶", "* 两人一组，梯子有人扶"))


def one_thing_three_times(life: Life, end: datetime) -> None:
    """The lights of the garage, reported by three; the office merges, a technician ticks."""
    desk, worker = life.actor(life.cast.demo[5]), life.actor(life.cast.demo[6])
    assert worker.user_id is not None
    neighbours = [life.actor(user) for user, _ in life.cast.neighbours[:2]]
    said = (
        (150, life.actor(life.cast.demo[2]), "B1 地库 2 区的灯全灭了，倒车看不见"),
        (131, neighbours[0], "地库靠 5 号楼那边一片黑，老人差点绊倒"),
        (122, neighbours[1], "B1 灯不亮，好像整排都没电"),
    )
    numbers = []
    for minutes, who, words in said:
        with clock.frozen(end - timedelta(minutes=minutes)):
            numbers.append(repairs.report(who, Report(kind=Kind.LIGHTING, spot=Spot.GARAGE, description=words)))
    main, *others = numbers
    with clock.frozen(end - timedelta(minutes=118)):
        for number in others:
            repairs.merge(desk, number, main, "同一片灯，一起修")
    with clock.frozen(end - timedelta(minutes=110)):
        repairs.advance(desk, main, Stage.ACCEPTED, "收到，电工马上去看。")
        if queries.listeners(main).assignee_id != worker.user_id:
            repairs.assign(desk, main, worker.user_id)
        repairs.take(worker, main)
    with clock.frozen(end - timedelta(minutes=60)):
        repairs.advance(worker, main, Stage.WORKING, "是分路空开跳了，查线")
    for minutes, point in zip((58, 40), queries.checklist(SYSTEM, main).points, strict=False):
        with clock.frozen(end - timedelta(minutes=minutes)):
            repairs.tick(worker, main, point.id)
