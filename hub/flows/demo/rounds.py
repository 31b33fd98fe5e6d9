"""Two weeks of rounds, walked with the clock turned back; one of them under way at this moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.features.rounds import commands, queries
from hub.features.rounds.models import Outing
from hub.features.rounds.rules.outings import Kind
from hub.features.rounds.rules.plans import PointPlan, RoundPlan
from hub.features.rounds.rules.timetable import Timetable, windows
from hub.flows.demo.accounts import Cast
from hub.flows.demo.compound import Stones
from hub.people.queries.actors import actor_of_user

DAYS = 14
EVERY_DAY, WORKDAYS = frozenset(range(7)), frozenset(range(5))
FULL, HALF = 0.85, 0.95  # shares of outings walked completely; of those, or with a point left out


@dataclass(frozen=True)
class Way:
    """A round: who walks it (last digits of their number), from how long ago, and its points with what to look at."""

    plan: RoundPlan
    walkers: tuple[int, ...]
    since: timedelta
    points: tuple[tuple[str, str, str], ...]  # name, building, checks


WAYS = (
    Way(
        RoundPlan("夜间巡更", Kind.PATROL, Timetable(EVERY_DAY, (23 * 60,), 90)),
        (17, 7),
        timedelta(days=DAYS),
        (
            ("东门岗", "", "道闸、人行门是否关好"),
            ("地下车库东口", "", "有没有异味、积水\n消防通道有没有堵"),
            ("3 号楼大堂", "3", "门禁是否正常\n电梯口灯亮不亮"),
            ("8 号楼大堂", "8", "门禁是否正常"),
            ("儿童乐园", "", "有没有人逗留，设施是否完好"),
            ("西门岗", "", "围栏、监控是否正常"),
        ),
    ),
    Way(
        RoundPlan("楼道保洁检查", Kind.CLEANING, Timetable(EVERY_DAY, (9 * 60,), 180)),
        (15,),
        timedelta(days=DAYS),
        (
            ("1 号楼楼道", "1", "地面、扶手、垃圾桶"),
            ("5 号楼楼道", "5", "地面、扶手、垃圾桶"),
            ("垃圾分类点", "", "桶满没满，地面冲洗没有"),
        ),
    ),
    Way(
        RoundPlan("设备房巡检", Kind.EQUIPMENT, Timetable(WORKDAYS, (10 * 60,), 120)),
        (6, 16),
        timedelta(days=DAYS),
        (
            ("消防泵房", "", "水压表读数\n有没有漏水"),
            ("生活水泵房", "", "水箱盖是否上锁"),
            ("配电间", "", "温度、异响、门是否关好"),
        ),
    ),
    Way(
        RoundPlan("白天巡查", Kind.PATROL, Timetable(EVERY_DAY, tuple(range(0, 24 * 60, 180)), 170)),
        (7,),
        timedelta(hours=4),
        (
            ("东门", "", "出入口是否畅通"),
            ("中心花园", "", "电动车有没有乱停"),
            ("非机动车棚", "", "有没有飞线充电"),
            ("西门", "", "出入口是否畅通"),
        ),
    ),
)


def walk(random: Random, stones: Stones, cast: Cast, now: datetime) -> None:
    """Make the rounds and walk them. Call inside a command."""
    manager = actor_of_user(cast.manager)
    for way in WAYS:
        with clock.frozen(now - way.since):
            number = _make(manager, way, stones)
        walkers = [actor_of_user(cast.demo[last]) for last in way.walkers]
        for window in windows(way.plan.timetable, now - way.since, now):
            _one(random, number, random.choice(walkers), window.begins, now)


def _make(manager: Actor, way: Way, stones: Stones) -> int:
    office = _with_second_factor(manager)
    number = commands.set_round(office, None, way.plan)
    for name, building, checks in way.points:
        commands.set_point(office, number, None, PointPlan(name, stones.building_ids.get(building), checks=checks))
    return number


def _one(random: Random, number: int, walker: Actor, begins: datetime, now: datetime) -> None:
    with clock.frozen(begins):
        commands.plan(SYSTEM, number)
    outing = db.session.scalars(select(Outing).where(Outing.round_id == number, Outing.begins_at == begins)).one()
    codes = [point.code for point in queries.point_cards(number)]
    luck, moment = random.random(), begins + timedelta(minutes=random.randint(2, 12))
    walked = codes if luck < FULL else codes[:-1] if luck < HALF else []
    if begins <= now < outing.ends_at:
        walked = codes[: len(codes) // 2]  # a visitor of the demo finds one under way
    for code in walked:
        if moment >= now:
            break
        with clock.frozen(moment):
            commands.visit(walker, code)
        moment += timedelta(minutes=random.randint(2, 9), seconds=random.randint(0, 59))
    over = outing.ends_at + timedelta(minutes=queries.manners().grace_minutes)
    if over <= now:
        with clock.frozen(over):
            commands.close(SYSTEM, outing.id)
            if not walked:
                commands.excuse(SYSTEM, outing.id, "雷暴大雨，改为监控巡查")


def _with_second_factor(actor: Actor) -> Actor:
    return replace(actor, permissions=actor.permissions | actor.withheld, withheld=frozenset())
