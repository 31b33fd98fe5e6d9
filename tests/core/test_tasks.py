"""Errands: written with the deed, done once, tried again, given up, and cared for by the admin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from hub.core import clock, events, jobs
from hub.core.authz import GUEST, SYSTEM, Actor
from hub.core.db import db
from hub.core.events import Fact, command, record
from hub.core.jobs import claims, runner
from hub.core.jobs.tasks import TASKS
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.people.models import Person
from tests.factories import World
from tests.services import until

NIGHT = datetime(2026, 5, 1, 19, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class LetterWanted(Fact):
    name: str


@dataclass
class Post:
    """Errands of kind "letter" land here; what stands in `trouble` is raised first."""

    sent: list[str] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)


@command
def want(_actor: Actor, name: str, then: Exception | None = None, **how: Any) -> int:
    """The deed: somebody is written down, and a letter to them."""
    db.session.add(Person(name=name, created_at=clock.now()))
    task_id = jobs.later("letter", {"name": name}, **how)
    record(LetterWanted(name=name))
    if then:
        raise then
    return task_id


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    post, before = Post(), dict(TASKS)
    TASKS.clear()

    @jobs.task("letter", attempts=4)
    def letter(actor: Actor, *, name: str) -> None:
        assert not events.writing()
        post.actors.append(actor)
        if post.trouble:
            raise post.trouble.pop(0)
        post.sent.append(name)

    @jobs.task("stuck", at_once=2)
    def stuck(_actor: Actor) -> None:
        post.go.wait(30)

    yield post
    post.go.set()
    TASKS.clear()
    TASKS.update(before)


def row(task_id: int) -> jobs.Task:
    db.session.rollback()
    found = db.session.get(jobs.Task, task_id)
    assert found is not None
    return found


def rows() -> list[jobs.Task]:
    db.session.rollback()
    return list(db.session.scalars(select(jobs.Task).order_by(jobs.Task.id)))


# --- written with the deed --------------------------------------------------------------------------------------------


def test_it_is_done_once_its_deed_is_committed(app: Flask, post: Post) -> None:
    task_id = want(SYSTEM, "赵")
    assert jobs.run_due(app) == 1
    assert post.sent == ["赵"]
    assert post.actors == [SYSTEM]
    assert (row(task_id).state, row(task_id).tries, row(task_id).claim) == ("done", 1, None)
    assert jobs.run_due(app) == 0


def test_a_deed_that_is_undone_leaves_no_errand(app: Flask, post: Post) -> None:
    with pytest.raises(RuleBroken):
        want(SYSTEM, "钱", RuleBroken("no"))
    assert rows() == []
    assert jobs.run_due(app) == 0


def test_a_veto_of_a_listener_takes_it_back_too(app: Flask, post: Post) -> None:
    def veto(_actor: Actor, _fact: LetterWanted) -> None:
        raise RuleBroken("veto")

    events._within.append((LetterWanted, veto))
    try:
        with pytest.raises(RuleBroken):
            want(SYSTEM, "孙")
    finally:
        events._within.remove((LetterWanted, veto))
    assert rows() == []


def test_outside_a_deed_nothing_is_written_down(app: Flask, post: Post) -> None:
    with pytest.raises(RuntimeError, match="inside a @command"):
        jobs.later("letter", {"name": "李"})


def test_an_errand_nobody_does_is_a_mistake_at_once(app: Flask, post: Post) -> None:
    @command
    def wrong(_actor: Actor) -> None:
        jobs.later("pigeon")

    with pytest.raises(LookupError, match="pigeon"):
        wrong(SYSTEM)


@pytest.mark.parametrize("bad", [{"at": NIGHT}, {"who": object()}, {"n": {1, 2}}])
def test_only_plain_values_go_along(app: Flask, post: Post, bad: dict[str, Any]) -> None:
    @command
    def wrong(_actor: Actor) -> None:
        jobs.later("letter", bad)

    with pytest.raises(TypeError):
        wrong(SYSTEM)
    assert rows() == []


def test_not_before_its_time(app: Flask, post: Post) -> None:
    with clock.frozen(NIGHT):
        want(SYSTEM, "周", not_before=NIGHT + timedelta(hours=1))
        assert jobs.run_due(app) == 0
    with clock.frozen(NIGHT + timedelta(minutes=59, seconds=59)):
        assert jobs.run_due(app) == 0
    with clock.frozen(NIGHT + timedelta(hours=1)):
        assert jobs.run_due(app) == 1


def test_the_oldest_first(app: Flask, post: Post) -> None:
    for minute, name in ((3, "丙"), (1, "甲"), (2, "乙")):
        want(SYSTEM, name, not_before=NIGHT + timedelta(minutes=minute))
    jobs.run_due(app)
    assert post.sent == ["甲", "乙", "丙"]


# --- one for each key -------------------------------------------------------------------------------------------------


def test_while_one_waits_the_same_key_adds_none(app: Flask, post: Post) -> None:
    first = want(SYSTEM, "吴", key="digest:7")
    assert want(SYSTEM, "吴二", key="digest:7") == first
    other = want(SYSTEM, "郑", key="digest:8")
    assert [r.id for r in rows()] == [first, other]
    assert jobs.run_due(app) == 2
    assert post.sent == ["吴", "郑"]


def test_the_earliest_wish_counts(app: Flask, post: Post) -> None:
    with clock.frozen(NIGHT):
        for hours in (5, 2, 8):
            want(SYSTEM, "吴", key="digest:7", not_before=NIGHT + timedelta(hours=hours))
        [only] = rows()
        assert only.due_at == NIGHT + timedelta(hours=2)
        want(SYSTEM, "吴", key="digest:7")
        assert jobs.run_due(app) == 1


def test_one_that_waits_after_a_failure_is_not_hurried(app: Flask, post: Post) -> None:
    post.trouble = [OSError("away")]
    with clock.frozen(NIGHT):
        want(SYSTEM, "吴", key="digest:7")
        jobs.run_due(app)
        want(SYSTEM, "吴", key="digest:7")
        assert jobs.run_due(app) == 0
        [only] = rows()
        assert only.due_at >= NIGHT + timedelta(seconds=30)


def test_once_it_is_done_the_key_is_free(app: Flask, post: Post) -> None:
    want(SYSTEM, "吴", key="digest:7")
    jobs.run_due(app)
    want(SYSTEM, "吴", key="digest:7")
    assert jobs.run_due(app) == 1


def test_one_that_runs_already_does_not_count_for_it_may_have_looked_before(app: Flask, post: Post) -> None:
    want(SYSTEM, "吴", key="digest:7")
    [claim] = take()
    second = want(SYSTEM, "吴", key="digest:7")
    assert second != claim.id
    claims.failed(SYSTEM, claim, "boom", 4)
    assert row(claim.id).state == "dropped", "the newer one does the work of both"
    assert row(second).state == "waiting"


def test_the_database_alone_refuses_a_second_that_waits(app: Flask, post: Post) -> None:
    want(SYSTEM, "吴", key="digest:7")
    now = clock.now()
    with pytest.raises(IntegrityError):
        add(kind="letter", payload={}, key="digest:7", state="waiting", tries=0, created_at=now, due_at=now)
    db.session.rollback()
    add(kind="letter", payload={}, key="digest:7", state="done", tries=1, created_at=now, due_at=now)


@pytest.mark.parametrize(
    "bad",
    [
        {"state": "lost"},
        {"state": "running"},
        {"state": "done", "claim": "x", "claimed_until": NIGHT},
        {"state": "running", "claim": "x"},
        {"tries": -1},
    ],
    ids=str,
)
def test_the_database_alone_refuses_what_cannot_be(app: Flask, post: Post, bad: dict[str, Any]) -> None:
    values = {"kind": "letter", "payload": {}, "state": "waiting", "tries": 0, "created_at": NIGHT, "due_at": NIGHT}
    with pytest.raises(IntegrityError):
        add(**values | bad)


@command
def _add(_actor: Actor, values: dict[str, Any]) -> None:
    db.session.execute(insert(jobs.Task).values(**values))


def add(**values: Any) -> None:
    _add(SYSTEM, values)


def take(most: int = 1, lease_s: float = 60) -> list[claims.Claim]:
    found = claims.take(SYSTEM, dict.fromkeys(TASKS, most), most, {k: TASKS[k].attempts for k in TASKS}, lease_s)
    db.session.rollback()
    return found


# --- failing ----------------------------------------------------------------------------------------------------------


def test_a_failure_waits_longer_each_time_and_the_last_is_given_up(app: Flask, post: Post, monkeypatch) -> None:
    monkeypatch.setattr(claims, "_chance", lambda: 0.0)
    post.trouble = [OSError("away")] * 4
    given_up: list[claims.TaskGivenUp] = []
    listener = (claims.TaskGivenUp, lambda _actor, fact: given_up.append(fact))
    events._within.append(listener)
    now = NIGHT
    with clock.frozen(now):
        task_id = want(SYSTEM, "冯")
    try:
        for wait in (30, 90, 270):
            with clock.frozen(now):
                assert jobs.run_due(app) == 1
                assert row(task_id).due_at - now == timedelta(seconds=wait)
                assert (row(task_id).state, row(task_id).error) == ("waiting", "OSError: away")
                assert jobs.run_due(app) == 0
            now += timedelta(seconds=wait)
        assert given_up == []
        with clock.frozen(now):
            assert jobs.run_due(app) == 1
    finally:
        events._within.remove(listener)
    assert (row(task_id).state, row(task_id).tries) == ("given_up", 4)
    assert given_up == [claims.TaskGivenUp(task_id=task_id, job="letter")]
    with clock.frozen(now + timedelta(days=1)):
        assert jobs.run_due(app) == 0


def test_what_failed_once_and_then_succeeds_keeps_no_failure(app: Flask, post: Post) -> None:
    post.trouble = [OSError("away")]
    with clock.frozen(NIGHT):
        task_id = want(SYSTEM, "陈")
        jobs.run_due(app)
    with clock.frozen(NIGHT + timedelta(minutes=1)):
        jobs.run_due(app)
    assert (row(task_id).state, row(task_id).tries, row(task_id).error) == ("done", 2, None)


def test_giving_up_is_at_once(app: Flask, post: Post) -> None:
    post.trouble = [jobs.GiveUp("没有这个号码")]
    task_id = want(SYSTEM, "褚")
    jobs.run_due(app)
    assert (row(task_id).state, row(task_id).tries, row(task_id).error) == ("given_up", 1, "没有这个号码")


def test_a_failed_write_inside_leaves_nothing_half_done(app: Flask, post: Post) -> None:
    @jobs.task("half")
    def half(_actor: Actor) -> None:
        want(SYSTEM, "卫", RuleBroken("no"))

    @command
    def begin(_actor: Actor) -> int:
        return jobs.later("half")

    task_id = begin(SYSTEM)
    jobs.run_due(app)
    assert row(task_id).state == "waiting"
    assert len(rows()) == 1
    assert db.session.scalar(select(Person).where(Person.name == "卫")) is None


# --- leases -----------------------------------------------------------------------------------------------------------


def test_nobody_takes_what_another_has_until_the_lease_ends(app: Flask, post: Post) -> None:
    with clock.frozen(NIGHT):
        want(SYSTEM, "蒋")
        [mine] = take()
        assert take() == []
    with clock.frozen(NIGHT + timedelta(seconds=60)):
        assert take() == []
    with clock.frozen(NIGHT + timedelta(seconds=61)):
        [theirs] = take()
        assert theirs.id == mine.id
        assert not claims.done(SYSTEM, mine), "who lost it is not heard"
        assert not claims.failed(SYSTEM, mine, "late", 4)
        assert row(mine.id).state == "running"
        assert claims.done(SYSTEM, theirs)
    assert (row(mine.id).state, row(mine.id).tries) == ("done", 2)


def test_a_lease_that_is_kept_does_not_end(app: Flask, post: Post) -> None:
    with clock.frozen(NIGHT):
        want(SYSTEM, "沈")
        [mine] = take()
    for seconds in range(15, 600, 15):
        with clock.frozen(NIGHT + timedelta(seconds=seconds)):
            assert take() == []
            claims.keep(SYSTEM, [mine.token], 60)
    assert claims.done(SYSTEM, mine)


def test_what_crashes_its_process_each_time_is_given_up_at_last(app: Flask, post: Post) -> None:
    now = NIGHT
    with clock.frozen(now):
        task_id = want(SYSTEM, "韩")
    for _ in range(4):
        with clock.frozen(now):
            assert len(take()) == 1
        now += timedelta(seconds=61)
    with clock.frozen(now):
        assert take() == []
    assert (row(task_id).state, row(task_id).error) == ("given_up", claims.CUT_SHORT)


def test_many_takers_at_once_never_take_the_same(app: Flask, post: Post) -> None:
    for n in range(30):
        want(SYSTEM, f"{n}")
    start, got, lock = threading.Barrier(6), [], threading.Lock()

    def taker() -> None:
        start.wait(10)
        for _ in range(10):
            with app.app_context():
                found = take(2)
            with lock:
                got.extend(claim.id for claim in found)

    threads = [threading.Thread(target=taker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == len(set(got)) == 30


# --- the runner -------------------------------------------------------------------------------------------------------


@pytest.fixture
def running(app: Flask, post: Post) -> Iterator[runner.Runner]:
    """A process that looks when it is woken, and only then."""
    mine = runner.Runner(app)
    app.extensions["hub-task-bells"] = [mine.wake]
    yield mine
    mine.stop()
    post.go.set()
    until(lambda: not any(t.name.startswith("task") for t in threading.enumerate()), "all threads have come home")


@command
def hang(_actor: Actor, count: int = 1) -> None:
    for _ in range(count):
        jobs.later("stuck")


def test_the_commit_wakes_the_runner(running: runner.Runner, post: Post) -> None:
    want(SYSTEM, "杨")
    until(lambda: post.sent == ["杨"], "it is done without any bell")


def test_errands_that_hang_do_not_delay_others(running: runner.Runner, post: Post) -> None:
    hang(SYSTEM, 9)
    until(lambda: len(running.running) == 2, "two of a kind at once")
    for n in range(20):
        want(SYSTEM, f"{n}")
    until(lambda: len(post.sent) == 20, "twenty letters pass them")
    until(lambda: len(running.running) == 2, "the letters have left")
    assert sorted(r.state for r in rows() if r.kind == "stuck") == ["running"] * 2 + ["waiting"] * 7


def test_one_that_hangs_too_long_loses_its_place(running: runner.Runner, post: Post, monkeypatch) -> None:
    hang(SYSTEM, 3)
    until(lambda: len(running.running) == 2, "two hang")
    monkeypatch.setitem(TASKS, "stuck", replace(TASKS["stuck"], longest=-1))
    running.beat()
    assert len(running.hanging) == 2
    running.look()
    until(lambda: len(running.running) == 1, "the third has room")
    assert [r.state for r in rows()] == ["running"] * 3, "their leases are not kept, and end"


def test_a_burst_of_wakes_starts_few_looks(running: runner.Runner, post: Post, monkeypatch) -> None:
    looks: list[int] = []
    take = running._take
    monkeypatch.setattr(running, "_take", lambda: (looks.append(1), take()))
    for _ in range(200):
        running.wake()
    until(lambda: not running._wanted, "all were heard")
    assert len(looks) < 150


def test_after_the_end_is_announced_nothing_more_is_taken(running: runner.Runner, post: Post) -> None:
    running.stop()
    want(SYSTEM, "朱")
    running.look()
    assert [r.state for r in rows()] == ["waiting"]


def test_a_kind_this_version_does_not_know_stays(app: Flask, post: Post) -> None:
    task_id = want(SYSTEM, "秦")
    del TASKS["letter"]
    runner.Runner(app).look()
    assert jobs.run_due(app) == 0
    assert row(task_id).state == "waiting"


def test_a_look_that_fails_is_not_the_last(running: runner.Runner, post: Post, monkeypatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(claims, "any_due", lambda _kinds: 1 / 0)
        running.look()
    want(SYSTEM, "尤")
    until(lambda: post.sent == ["尤"], "the next look works")


def test_words_that_cannot_be_written_are_said_again(app: Flask, post: Post, monkeypatch) -> None:
    task_id, done, tries = want(SYSTEM, "许"), claims.done, []

    def flaky(actor: Actor, claim: claims.Claim) -> bool:
        tries.append(1)
        if len(tries) < 3:
            raise OSError("disk")
        return done(actor, claim)

    monkeypatch.setattr(claims, "done", flaky)
    monkeypatch.setattr(runner.time, "sleep", lambda _s: None)
    assert jobs.run_due(app) == 1
    assert row(task_id).state == "done"


# --- forgetting -------------------------------------------------------------------------------------------------------


def test_done_ones_go_after_days_and_failed_ones_after_months(app: Flask, post: Post) -> None:
    with clock.frozen(NIGHT):
        good = want(SYSTEM, "何")
        post.trouble = []
        jobs.run_due(app)
        post.trouble = [jobs.GiveUp("no")]
        bad = want(SYSTEM, "吕")
        jobs.run_due(app)
        waiting = want(SYSTEM, "施", not_before=NIGHT + timedelta(days=365))
    for days, kept in ((2.9, {good, bad, waiting}), (3.1, {bad, waiting}), (89, {bad, waiting}), (91, {waiting})):
        with clock.frozen(NIGHT + timedelta(days=days)):
            jobs.run(app, "tasks.sweep")
        assert {r.id for r in rows()} == kept, days


# --- the admin --------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(app: Flask) -> Actor:
    world = World(app)
    return world.actor(world.user("admin"))


def test_an_admin_sees_them_by_state(app: Flask, post: Post, admin: Actor) -> None:
    post.trouble = [jobs.GiveUp("没有这个号码")]
    bad, waiting = want(SYSTEM, "张"), want(SYSTEM, "孔", not_before=clock.now() + timedelta(days=1))
    jobs.run_due(app)
    assert jobs.counts(admin) == {"waiting": 1, "running": 0, "done": 0, "given_up": 1, "dropped": 0}
    assert [line.id for line in jobs.tasks(admin).lines] == [waiting, bad]
    [line] = jobs.tasks(admin, state="given_up").lines
    assert (line.id, line.error, line.may_retry, line.may_drop) == (bad, "没有这个号码", True, False)
    assert jobs.tasks(admin, kind="stuck").lines == ()


def test_given_up_ones_are_tried_again_when_the_admin_says_so(app: Flask, post: Post, admin: Actor) -> None:
    post.trouble = [jobs.GiveUp("no")]
    task_id = want(SYSTEM, "曹")
    jobs.run_due(app)
    jobs.retry(admin, task_id)
    assert (row(task_id).state, row(task_id).tries) == ("waiting", 0)
    jobs.run_due(app)
    assert post.sent == ["曹"]
    with pytest.raises(RuleBroken):
        jobs.retry(admin, task_id)


def test_retrying_rings(running: runner.Runner, post: Post, admin: Actor) -> None:
    task_id = want(SYSTEM, "严", not_before=clock.now() + timedelta(days=1))
    jobs.retry(admin, task_id)
    until(lambda: post.sent == ["严"], "it is done now")


def test_one_whose_twin_waits_is_not_tried_again(app: Flask, post: Post, admin: Actor) -> None:
    post.trouble = [jobs.GiveUp("no")]
    task_id = want(SYSTEM, "华", key="k")
    jobs.run_due(app)
    want(SYSTEM, "华", key="k")
    with pytest.raises(RuleBroken):
        jobs.retry(admin, task_id)


def test_waiting_ones_can_be_dropped_and_nothing_else(app: Flask, post: Post, admin: Actor) -> None:
    waiting, taken = want(SYSTEM, "金"), want(SYSTEM, "魏")
    assert [claim.id for claim in take(2)] == [waiting, taken]
    with pytest.raises(RuleBroken):
        jobs.drop(admin, taken)
    third = want(SYSTEM, "陶")
    jobs.drop(admin, third)
    assert row(third).state == "dropped"
    assert jobs.run_due(app) == 0
    with pytest.raises(RuleBroken):
        jobs.drop(admin, third)


@pytest.mark.parametrize("deed", [jobs.retry, jobs.drop])
def test_strangers_change_and_see_nothing(app: Flask, post: Post, deed: Any) -> None:
    task_id = want(SYSTEM, "姜")
    world = World(app)
    resident = world.actor(world.user())
    for nobody in (GUEST, resident):
        with pytest.raises(Forbidden):
            deed(nobody, task_id)
        with pytest.raises(Forbidden):
            jobs.tasks(nobody)
        with pytest.raises(Forbidden):
            jobs.counts(nobody)
    assert row(task_id).state == "waiting"


def test_what_is_not_there_cannot_be_touched(app: Flask, admin: Actor) -> None:
    for deed in (jobs.retry, jobs.drop):
        with pytest.raises(NotFound):
            deed(admin, 99)
