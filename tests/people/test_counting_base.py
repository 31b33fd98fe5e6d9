"""What a vote is measured against: area and heads."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.people.models import Ownership, Unit
from hub.people.queries.compound import register_base
from hub.people.rules import Base, Line, base
from tests.factories import World

lines = st.lists(
    st.builds(
        Line,
        unit_id=st.integers(1, 10**6),
        owners=st.frozensets(st.integers(1, 12), min_size=1, max_size=3),
        area=st.integers(0, 50_000),
        by_developer=st.booleans(),
    ),
    max_size=40,
)


@given(lines)
def test_heads_never_exceed_units_and_order_does_not_matter(units: list[Line]) -> None:
    counted = base(units)
    assert counted.heads <= counted.units == len(units)
    assert counted == base(reversed(units))
    assert counted.area == sum(line.area for line in units)


@given(lines)
def test_all_of_the_developer_is_one_head(units: list[Line]) -> None:
    theirs = [line for line in units if line.by_developer]
    others = {line.owners for line in units if not line.by_developer}
    assert base(units).heads == len(others) + bool(theirs)


@given(st.integers(0, 10**9), st.integers(0, 10**5), st.sampled_from([(2, 3), (1, 2), (3, 4)]))
def test_a_threshold_is_the_least_whole_number_that_reaches_it(area: int, heads: int, part: tuple[int, int]) -> None:
    for all_of, least in zip((area, heads), Base(1, area, heads).share(*part), strict=True):
        assert Fraction(least) >= Fraction(all_of * part[0], part[1])
        assert least == 0 or Fraction(least - 1) < Fraction(all_of * part[0], part[1])


@command
def own(_actor: Actor, unit_id: int, person_id: int, since: date, until: date | None = None) -> None:
    db.session.add(Ownership(unit_id=unit_id, person_id=person_id, share_num=1, share_den=1, since=since, until=until))


@command
def not_yet_delivered(_actor: Actor, unit_id: int) -> None:
    db.session.get_one(Unit, unit_id).delivered_on = None


def test_the_register_is_counted_as_of_a_day(world: World) -> None:
    world.building(entrances=1, floors=4)
    units = [world.unit(f"3-1-{floor}01") for floor in (1, 2, 3, 4)]
    couple, single, other = world.person("甲"), world.person("乙"), world.person("丙")
    for unit in units[:2]:  # two flats of one couple: one head
        own(SYSTEM, unit, couple, date(2020, 1, 1))
        own(SYSTEM, unit, single, date(2020, 1, 1))
    own(SYSTEM, units[2], single, date(2020, 1, 1), until=date(2024, 1, 1))
    own(SYSTEM, units[2], other, date(2024, 1, 1))
    assert register_base() == Base(3, 3 * 9876, 2)
    assert register_base(date(2023, 12, 31)) == Base(3, 3 * 9876, 2)
    assert register_base(date(2019, 1, 1)) == Base(0, 0, 0)
    own(SYSTEM, units[3], other, date(2024, 1, 1))
    not_yet_delivered(SYSTEM, units[3])
    assert register_base(clock.today()) == Base(4, 4 * 9876, 3), "undelivered: the developer's head, not the buyer's"
