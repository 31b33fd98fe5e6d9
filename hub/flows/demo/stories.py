"""What goes wrong in a compound, in the words people use."""

from __future__ import annotations

from dataclasses import dataclass

from hub.features.repairs.rules.places import Kind, Spot, Urgency


@dataclass(frozen=True)
class Story:
    """A way something breaks: where, what people write, what the technician writes when it is done."""

    kind: Kind
    spot: Spot | None  # None: inside a flat
    words: tuple[str, ...]
    done: tuple[str, ...]
    urgency: Urgency = Urgency.ORDINARY
    weight: int = 3
    parts: str = ""


STORIES = (
    Story(
        Kind.LIFT,
        Spot.LIFT,
        (
            "电梯停在{floor}楼不动了，按了没反应",
            "电梯关门时来回开合好几次，老人不敢坐",
            "电梯运行有咯噔咯噔的响声，{floor}楼附近最明显",
            "轿厢里灯坏了一个，晚上很暗",
            "电梯按钮{floor}楼按下去不亮",
        ),
        (
            "门机皮带松了，已调紧并试运行二十分钟",
            "更换门锁触点，已联系维保单位复检",
            "清理导轨并加油，异响消失",
            "换了轿厢灯管",
        ),
        weight=9,
        parts="门机皮带要从厂家调货，后天到",
    ),
    Story(
        Kind.LIFT,
        Spot.LIFT,
        ("有人困在电梯里，{floor}楼和下面一层之间，大人带着孩子", "电梯突然停了，里面有位老人"),
        ("已救出，人员平安；停梯检查，更换限速器开关后恢复",),
        Urgency.URGENT,
        2,
    ),
    Story(
        Kind.LIGHTING,
        Spot.STAIRWELL,
        ("{floor}楼楼梯间的灯不亮，晚上看不见台阶", "楼道感应灯一直亮着不灭，浪费电", "{floor}楼半层的灯一闪一闪的"),
        ("换了 LED 感应灯头", "感应器坏了，已更换"),
        weight=8,
    ),
    Story(
        Kind.DOOR,
        Spot.ENTRANCE_DOOR,
        (
            "单元门关不严，谁都能进来",
            "单元门禁刷卡没反应，要叫邻居下来开",
            "单元门闭门器坏了，关门砰的一声，一楼吵得睡不着",
            "对讲按了家里不响",
        ),
        ("闭门器已更换，关门轻了", "读卡头进水，烘干后重装并加了防雨罩", "对讲主机重启后恢复，线头重新压过"),
        weight=8,
        parts="闭门器型号停产，等替代件",
    ),
    Story(
        Kind.PLUMBING,
        None,
        (
            "厨房下水堵了，水往回冒",
            "卫生间马桶一直流水，关不掉",
            "阳台地漏返臭",
            "水表前的阀门关不紧",
            "洗菜池下面滴水，柜子都泡了",
        ),
        ("疏通到立管，带出来一团油污", "更换马桶水箱进水阀", "换了存水弯，试水不漏", "换了表前阀"),
        weight=9,
        parts="阀门口径特殊，去市场配一个",
    ),
    Story(
        Kind.LEAK,
        None,
        ("卫生间顶上渗水，滴到洗衣机上了", "外墙窗边下雨就渗水，墙皮起泡", "客厅吊顶有一块水印，越来越大"),
        ("楼上地漏防水破损，已协调楼上一起做", "窗框外侧重新打胶，等下雨再看", "空调冷凝水管接头脱落，已接好"),
        weight=5,
    ),
    Story(
        Kind.LEAK,
        None,
        ("水管爆了，水流到走廊了，快来！", "家里进水，楼上没人开门"),
        ("已关立管总阀，更换爆裂的一段管子，恢复供水",),
        Urgency.URGENT,
        2,
    ),
    Story(
        Kind.ELECTRIC,
        None,
        ("家里跳闸，推上去又跳", "厨房插座没电，冰箱停了", "电表箱有焦味"),
        ("排查是热水器漏电，已断开该回路并告知住户", "插座回路接线松动，已紧固", "空开老化，已更换同规格"),
        weight=5,
    ),
    Story(
        Kind.LIGHTING,
        Spot.GARAGE,
        ("B1 地库{floor}区这一片灯都不亮，倒车看不见", "地库坡道口的灯坏了"),
        ("更换灯管 6 根，顺带清了灯罩", "坡道感应器重新调了角度"),
        weight=5,
    ),
    Story(
        Kind.LEAK,
        Spot.GARAGE,
        ("地库下雨就积水，车位边上一滩", "地库顶上管子滴水，滴在车上"),
        ("疏通排水沟并更换潜水泵浮球", "管道接头更换垫片，已擦拭车位地面"),
        weight=4,
        parts="潜水泵浮球等配件",
    ),
    Story(
        Kind.CLEANING,
        Spot.CORRIDOR,
        ("{floor}楼走廊堆了旧家具，味道很大", "楼道里有人吐了一地，请打扫一下", "垃圾桶旁边全是水，招苍蝇"),
        ("已清理并消杀", "已通知堆放人三天内搬走，到期代为清理"),
        weight=5,
    ),
    Story(
        Kind.GREENING,
        Spot.GARDEN,
        ("花园里的树枝断了，挂在路上方", "草坪喷头一直喷，路上都是水", "健身步道旁的树根把地砖拱起来了"),
        ("断枝已锯除拉走", "更换喷头电磁阀", "地砖重新铺平"),
        weight=4,
    ),
    Story(
        Kind.STRUCTURE,
        Spot.ROAD,
        ("东门进来的减速带翘起一头，电瓶车差点摔", "3号楼前窨井盖松了，踩上去会翘", "人行道地砖碎了好几块"),
        ("减速带重新打膨胀螺栓", "井盖加装防坠网并垫平", "更换破损地砖 9 块"),
        weight=4,
    ),
    Story(
        Kind.FIRE,
        Spot.CORRIDOR,
        ("{floor}楼消火栓箱的玻璃碎了", "应急灯不亮，安全出口牌也灭了", "防火门关不上，被人用砖头顶着"),
        ("更换玻璃并检查水带接口", "更换应急灯电池", "闭门器修好，已张贴提示"),
        weight=4,
    ),
    Story(
        Kind.DOOR,
        Spot.GATE,
        ("西门行人门刷脸刷卡都慢，上班时排长队", "东门道闸抬起来不落，车随便进"),
        ("读头更换，刷卡反应正常", "道闸限位调整，已测试"),
        weight=3,
    ),
    Story(
        Kind.OTHER,
        Spot.PLAYGROUND,
        ("滑梯的螺丝松了，小朋友玩很危险", "秋千的链条有点锈断的样子"),
        ("螺栓全部紧固并涂了防松胶", "链条更换，旧件已收走"),
        weight=3,
    ),
    Story(
        Kind.PEST,
        Spot.STAIRWELL,
        ("楼道里发现蟑螂，垃圾房那边最多", "一楼楼梯下面有老鼠"),
        ("已投药并封堵管井缝隙，两周后复查",),
        weight=2,
    ),
)
ACCEPTED = ("收到，马上安排师傅。", "已登记，今天会有师傅联系。", "收到，谢谢告知。", "")
ON_THE_WAY = ("带好工具过去了", "", "大概二十分钟到", "")
WORKING = ("到了，先看看情况", "", "开始修", "已停用，做好警示")
WAIT_RESIDENT = "敲门没人在家，请方便时告诉我们时间"
COMMENTS = {
    5: ("师傅来得很快，修好还把地擦干净了", "谢谢，态度很好", "很专业", "", "好"),
    4: ("修好了，就是等得久了一点", "可以", "", "不错"),
    3: ("还行吧", "修了两次才好", ""),
    2: ("说好上午来，下午才到，也没打个电话", "没两天又坏了"),
    1: ("等了三天没人理，打电话才来",),
}
LOW_ANSWERS = ("对不起，当天三处急修撞在一起，今后改时间会先打电话。", "已安排免费复查，明天上午到，费用不用您出。")
DECLINES = ("这属于户内自有设备，已把可靠的维修电话发给您。", "这处是供电公司的设施，已代为报修，电话 95598。")
JOIN_LIMIT = 7
