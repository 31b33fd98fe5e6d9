"""The stones: phases, buildings, units, parking spaces, owners and their shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hub.core import clock
from hub.core.db import db, phone_index
from hub.flows.demo import names
from hub.people.models import Building, Compound, Entrance, Occupancy, Ownership, ParkingSpace, Person, Phase, Unit

NAME = "明强小区"
DELIVERED = (date(2008, 9, 28), date(2013, 6, 30))
HIGH, SLAB, WALK_UP = (2, 14, 3), (1, 28, 3), (6, 7, 2)  # entrances, floors, flats a landing: 84 flats each
SHAPES = (HIGH,) * 6 + (SLAB,) * 4 + (WALK_UP,) * 2
# exclusive area by flat on the landing, 0.01 m²
AREAS = {HIGH: (9876, 8942, 11835), SLAB: (12618, 8733, 13907), WALK_UP: (7654, 8421)}
UNSOLD, UNDELIVERED = 25, 5


@dataclass
class Stones:
    """Ids of what was made, for the life that follows."""

    flats: list[int] = field(default_factory=list)
    shops: list[int] = field(default_factory=list)
    unit_ids: dict[str, int] = field(default_factory=dict)
    building_of: dict[int, str] = field(default_factory=dict)
    owners: dict[int, list[int]] = field(default_factory=dict)  # unit → persons
    tenants: dict[int, list[int]] = field(default_factory=dict)
    person_names: dict[int, str] = field(default_factory=dict)
    building_ids: dict[str, int] = field(default_factory=dict)
    entrance_ids: dict[tuple[str, str], int] = field(default_factory=dict)


def build(random: Random, scale: int) -> Stones:
    """12 buildings with 1,008 flats and 24 shops, 620 parking spaces, times `scale`. Call inside a command."""
    stones = Stones()
    _describe()
    phases = [Phase(code="1", name="一期"), Phase(code="2", name="二期")]
    db.session.add_all(phases)
    db.session.flush()
    for n in range(12 * scale):
        _building(random, stones, n + 1, SHAPES[n % 12], phases[0 if n % 12 < 6 else 1].id)
    _spaces(scale)
    _owners(random, stones, scale)
    _residents(random, stones)
    return stones


def _describe() -> None:
    compound = db.session.get(Compound, 1) or Compound(id=1)
    compound.name = NAME
    compound.address = "明强路 188 弄"
    compound.office_name = "安居物业明强小区服务处"
    compound.office_address = "3 号楼底层东侧"
    compound.office_hours = "每天 8:00–18:00，急修 24 小时"
    compound.guest_reports = True
    compound.setup_finished_at = clock.now()
    db.session.add(compound)


def _building(random: Random, stones: Stones, number: int, shape: tuple[int, int, int], phase: int) -> None:
    entrances, floors, landing = shape
    code = str(number)
    building = Building(code=code, name=f"{code}号楼", phase_id=phase, floors=floors, position=number)
    db.session.add(building)
    db.session.flush()
    stones.building_ids[code] = building.id
    delivered = DELIVERED[0 if shape == HIGH else 1]
    units: list[tuple[Unit, bool]] = []
    for e in range(1, entrances + 1):
        entrance = Entrance(building_id=building.id, code=str(e), name=f"{e}单元")
        db.session.add(entrance)
        db.session.flush()
        stones.entrance_ids[code, str(e)] = entrance.id
        for floor in range(1, floors + 1):
            for flat in range(1, landing + 1):
                room = f"{floor}{flat:02d}"
                area = AREAS[shape][flat - 1] + (137 if floor == floors else 0) + random.choice((0, 0, 0, 12, -8))
                units.append(
                    (
                        Unit(
                            code=f"{code}-{e}-{room}",
                            building_id=building.id,
                            entrance_id=entrance.id,
                            floor=floor,
                            room=room,
                            area=area,
                            delivered_on=delivered + timedelta(days=random.randint(0, 60)),
                            position=e * 10_000 + floor * 100 + flat,
                        ),
                        True,
                    )
                )
    for shop in (1, 2):
        units.append(
            (
                Unit(
                    code=f"{code}-商铺{shop}",
                    building_id=building.id,
                    floor=1,
                    room=f"商铺{shop}",
                    kind="shop",
                    area=random.randint(3200, 9600),
                    delivered_on=delivered,
                    position=90_000 + shop,
                ),
                False,
            )
        )
    db.session.add_all(unit for unit, _ in units)
    db.session.flush()
    for unit, flat in units:
        (stones.flats if flat else stones.shops).append(unit.id)
        stones.unit_ids[unit.code] = unit.id
        stones.building_of[unit.id] = code


def _spaces(scale: int) -> None:
    plan = (
        ("B1 地库", "B1", "owned", 180),
        ("B1 地库", "B1", "leased", 200),
        ("B1 地库", "B1", "common", 40),
        ("地面道路", "G", "common", 160),
        ("东门访客区", "V", "visitor", 40),
    )
    serial: dict[str, int] = {}
    for zone, prefix, tenure, count in plan:
        for _ in range(count * scale):
            serial[prefix] = serial.get(prefix, 0) + 1
            db.session.add(ParkingSpace(code=f"{prefix}-{serial[prefix]:03d}", zone=zone, tenure=tenure))


def _owners(random: Random, stones: Stones, scale: int) -> None:
    developer = _person(stones, "明强置业有限公司", None, "developer")
    unsold = set(random.sample(stones.flats[84 * 6 :], UNSOLD * scale))
    taken = {stones.unit_ids[code] for code in RESERVED if code in stones.unit_ids}
    unsold -= taken
    while len(unsold) < UNSOLD * scale:
        unsold.add(random.choice([u for u in stones.flats[84 * 6 :] if u not in taken]))
    undelivered = set(
        random.sample([u for u in stones.flats[84 * 6 :] if u not in unsold | taken], UNDELIVERED * scale)
    )
    investors: list[int] = []
    number = 0
    for unit_id in [*stones.flats, *stones.shops]:
        unit = db.session.get_one(Unit, unit_id)
        if unit_id in unsold:
            unit.delivered_on = None
            _own(stones, unit_id, developer, 1, 1, DELIVERED[1] - timedelta(days=400))
            continue
        if unit_id in undelivered:
            unit.delivered_on = None
        since = (unit.delivered_on or DELIVERED[1]) - timedelta(days=random.randint(60, 500))
        if random.random() < 0.04 and investors and unit_id not in taken:
            _own(stones, unit_id, random.choice(investors), 1, 1, since)
            continue
        number += 1
        name = names.person_name(random)
        first = _person(stones, name, names.phone(number * 7 + 10_000_000) if random.random() < 0.9 else None)
        if random.random() < 0.05:
            investors.append(first)
        if random.random() < 0.36:
            share = random.choice(((1, 2, 1, 2),) * 4 + ((7, 10, 3, 10), (99, 100, 1, 100)))
            second = _person(stones, names.person_name(random), names.phone(number * 7 + 10_000_003))
            _own(stones, unit_id, first, share[0], share[1], since)
            _own(stones, unit_id, second, share[2], share[3], since)
        else:
            _own(stones, unit_id, first, 1, 1, since)


def _residents(random: Random, stones: Stones) -> None:
    """One flat in six is let; in half of the others family lives along."""
    for number, unit_id in enumerate(stones.flats):
        owners = stones.owners[unit_id]
        if stones.person_names[owners[0]].endswith("公司"):
            continue
        chance = random.random()
        kind = "tenant" if chance < 0.16 else "family" if chance < 0.55 else None
        if kind:
            person = _person(stones, names.person_name(random), names.phone(number * 7 + 50_000_000))
            since = date(2023, 1, 1) + timedelta(days=random.randint(0, 900))
            db.session.add(Occupancy(unit_id=unit_id, person_id=person, kind=kind, since=since))
            stones.tenants.setdefault(unit_id, []).append(person)


# flats that the demo accounts live in (see accounts.py)
RESERVED = ("3-2-701", "5-1-1203", "1-1-302", "8-1-1602", "6-2-1101", "7-1-903", "2-1-501", "9-1-2201", "4-2-802")


def _person(stones: Stones, name: str, phone: str | None, kind: str = "natural") -> int:
    person = Person(
        kind=kind,
        name=name,
        phone=phone,
        phone_index=phone_index(phone) if phone else None,
        created_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    stones.person_names[person.id] = name
    return person.id


def _own(stones: Stones, unit_id: int, person_id: int, num: int, den: int, since: date) -> None:
    db.session.add(Ownership(unit_id=unit_id, person_id=person_id, share_num=num, share_den=den, since=since))
    stones.owners.setdefault(unit_id, []).append(person_id)
