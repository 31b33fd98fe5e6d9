"""Four months of complaints and suggestions, told through the same commands people use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import hub.features.cases.commands as cases
from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.features.cases.queries import get
from hub.features.cases.rules.kinds import Caller, Channel, Kind, Report
from hub.features.cases.rules.mediation import Session, Side
from hub.features.cases.rules.stages import Stage
from hub.flows.demo.accounts import Cast
from hub.flows.demo.compound import Stones
from hub.people import codes

DAYS = 125


@dataclass(frozen=True)
class Tale:
    """What was told, what was answered."""

    kind: Kind
    words: str
    answer: str
    example: tuple[str, str] = ("", "")


TALES = (
    Tale(
        Kind.NOISE,
        "楼上几乎每晚十一点以后拖椅子、小孩跑跳，家里有人上早班，睡不着。希望能上门提醒一下。",
        "已和保安一起上门沟通，对方给椅脚装了毡垫，答应十点以后安静。我们一周后再回访。",
        (
            "有邻居反映楼上夜里拖椅子、孩子跑跳。",
            "上门沟通两次，对方装了毡垫、约定安静时间，回访时说好多了。",
        ),
    ),
    Tale(Kind.NOISE, "广场舞音箱太响，关着窗都听得见，孩子要写作业。", "和领舞的阿姨说好：八点半结束，音量调到一半。"),
    Tale(Kind.NOISE, "装修队周六早上七点就开始打墙。", "已书面提醒装修公司，周末九点前不得施工，再犯扣押金。"),
    Tale(
        Kind.PARKING,
        "消防通道上经常停着车，夜里更多，救护车来了进不去。",
        "已划黄线、装了两个可倒伏的桩，夜班每两小时巡一次。",
        ("有邻居反映消防通道夜里停车。", "补划黄线、加装可倒伏的桩，夜班每两小时巡查一次，当月没有再发现。"),
    ),
    Tale(Kind.PARKING, "访客车停满了地面车位，业主回来没地方停。", "访客车改停东侧，超过四小时收费，已在门口贴出。"),
    Tale(Kind.PARKING, "有人把电瓶车推进电梯上楼充电，太危险。", "电梯里装了识别报警，并在楼下加了六个充电口。"),
    Tale(Kind.HYGIENE, "垃圾房门口又臭又招苍蝇，夏天没法开窗。", "改为每天冲洗两次、每周消杀，换了带盖的桶。"),
    Tale(Kind.HYGIENE, "遛狗的不捡狗屎，小朋友踩到好几次。", "加了三个拾便袋箱，并在群里提醒；保洁每天巡两次。"),
    Tale(Kind.HYGIENE, "楼道里堆鞋柜、纸箱，走路都要侧身。", "贴了三天限期清理的通知，到期已经清走。"),
    Tale(Kind.SAFETY, "儿童滑梯旁边的地垫翘起来了，昨天绊倒一个孩子。", "当天围挡，第二天换了地垫，请您放心。"),
    Tale(Kind.SAFETY, "晚上东门没有人，外卖员随便进。", "调整了班次，晚上十点到早上六点东门双岗。"),
    Tale(Kind.SAFETY, "高空抛物！今天又有人往下扔烟头。", "已调看探头并上门警示，楼下加了提示牌。"),
    Tale(
        Kind.FEES,
        "物业费单子上多了一项“公共能耗”，没有人解释过。",
        "这是按合同第九条分摊的电梯用电，已把算法和原始抄表贴在公告栏，前台可以查。",
        ("有邻居看不懂账单上新增的一项。", "前台逐项讲解，把算法和抄表记录贴上公告栏，以后新增项目提前一个月公告。"),
    ),
    Tale(Kind.FEES, "地库广告的收入去哪了？想看账。", "收入和支出每季度公示一次，上季度的已经补发到网上。"),
    Tale(Kind.SERVICE, "打前台电话三次没人接。", "加了一条线，没接到的十分钟内回拨。"),
    Tale(Kind.FACILITIES, "健身步道的灯太暗，老人晚上走路看不清。", "换了 18 盏灯头，欢迎再提意见。"),
    Tale(Kind.SUGGESTION, "建议在北门装一个直饮水机，接送孩子的家长很多。", "已列入明年预算征求意见，三月上会。"),
    Tale(Kind.SUGGESTION, "建议快递柜旁边加个雨棚。", "已请厂家来看，月底前装好。"),
)


def play(random: Random, stones: Stones, cast: Cast, actor: Callable[[int], Actor], end: datetime) -> None:
    """Told, answered and judged until `end`; some are still open, one waits for its verdict, one is in mediation."""
    for number in range(64):
        at = _by_day(end - timedelta(days=DAYS - number * DAYS / 64, hours=random.uniform(0, 9)))
        _one(random, cast, actor, TALES[number % len(TALES)], number, at, end)
    _now(cast, actor, end)
    _mediation(cast, actor, end)


def _one(
    random: Random, cast: Cast, actor: Callable[[int], Actor], tale: Tale, number: int, at: datetime, end: datetime
) -> None:
    user_id, _unit = random.choice(cast.neighbours)
    desk, colleague = (actor(user) for user in random.sample(cast.desks, 2))
    what = Report(kind=tale.kind, words=tale.words)
    code = codes.fresh()
    with clock.frozen(at):
        way = random.random()
        if way < 0.35:
            case = cases.report_unnamed(actor(user_id), what, code)
        elif way < 0.5:
            channel = random.choice((Channel.HOTLINE, Channel.BOX, Channel.VISIT, Channel.CITY))
            case = cases.note_down(desk, what, channel, Caller(), code)
        else:
            case, code = cases.report(actor(user_id), what), ""
    key = code or case
    happy, better = random.random() < 0.75, random.random() < 0.6
    steps: list[tuple[float, Callable[[], object]]] = [
        (random.uniform(1, 14), lambda: cases.take(desk, case)),
        (random.uniform(1, 10), lambda: cases.advance(desk, case, Stage.WORKING)),
        (random.uniform(8, 52), lambda: cases.answer(desk, case, tale.answer, True)),
    ]
    if random.random() < 0.15:
        steps.append((24 * 15, lambda: cases.end_silence(SYSTEM, case)))
    elif happy:
        steps.append((random.uniform(2, 60), lambda: _content(random, actor(user_id), key)))
    else:
        steps += [
            (
                random.uniform(20, 60),
                lambda: cases.judge(actor(user_id), key, False, 2, "只好了两天，又和以前一样了。"),
            ),
            (random.uniform(20, 70), lambda: cases.answer(desk, case, "又去看过了，这次约了专人每天盯一周。", True)),
            (
                random.uniform(20, 60),
                lambda: (
                    _content(random, actor(user_id), key)
                    if better
                    else cases.judge(actor(user_id), key, False, 2, "还是老样子。")
                ),
            ),
        ]
    for hours, deed in steps:
        at = _by_day(at + timedelta(hours=hours))
        if at > end - timedelta(hours=2):
            return
        with clock.frozen(at):
            deed()
    if tale.example[0] and get(desk, case).stage == Stage.SOLVED:
        with clock.frozen(min(at + timedelta(days=2), end)):
            cases.write_example(desk, case, *tale.example)
            cases.approve_example(colleague, case)


def _content(random: Random, who: Actor, key: int | str) -> None:
    cases.judge(who, key, True, random.choice((3, 4, 4, 5, 5)), random.choice(("谢谢", "好多了", "", "办得挺快")))


def _by_day(at: datetime) -> datetime:
    """Offices answer, and people write, while they are awake."""
    hour = clock.local(at).hour
    return at if 8 <= hour < 21 else at + timedelta(hours=(32 - hour) % 24)


def _now(cast: Cast, actor: Callable[[int], Actor], end: datetime) -> None:
    """What a visitor of the demo should find going on."""
    me, tenant, desk = actor(cast.demo[1]), actor(cast.demo[2]), actor(cast.demo[5])
    with clock.frozen(end - timedelta(days=5)):
        waiting = cases.report(
            me, Report(kind=Kind.FACILITIES, words="3号楼2单元门口的坡道被电瓶车挡住，推轮椅过不去。")
        )
    with clock.frozen(end - timedelta(days=3)):
        cases.take(desk, waiting)
        cases.note(desk, waiting, "车主在 2 单元，已打过一次电话，态度还好。")
    with clock.frozen(end - timedelta(days=1)):
        cases.answer(desk, waiting, "坡道两侧装了挡车柱，车主也把车移到了车棚。请您看看还挡不挡。", True)
    with clock.frozen(end - timedelta(days=6)):  # nobody has answered it: late
        cases.report(tenant, Report(kind=Kind.SERVICE, words="退租要的物业结清证明，催了两次还没开。"))
    with clock.frozen(end - timedelta(days=2)):
        about = Report(kind=Kind.STAFF, words="夜里进门忘带卡，门岗不问青红皂白大声训人。", about_user_id=cast.demo[7])
        cases.report_unnamed(tenant, about, codes.fresh())
    with clock.frozen(end - timedelta(hours=20)):
        slip = Report(kind=Kind.HYGIENE, words="意见箱里的纸条：垃圾房这两天又臭了，是不是没冲？")
        cases.note_down(desk, slip, Channel.BOX, Caller(), codes.fresh())


def _mediation(cast: Cast, actor: Callable[[int], Actor], end: datetime) -> None:
    """A dispute between two neighbours before the secretary of the neighbourhood committee."""
    me, tenant, desk, secretary = (actor(cast.demo[n]) for n in (1, 2, 5, 10))
    with clock.frozen(end - timedelta(days=9)):
        case = cases.report(me, Report(kind=Kind.NEIGHBOUR, words="楼上阳台滴水，几次弄湿我晒的被子，想请人来说和。"))
    with clock.frozen(end - timedelta(days=8)):
        cases.answer(desk, case, "两边都愿意坐下来谈，我们请居委会的林书记来调解。", False)
        sides = [Side("王秀兰", me.user_id), Side("陈思远", tenant.user_id)]
        mediation = cases.open_mediation(desk, case, sides, cast.demo[10])
    with clock.frozen(end - timedelta(days=7)):
        cases.agree(me, mediation)
        cases.agree(tenant, mediation)
    with clock.frozen(end - timedelta(days=2)):
        note = "陈先生说浇花没注意水会滴下去；王阿姨主要是生气没人道歉。双方都愿意各让一步。"
        held = Session(clock.now() - timedelta(hours=2), "居委会一楼会议室", "王秀兰、陈思远、林立新", note)
        cases.note_session(secretary, mediation, held)
        text = "一、陈思远浇花用托盘，晾晒前先看楼下；二、王秀兰有事先发消息；三、双方不再提以前的事。"
        cases.write_agreement(secretary, mediation, text)
