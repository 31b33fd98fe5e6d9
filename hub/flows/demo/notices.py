"""What hangs on the noticeboard of the demo: told through the same commands, with the clock turned back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.features.notices import commands, queries
from hub.features.notices.rules.notice import Audience, Category, Draft, Revision, Scope, Voice
from hub.flows.demo.accounts import Cast
from hub.flows.demo.compound import Stones
from hub.people.queries.actors import actor_of_user

DESK, CHAIR = 5, 3


@dataclass(frozen=True)
class Story:
    """A notice, how long ago it was published, and which share of the neighbours has read it."""

    what: Draft
    hours_ago: float
    read: float = 0.6
    days: float = 0.0  # it ends so long after it was published; 0: never
    by: int = DESK


WATER = """3 号楼、5 号楼的邻居：

因屋顶水箱清洗，**明天上午 8:30 到下午 5:00 停水**，请提前存一点水。

- 停水时请关好水龙头，以免来水时漫水
- 来水后先放一两分钟，等水变清再用
- 家里有老人、孕妇或病人需要送水的，请打电话给前台，我们送上门

给您添麻烦了，谢谢。"""

FIRE = """最近几次巡查，**东门、3 号楼和 8 号楼前的消防通道**常有车停着。真有火警，消防车进不来，晚一分钟就可能出人命。

从本周起：

1. 保安每两小时巡一次，发现占道先打电话请您挪车
2. 打不通、十五分钟没人来的，报 122 处理
3. 电动车不要推上楼、不要进电梯，充电请到南侧车棚

## 为什么要每个人确认

这件事关系到全楼人的命，请每位看完点一下“我已阅读”。"""

ACCOUNTS = """第三季度公共收益已由业委会和物业共同核对，主要数字如下，明细见账目页。

| 项目 | 金额 |
| --- | ---: |
| 地面停车 | ¥186,400.00 |
| 电梯广告 | ¥42,000.00 |
| 场地使用 | ¥9,600.00 |
| 支出（维修、审计） | −¥61,250.00 |
| **结余** | **¥176,750.00** |

对哪一笔有疑问，请到业委会办公室（周二、周四晚 7 点到 8 点半）来看凭证。"""

LIFT = """8 号楼 1 单元电梯年度检验**安排在周四上午 9:00 到 11:00**，期间停用。

腿脚不便的邻居需要上下楼，请提前打电话给前台，我们安排人帮忙。"""

CHARITY = """重阳节快到了，志愿者队周六下午 2 点在活动室**为六十岁以上的邻居免费理发、量血压**。

不用预约，排队就行；走不动的，打电话给前台，志愿者上门。"""

KEYS = """在 5 号楼大堂捡到钥匙一串（三把，带红色平安结），请失主到东门保安室认领。"""


def _stories(stones: Stones) -> list[Story]:
    near = Audience(Scope.BUILDING, (stones.building_ids["3"], stones.building_ids["5"]))
    one = Audience(Scope.ENTRANCE, (stones.entrance_ids["8", "1"],))
    return [
        Story(_draft("重阳节为老邻居义诊理发", CHARITY, Category.ACTIVITY, visitors=True), 24 * 40, 0.7, days=12),
        Story(
            _draft("消防通道不能停车，请每个人确认", FIRE, Category.SAFETY, mandatory=True, pinned=True, visitors=True),
            24 * 9,
            0.55,
        ),
        Story(
            _draft("第三季度公共收益公布", ACCOUNTS, Category.FINANCE, voice=Voice.COMMITTEE, visitors=True),
            24 * 5,
            0.5,
            by=CHAIR,
        ),
        Story(_draft("8号楼1单元电梯年检停用", LIFT, Category.REPAIR, audience=one), 30, 0.6, days=4),
        Story(_draft("5号楼大堂捡到一串钥匙", KEYS, Category.LOST), 8, 0.2, days=14),
        Story(
            _draft("3号楼、5号楼明天白天停水", WATER, Category.OUTAGE, audience=near, urgent=True, mandatory=True),
            3,
            0.4,
            days=1.4,
        ),
    ]


def _draft(title: str, body: str, category: Category, **more: object) -> Draft:
    return replace(Draft(title=title, body=body, category=category), **more)  # type: ignore[arg-type]


def tell(random: Random, stones: Stones, cast: Cast, end: datetime) -> None:
    """The board of the last weeks, and one draft that waits to be finished. Call inside a command."""
    writers = {number: _officer(cast.demo[number]) for number in (DESK, CHAIR)}
    readers = [
        actor_of_user(user_id) for user_id, _unit in random.sample(cast.neighbours, min(160, len(cast.neighbours)))
    ]
    # the visitor of the demo has not read everything yet
    readers = [actor for actor in readers if actor.user_id not in (cast.demo[1], cast.demo[2])]
    for story in _stories(stones):
        at = end - timedelta(hours=story.hours_ago)
        with clock.frozen(at):
            until = at + timedelta(days=story.days) if story.days else None
            number = commands.draft(writers[story.by], replace(story.what, until_at=until))
            commands.publish(writers[story.by], number)
        version = 1
        if story.what.category is Category.REPAIR:
            words = LIFT.replace("周四上午 9:00 到 11:00", "周五下午 1:30 到 3:30")
            with clock.frozen(at + timedelta(hours=20)):
                change = Revision(story.what.title, words, "检验所改期，从周四上午改到周五下午", until, tell=True)
                version = commands.revise(writers[story.by], number, 1, change)
                at = clock.now()
        _read(random, readers, (number, version), story, at, end)
    with clock.frozen(end - timedelta(minutes=50)):
        waiting = "冬天来了，请邻居们检查阳台水管有没有包好。\n\n- 老楼的外露水管\n- 空调外机下面的水管"
        commands.draft(writers[DESK], _draft("天冷了，水管防冻", waiting, Category.GENERAL))


def _read(
    random: Random, readers: list[Actor], what: tuple[int, int], story: Story, at: datetime, end: datetime
) -> None:
    number, version = what
    later = [at + (end - at) * random.random() for _ in readers]
    who = [(actor, when) for actor, when in zip(readers, later, strict=True) if random.random() < story.read]
    if story.what.audience.scope is not Scope.ALL:
        who = [(actor, when) for actor, when in who if queries.is_addressed(actor, number)]
    reads = [(number, actor.user_id, version, when) for actor, when in who if actor.user_id is not None]
    commands.keep_reads(SYSTEM, reads)
    for actor, when in who if story.what.mandatory else ():
        with clock.frozen(when):
            commands.confirm(actor, number, version)


def _officer(user_id: int) -> Actor:
    actor = actor_of_user(user_id)
    return replace(actor, second_factor=True, permissions=actor.permissions | actor.withheld)
