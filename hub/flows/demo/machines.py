"""The compound's machines: lifts, pumps, fire protection, gates; their inspections, and how they were looked after."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import hub.features.assets.commands as assets
import hub.features.repairs.commands as repairs
from hub.core import clock
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.features.assets.models import Occurrence
from hub.features.assets.queries.planned import due_pairs
from hub.features.assets.rules.card import Particulars
from hub.features.assets.rules.inspection import Inspected, Result
from hub.features.assets.rules.intervals import Counted, Every, Span
from hub.features.assets.rules.kinds import Kind, usual
from hub.features.assets.rules.planning import Plan
from hub.features.repairs.rules.places import Kind as Trade
from hub.features.repairs.rules.places import Spot
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import Stage
from hub.flows.demo.compound import HIGH, SHAPES, SLAB
from hub.flows.demo.life import Life

BEGAN = 70  # days ago the cards were written
LIFT_COMPANY = ("申达电梯维保公司", "021-5577 2010")
INSTITUTE = "市特种设备监督检验技术研究院"
# days until the inspection of the n-th lift is due; the others follow in the months after
LIFT_DUE = {3: -12, 9: -3, 6: 5, 14: 24, 17: 48}
UNDONE = (5, 11)  # lifts whose last half-monthly maintenance nobody has done
OTHERS = (
    ("FIRE-01", "一期消防系统", Kind.FIRE, "一期消控室", 41),
    ("FIRE-02", "二期消防系统", Kind.FIRE, "二期消控室", 160),
    ("PUMP-01", "一期生活水泵", Kind.PUMP, "地下一层水泵房", None),
    ("PUMP-02", "二期生活水泵", Kind.PUMP, "地下一层水泵房", None),
    ("TANK-01", "一期生活水箱", Kind.TANK, "6号楼屋顶", 19),
    ("TANK-02", "二期生活水箱", Kind.TANK, "10号楼屋顶", -6),
    ("LTN-01", "一期防雷装置", Kind.LIGHTNING, "1—6号楼屋顶", 120),
    ("LTN-02", "二期防雷装置", Kind.LIGHTNING, "7—12号楼屋顶", 121),
    ("PWR-01", "小区配电房", Kind.POWER, "东门旁", None),
    ("GATE-01", "东门道闸", Kind.GATE, "东门", None),
    ("GATE-02", "西门道闸", Kind.GATE, "西门", None),
    ("PLAY-01", "中心花园儿童滑梯", Kind.PLAYGROUND, "中心花园", None),
    ("PLAY-02", "健身步道器材", Kind.PLAYGROUND, "南侧步道", None),
    ("EV-01", "地库充电桩一组", Kind.CHARGER, "B1 层 A 区", None),
    ("EV-02", "电动自行车充电棚", Kind.CHARGER, "4号楼南侧", None),
    ("CAM-01", "东门监控", Kind.CAMERA, "东门岗亭", None),
)


def build(life: Life, end: datetime) -> int:
    """Cards, plans, two rounds of half-monthly maintenance; answers how many machines there are."""
    manager, desk = life.actor(life.cast.manager), life.actor(life.cast.demo[5])
    today = clock.local(end).date()
    with clock.frozen(end - timedelta(days=BEGAN)):
        lifts = _lifts(life, today)
        for code, name, kind, place, due in OTHERS:
            found = usual(kind)
            assets.add(
                desk,
                Particulars(
                    code=code,
                    name=name,
                    kind=kind,
                    place_note=place,
                    inspection=found.inspection,
                    inspection_months=found.months,
                    inspection_due=today + timedelta(days=due) if due is not None else None,
                ),
            )
        for kind in (Kind.LIFT, Kind.FIRE, Kind.PUMP, Kind.GATE, Kind.PLAYGROUND, Kind.CHARGER):
            assets.make_plan(manager, _plan(kind, _first(kind, today), life))
    _round(life, end - timedelta(days=25), left=())
    _round(life, end - timedelta(days=10), left=UNDONE)
    _told(life, end, lifts)
    return len(lifts) + len(OTHERS)


def _lifts(life: Life, today: date) -> list[int]:
    """Two in each building with two entrances, three in each tower; none where people walk up."""
    desk = life.actor(life.cast.demo[5])
    found: list[int] = []
    for number, code in enumerate(sorted(life.stones.building_ids, key=int), 1):
        shape = SHAPES[(number - 1) % len(SHAPES)]
        doors = ("1", "2") if shape == HIGH else ("1", "1", "1") if shape == SLAB else ()
        for position, entrance in enumerate(doors, 1):
            n = len(found) + 1
            due = today + timedelta(days=LIFT_DUE.get(n, 60 + (n * 37) % 280))
            where = f"{code}号楼{entrance}单元" if shape == HIGH else f"{code}号楼"
            found.append(
                assets.add(
                    desk,
                    Particulars(
                        code=f"LIFT-{int(code):02d}-{position}",
                        name=f"{where}电梯" if shape == HIGH else f"{where}{position}号梯",
                        kind=Kind.LIFT,
                        entrance_id=life.stones.entrance_ids[code, entrance],
                        maker="沪江电梯厂",
                        model="HJ-1000" if shape == HIGH else "HJ-1600",
                        serial=f"HJ{2008 if shape == HIGH else 2013}{n:04d}",
                        installed_on=date(2008, 8, 20) if shape == HIGH else date(2013, 5, 15),
                        company=LIFT_COMPANY[0],
                        company_phone=LIFT_COMPANY[1],
                        inspection=usual(Kind.LIFT).inspection,
                        inspection_months=12,
                        inspection_last=due - timedelta(days=365),
                        inspection_due=due,
                    ),
                )
            )
    return found


def _first(kind: Kind, today: date) -> date:
    """Lifts twice in the story's last month, the others after today."""
    return today - timedelta(days=25) if kind is Kind.LIFT else today + timedelta(days=6 + len(kind))


def _plan(kind: Kind, first: date, life: Life) -> Plan:
    upkeep = usual(kind).upkeep[0]
    return Plan(
        title=upkeep.title,
        every=Every(15, Span.DAY) if kind is Kind.LIFT else upkeep.every,
        counted=Counted(upkeep.counted),
        first=first,
        lead=1,
        kind=kind,
        checklist=upkeep.checklist,
        technician_id=life.cast.demo[6 if kind is Kind.LIFT else 13],
    )


def _round(life: Life, at: datetime, left: tuple[int, ...]) -> None:
    """What is due is ordered, and done within the day by the lift technician; those `left` are not."""
    with clock.frozen(at - timedelta(days=1)):
        made = [assets.begin(SYSTEM, *pair) for pair in due_pairs()]
    orders = {one: _order_of(one) for one in made if one is not None}
    zhang = life.actor(life.cast.demo[6])
    for n, number in enumerate(orders.values(), 1):
        if n in left:
            continue
        for minutes, stage in ((20 + n, None), (40 + n, Stage.WORKING), (75 + n, Stage.DONE)):
            with clock.frozen(at + timedelta(minutes=minutes)):
                if stage is None:
                    repairs.take(zhang, number)
                else:
                    repairs.advance(zhang, number, stage, "保养完成，运行正常" if stage is Stage.DONE else "")


def _order_of(occurrence_id: int) -> int:
    work = db.session.get_one(Occurrence, occurrence_id).work
    assert work is not None
    return int(work.partition(":")[2])


def _told(life: Life, end: datetime, lifts: list[int]) -> None:
    """One lift inspected, one failed and stopped, one reported by a neighbour who scanned its label."""
    desk = life.actor(life.cast.demo[5])
    with clock.frozen(end - timedelta(days=21)):
        passed = Inspected(done_on=clock.today(), body=INSTITUTE, result=Result.PASS, note="各项合格")
        assets.inspect(desk, lifts[1], passed)
    with clock.frozen(end - timedelta(days=2)):
        failed = Inspected(
            done_on=clock.today(), body=INSTITUTE, result=Result.FAIL, note="限速器动作不可靠，更换并复检后恢复"
        )
        assets.inspect(desk, lifts[20], failed)
    with clock.frozen(end - timedelta(hours=5)):
        what = Report(
            kind=Trade.LIFT,
            description="电梯开门时有很响的摩擦声",
            spot=Spot.LIFT,
            building_id=life.stones.building_ids["1"],
            entrance_id=life.stones.entrance_ids["1", "1"],
            subject=f"asset:{lifts[0]}",
        )
        number = repairs.report(life.actor(life.cast.demo[3]), what)
    with clock.frozen(end - timedelta(hours=4)):
        repairs.advance(desk, number, Stage.ACCEPTED, "已联系维保单位")
