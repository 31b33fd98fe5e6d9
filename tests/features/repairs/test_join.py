"""我家也受影响."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.repairs import commands, queries
from hub.features.repairs.models import Affected
from hub.features.repairs.rules.stages import Stage


def households(repair_id: int) -> int:
    return queries.card(SYSTEM, repair_id).line.households


def test_joining_twice_counts_once(cast) -> None:
    repair_id, neighbour = cast.lift(), cast.actor(cast.neighbour)
    commands.join(neighbour, repair_id)
    commands.join(neighbour, repair_id)
    assert households(repair_id) == 1
    commands.leave(neighbour, repair_id)
    commands.leave(neighbour, repair_id)
    assert households(repair_id) == 0


def test_a_household_counts_once_however_many_follow(cast) -> None:
    repair_id = cast.lift()
    child = cast.world.user(family="3-2-401")
    for user in (cast.neighbour, child):
        commands.join(cast.actor(user), repair_id)
    assert households(repair_id) == 1
    assert queries.listeners(repair_id).affected_ids == {cast.neighbour, child}


def test_one_s_own_report_is_not_joined(cast) -> None:
    repair_id = cast.lift()
    commands.join(cast.actor(cast.lin), repair_id)
    assert households(repair_id) == 0


def test_the_nearest_flat_of_somebody_with_several_counts(cast) -> None:
    many = cast.world.user(owns="5-1-201,3-2-501")
    repair_id = cast.lift()
    commands.join(cast.actor(many), repair_id)
    found = db.session.query(Affected).one()
    assert found.unit_id == cast.world.unit("3-2-501")


def test_neither_a_guest_nor_staff_nor_a_stranger_to_the_flat_joins(cast) -> None:
    for actor in (GUEST, cast.actor(cast.zhang)):
        with pytest.raises(Forbidden):
            commands.join(actor, cast.lift())
    with pytest.raises(NotFound):
        commands.join(cast.actor(cast.neighbour), cast.tap())


def test_what_is_over_cannot_be_joined(cast) -> None:
    repair_id = cast.lift()
    commands.advance(cast.actor(cast.lin), repair_id, Stage.CANCELLED)
    with pytest.raises(RuleBroken):
        commands.join(cast.actor(cast.neighbour), repair_id)


def test_the_database_refuses_the_second_row(cast) -> None:
    repair_id = cast.lift()
    commands.join(cast.actor(cast.neighbour), repair_id)
    with pytest.raises(IntegrityError):
        _raw(SYSTEM, repair_id, cast.neighbour)


@command
def _raw(_actor, repair_id: int, user_id: int) -> None:
    db.session.add(Affected(repair_id=repair_id, user_id=user_id, since=clock.now()))


def test_a_technician_who_lives_here_does_not_join_a_free_job_in_a_flat(cast) -> None:
    repair_id, plumber = cast.tap(), cast.world.user("technician", owns="3-1-201")
    with pytest.raises((Forbidden, NotFound)):
        commands.join(cast.actor(plumber), repair_id)
    assert households(repair_id) == 0
