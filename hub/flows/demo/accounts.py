"""Who signs in: the demo accounts everyone may try, the staff and committee beside them, and neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from hub.core import clock
from hub.core.db import db, phone_index
from hub.features.repairs.commands.duty import plan
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.plan import Plan
from hub.features.repairs.rules.shifts import Shift
from hub.flows.demo import names
from hub.flows.demo.compound import Stones
from hub.people.models import Occupancy, Ownership, Person, RoleGrant, Telephone, User
from hub.people.queries.actors import actor_of_user

PASSWORD = "mingqiang-demo"  # noqa: S105 - printed on the screen of every demo


@dataclass(frozen=True)
class Known:
    """A demo account: last digits of its number, names, roles, and the flat it owns or rents."""

    last: int
    name: str
    nickname: str
    roles: tuple[str, ...] = ()
    owns: str = ""
    rents: str = ""
    about: str = ""


KNOWN = (
    Known(1, "王秀兰", "3号楼王阿姨", owns="3-2-701", about="业主"),
    Known(2, "陈思远", "租客小陈", rents="5-1-1203", about="租户"),
    Known(3, "周建平", "周主任", ("chair", "committee"), owns="1-1-302", about="业委会主任"),
    Known(4, "沈雅琴", "沈老师", ("committee",), owns="8-1-1602", about="业委会委员"),
    Known(5, "陈晓燕", "客服小陈", ("desk",), about="物业客服"),
    Known(6, "张国强", "张师傅", ("technician",), about="维修师傅"),
    Known(7, "马卫东", "门岗老马", ("guard",), about="保安"),
    Known(8, "徐慧敏", "徐会计", ("accountant",), about="物业会计"),
    Known(9, "顾海燕", "志愿者顾姐", ("volunteer_lead",), owns="6-2-1101", about="志愿者队长"),
    Known(10, "林立新", "居委林书记", ("observer",), about="居委会观察员"),
    Known(99, "管理员", "系统管理员", ("admin",), about="系统管理员"),
)
OTHERS = (
    Known(11, "何志强", "何经理", ("manager",)),
    Known(12, "吴婷婷", "客服小吴", ("desk",)),
    Known(13, "刘永康", "刘师傅", ("technician",)),
    Known(14, "赵林根", "赵师傅", ("technician",)),
    Known(15, "孙海涛", "小孙师傅", ("technician",)),
    Known(16, "李福生", "李师傅", ("technician",)),
    Known(17, "朱宝根", "夜班老朱", ("guard",)),
    Known(21, "唐和平", "唐工", ("committee",), owns="7-1-903"),
    Known(22, "许丽华", "许医生", ("committee",), owns="2-1-501"),
    Known(23, "罗明哲", "罗律师", ("committee",), owns="9-1-2201"),
    Known(24, "郑惠芬", "郑会计", ("committee",), owns="4-2-802"),
    Known(25, "何伟", "11楼何先生", ("committee",), owns="11-3-502"),
)
PHONES = (
    ("office", "物业服务处", "021-5566 1880", "每天 8:00–18:00"),
    ("emergency", "物业急修（24 小时）", "021-5566 1881", "24 小时"),
    ("guard", "东门保安室", "021-5566 1882", "24 小时"),
    ("lift", "电梯困人救援", "021-5566 1883", "24 小时"),
    ("city", "市民服务热线", "12345", "24 小时"),
    ("police", "报警", "110", "24 小时"),
    ("fire", "火警", "119", "24 小时"),
    ("ambulance", "急救", "120", "24 小时"),
)


@dataclass
class Cast:
    """User ids by what they are here."""

    demo: dict[int, int] = field(default_factory=dict)
    desks: list[int] = field(default_factory=list)
    technicians: list[int] = field(default_factory=list)
    manager: int = 0
    neighbours: list[tuple[int, int]] = field(default_factory=list)  # (user, unit)


def build(random: Random, stones: Stones, password_hash: str, share: float = 0.3) -> Cast:
    """The accounts; about `share` of the flats have one. Call inside a command."""
    cast = Cast()
    for position, (kind, label, number, hours) in enumerate(PHONES):
        db.session.add(Telephone(kind=kind, label=label, number=number, hours=hours, position=position))
    for known in (*KNOWN, *OTHERS):
        cast.demo[known.last] = _known(stones, known, password_hash)
    cast.desks = [cast.demo[5], cast.demo[12]]
    cast.technicians = [cast.demo[n] for n in (6, 13, 14, 15, 16)]
    cast.manager = cast.demo[11]
    taken = {stones.unit_ids[k.owns or k.rents] for k in (*KNOWN, *OTHERS) if k.owns or k.rents}
    for unit_id in stones.flats:
        if unit_id in taken or random.random() > share:
            continue
        person = random.choice(stones.tenants.get(unit_id, []) + stones.owners[unit_id])
        name = stones.person_names[person]
        if name.endswith("公司") or db.session.query(User.id).filter_by(person_id=person).first():
            continue
        nickname = names.nickname(random, name, stones.building_of[unit_id])
        cast.neighbours.append((_user(person, None, nickname, password_hash, random), unit_id))
    cast.neighbours += [(cast.demo[1], stones.unit_ids["3-2-701"]), (cast.demo[2], stones.unit_ids["5-1-1203"])]
    return cast


SKILLS = {
    6: (Kind.LIFT, Kind.ELECTRIC, Kind.LIGHTING, Kind.FIRE, Kind.DOOR),
    13: (Kind.PLUMBING, Kind.LEAK, Kind.STRUCTURE, Kind.OTHER),
    14: (Kind.LIGHTING, Kind.DOOR, Kind.ELECTRIC, Kind.OTHER, Kind.LIFT),
    15: (Kind.CLEANING, Kind.GREENING, Kind.PEST, Kind.OTHER, Kind.STRUCTURE),
    16: (Kind.PLUMBING, Kind.LEAK, Kind.ELECTRIC, Kind.LIFT, Kind.FIRE),
}
NIGHT = 16


def rosters(cast: Cast) -> None:
    """Who repairs what, and when; one of them sleeps by day."""
    manager = actor_of_user(cast.manager)
    manager = replace(manager, permissions=manager.permissions | manager.withheld)
    for last, skills in SKILLS.items():
        days = range(7) if last == NIGHT else [d for d in range(7) if d != last % 7]
        hours = (20 * 60, 8 * 60) if last == NIGHT else (8 * 60, 20 * 60)
        shifts = tuple(Shift(day, *hours) for day in days)
        plan(manager, cast.demo[last], Plan(frozenset(skills), frozenset(), shifts))


def _known(stones: Stones, known: Known, password_hash: str) -> int:
    number = f"+86138000000{known.last:02d}"
    person = Person(
        name=known.name, phone=number, phone_index=phone_index(number), created_at=clock.now() - timedelta(days=400)
    )
    db.session.add(person)
    db.session.flush()
    if known.owns:
        unit_id = stones.unit_ids[known.owns]
        for held in db.session.query(Ownership).filter_by(unit_id=unit_id, until=None):
            db.session.delete(held)
        db.session.flush()
        db.session.add(Ownership(unit_id=unit_id, person_id=person.id, since=date(2013, 7, 20)))
        stones.owners[unit_id] = [person.id]
    if known.rents:
        unit_id = stones.unit_ids[known.rents]
        db.session.add(Occupancy(unit_id=unit_id, person_id=person.id, kind="tenant", since=date(2025, 3, 1)))
    user = _user(person.id, number, known.nickname, password_hash, None)
    since = date(2025, 5, 18)
    for role in known.roles:
        until = date(2030, 5, 18) if role in ("chair", "committee") else None
        reason = "第三届业主大会选举" if until else "物业公司委派"
        db.session.add(
            RoleGrant(user_id=user, role=role, since=since, until=until, granted_at=clock.now(), reason=reason)
        )
    return user


def _user(person_id: int, number: str | None, nickname: str, password_hash: str, random: Random | None) -> int:
    if number is None:
        number = db.session.get_one(Person, person_id).phone
        if number and db.session.query(User.id).filter_by(phone_index=phone_index(number)).first():
            number = None
    user = User(
        person_id=person_id,
        phone=number,
        phone_index=phone_index(number) if number else None,
        nickname=nickname,
        password_hash=password_hash,
        elder=bool(random and random.random() < 0.2),
        created_at=clock.now() - timedelta(days=random.randint(20, 380) if random else 390),
    )
    db.session.add(user)
    db.session.flush()
    return user.id
