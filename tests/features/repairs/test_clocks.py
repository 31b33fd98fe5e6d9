"""The clocks of a repair over its whole life."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.repairs import commands
from hub.features.repairs.commands import promising
from hub.features.repairs.models import ClockRow, PauseRow
from hub.features.repairs.queries.clocks import clocks, promises
from hub.features.repairs.rules.clocks import Clock, Level, Promise, Which, level, read
from hub.features.repairs.rules.places import Kind, Urgency
from hub.features.repairs.rules.stages import Stage
from hub.people.worktime import Calendar, Pause


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


MONDAY = at("2026-11-23 16:00")


@pytest.fixture
def four_hours(cast):
    promising.promise(cast.actor(cast.manager), None, Urgency.ORDINARY, Promise(60, 240, False))
    return cast


def works(cast, repair_id: int, to: Stage, when: str) -> None:
    with clock.frozen(at(when)):
        commands.advance(cast.actor(cast.zhang), repair_id, to, "等")


def test_a_pause_moves_the_promise_and_stays_on_record(four_hours) -> None:
    cast = four_hours
    with clock.frozen(MONDAY):
        repair_id = cast.lift()
        commands.take(cast.actor(cast.zhang), repair_id)
        assert clocks([repair_id])[repair_id].resolve.due_at == at("2026-11-24 10:00")
    works(cast, repair_id, Stage.WORKING, "2026-11-23 16:30")
    works(cast, repair_id, Stage.WAITING_PARTS, "2026-11-23 17:00")
    with clock.frozen(at("2026-11-23 20:00")):
        reading = clocks([repair_id])[repair_id].resolve
        assert (reading.due_at, reading.paused, reading.left) == (None, True, timedelta(hours=3))
    works(cast, repair_id, Stage.WORKING, "2026-11-24 09:00")
    with clock.frozen(at("2026-11-24 09:30")):
        known = clocks([repair_id])[repair_id]
        assert known.resolve.due_at == at("2026-11-24 12:00")
        assert [(stop.since, stop.until) for stop in known.stops] == [(at("2026-11-23 17:00"), at("2026-11-24 09:00"))]


def test_a_reopened_repair_has_a_new_clock_and_keeps_the_old_result(four_hours) -> None:
    cast = four_hours
    with clock.frozen(MONDAY):
        repair_id = cast.done(cast.lift())
    with clock.frozen(at("2026-11-25 09:00")):
        commands.advance(cast.actor(cast.lin), repair_id, Stage.REOPENED, "又停了")
        known = clocks([repair_id])[repair_id]
        assert [(one.clock.round, one.kept) for one in known.before] == [(1, True)]
        assert (known.resolve.clock.round, known.resolve.due_at) == (2, at("2026-11-25 13:00"))
    with clock.frozen(at("2026-11-25 14:00")):
        commands.take(cast.actor(cast.zhang), repair_id)
        for to in (Stage.WORKING, Stage.DONE):
            commands.advance(cast.actor(cast.zhang), repair_id, to)
        known = clocks([repair_id])[repair_id]
        assert [one.kept for one in (*known.before, known.resolve)] == [True, False]


def test_what_was_promised_stays_when_promises_change(four_hours) -> None:
    cast = four_hours
    with clock.frozen(MONDAY):
        before = cast.lift()
        promising.promise(cast.actor(cast.manager), Kind.LIFT, Urgency.ORDINARY, Promise(30, 120, True))
        after = cast.lift("灯闪")
        known = clocks([before, after])
    assert known[before].resolve.due_at == at("2026-11-24 10:00")
    assert known[after].resolve.due_at == at("2026-11-23 18:00")
    assert [(one.kind, one.promise.resolve) for one in promises()] == [(None, 240), (None, 240), (Kind.LIFT, 120)]
    own = promises()[-1].id
    with pytest.raises(Forbidden):
        promising.drop_promise(cast.actor(cast.lin), own)
    promising.drop_promise(cast.actor(cast.manager), own)
    assert promises()[-1].kind is None
    with pytest.raises(NotFound):
        promising.drop_promise(cast.actor(cast.manager), own)


def test_what_was_merged_stands_still_until_it_is_taken_out_again(four_hours) -> None:
    cast = four_hours
    desk = cast.actor(cast.desk)
    with clock.frozen(at("2026-11-23 08:00")):
        main, twin = cast.lift(), cast.lift("电梯不动了", by=cast.neighbour)
    with clock.frozen(at("2026-11-23 08:30")):
        commands.merge(desk, twin, main)
    with clock.frozen(at("2026-11-23 10:30")):
        known = clocks([twin])[twin]
        assert (known.accept.paused, known.accept.left) == (True, timedelta(minutes=30))
        commands.split(desk, twin, "是另一部电梯")
        known = clocks([twin])[twin]
        assert known.accept.due_at == at("2026-11-23 11:00")
        assert known.resolve.due_at == at("2026-11-23 14:00")


def test_whoever_objects_after_a_merger_has_a_clock_of_their_own(four_hours) -> None:
    cast = four_hours
    with clock.frozen(at("2026-11-23 08:00")):
        main, twin = cast.lift(), cast.lift("电梯不动了", by=cast.neighbour)
        commands.merge(cast.actor(cast.desk), twin, main)
        cast.done(main)
    with clock.frozen(at("2026-11-23 09:00")):
        commands.object_to_done(cast.actor(cast.neighbour), twin, "我这里还没好")
        known = clocks([twin])[twin]
        assert known.running is known.resolve
        assert (known.resolve.clock.round, known.resolve.due_at) == (2, at("2026-11-23 13:00"))
        assert [one.kept for one in (known.accept, *known.before)] == [None, None]


@pytest.mark.parametrize("who", ["lin", "zhang", "desk"])
def test_promises_are_set_by_the_supervisor_only(cast, who) -> None:
    with pytest.raises(Forbidden):
        promising.promise(cast.actor(getattr(cast, who)), None, Urgency.ORDINARY, Promise(60, 240, False))
    with pytest.raises(Forbidden):
        promising.promise(GUEST, None, Urgency.ORDINARY, Promise(60, 240, False))


@pytest.mark.parametrize(("accept", "resolve", "field"), [(0, 60, "accept"), (120, 60, "hours"), (60, 99999, "hours")])
def test_a_promise_makes_sense(cast, accept, resolve, field) -> None:
    with pytest.raises(RuleBroken) as broken:
        promising.promise(cast.actor(cast.manager), None, Urgency.URGENT, Promise(accept, resolve, True))
    assert broken.value.field == field


def test_withdrawn_is_neither_kept_nor_broken(cast) -> None:
    repair_id = cast.lift()
    commands.advance(cast.actor(cast.lin), repair_id, Stage.CANCELLED)
    known = clocks([repair_id])[repair_id]
    assert known.running is None
    assert (known.accept.kept, known.resolve.kept) == (None, None)


def test_both_phones_read_the_same_promise(four_hours) -> None:
    cast = four_hours
    with clock.frozen(MONDAY):
        repair_id = cast.lift()
        commands.take(cast.actor(cast.zhang), repair_id)
    works(cast, repair_id, Stage.WORKING, "2026-11-23 16:30")
    works(cast, repair_id, Stage.WAITING_RESIDENT, "2026-11-23 17:00")
    pages = [cast.world.client(user) for user in (cast.lin, cast.zhang)]
    with clock.frozen(at("2026-11-23 18:00")):
        for phone in pages:
            phone.get(f"/repairs/{repair_id}")
            assert "停表中，这段时间不算" in phone.text()
    works(cast, repair_id, Stage.WORKING, "2026-11-24 09:00")
    with clock.frozen(at("2026-11-24 09:05")):
        for phone in pages:
            phone.get(f"/repairs/{repair_id}")
            assert "承诺修好 今天 12:00" in phone.text()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_pages_of_promises(cast, language) -> None:
    promising.promise(cast.actor(cast.manager), Kind.LIFT, Urgency.ORDINARY, Promise(30, 120, True))
    chief, lin = (cast.world.client(user, locale=language) for user in (cast.manager, cast.lin))
    chief.get("/repairs/promises")
    lin.get("/repairs/promises")
    assert not lin.page.select("form[action*=promises]")
    lin.get("/repairs/promises/change", 403)
    chief.get("/repairs/promises/change")
    chief.post("/repairs/promises/change", {"kind": "leak", "urgency": "urgent", "accept": "x", "hours": "2"}, 422)
    assert chief.page.select_one("select[name=kind] option[selected]")["value"] == "leak"
    chief.post("/repairs/promises/change", {"kind": "leak", "urgency": "urgent", "accept": "10", "hours": "2"})
    assert (Kind.LEAK, 120) in {(one.kind, one.promise.resolve) for one in promises()}


@pytest.mark.both_databases
def test_the_database_alone_stops_a_second_clock_and_a_second_pause(cast) -> None:
    repair_id = cast.lift()
    row = {"repair_id": repair_id, "started_at": MONDAY, "promise_minutes": 1, "always": True}
    for values in (
        {**row, "which": "accept", "round": 1},
        {**row, "which": "other", "round": 1},
        {**row, "which": "resolve", "round": 2, "stopped_at": MONDAY},
    ):
        with pytest.raises(IntegrityError):
            add(SYSTEM, ClockRow, [values])
    pause = {"repair_id": repair_id, "why": "parts", "since": MONDAY}
    with pytest.raises(IntegrityError):
        add(SYSTEM, PauseRow, [pause, pause])


@command
def add(_actor, table, rows) -> None:
    for row in rows:
        db.session.execute(insert(table).values(**row))


OFFICE = Calendar()
starts = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1)).map(lambda naive: naive.replace(tzinfo=clock.LOCAL))
hours = st.integers(1, 40).map(lambda n: timedelta(hours=n))


@st.composite
def histories(draw):
    """A clock, its pauses in order (the last perhaps open), and moments at which somebody looks."""
    start = draw(starts)
    running = Clock(Which.RESOLVE, 1, start, draw(hours), draw(st.booleans()))
    now, pauses = start, []
    for gap, span in draw(st.lists(st.tuples(hours, hours), max_size=4)):
        pauses.append(Pause(now + gap, now + gap + span))
        now += gap + span
    if pauses and draw(st.booleans()):
        pauses[-1] = Pause(pauses[-1].since)
    looks = sorted(start + n * timedelta(minutes=30) for n in draw(st.lists(st.integers(0, 600), max_size=30)))
    return running, pauses, looks


@given(histories())
def test_over_any_history_each_level_is_raised_once_and_in_order(history) -> None:
    running, pauses, looks = history
    raised: list[Level] = []
    for now in looks:
        so_far = [p if p.until and p.until <= now else Pause(p.since) for p in pauses if p.since <= now]
        found = level(running, OFFICE, so_far, now, raised)
        reading = read(running, OFFICE, so_far, now)
        if found:
            raised.append(found)
            assert not reading.paused
            assert (found is Level.BEFORE) == (reading.late is None and reading.left > timedelta()) or (
                found is Level.AFTER and reading.left == timedelta()
            )
    assert raised == sorted(set(raised), key=list(Level).index)


@given(histories(), st.integers(0, 600))
def test_a_stopped_clock_never_changes_its_mind(history, later) -> None:
    running, pauses, looks = history
    if not looks:
        return
    end = looks[-1]
    before = [p for p in pauses if p.until and p.until <= end]
    stopped = Clock(running.which, 1, running.started_at, running.promise, running.always, end, "done")
    first = read(stopped, OFFICE, before, end)
    afterwards = [*before, Pause(end + timedelta(minutes=later))]
    again = read(stopped, OFFICE, afterwards, end + timedelta(hours=later + 1))
    assert again.kept is first.kept is not None
    assert level(stopped, OFFICE, before, end + timedelta(days=9)) is None
