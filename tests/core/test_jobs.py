"""Work that runs by itself: once for all processes, and a failure is seen and tried again."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from flask import Flask

from hub.core import clock, jobs
from hub.core.authz import Actor
from hub.core.db import db
from hub.core.jobs import periodic

NIGHT = datetime(2026, 5, 1, 19, 0, tzinfo=UTC)


def elsewhere(app: Flask, entry: jobs.Entry) -> None:
    """As the other process' bell: no app context of this test's."""
    threads = [threading.Thread(target=periodic.ring, args=(app, entry))]
    threads[0].start()
    threads[0].join(20)
    db.session.rollback()


def ran() -> list[jobs.State]:
    return [state for state in jobs.states() if state.started_at]


def test_of_two_processes_one_does_it(app: Flask) -> None:
    done: list[Actor] = []
    entry, start = jobs.Entry("sweep", 60, done.append), threading.Barrier(2)

    def ring() -> None:
        start.wait(10)
        periodic.ring(app, entry)

    with clock.frozen(NIGHT):
        threads = [threading.Thread(target=ring) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert [actor.kind for actor in done] == ["system"]
    assert [state.failed for state in ran()] == [""], "and the one who lost has noted nothing"


def test_its_turn_comes_again_after_its_rhythm_and_not_before(app: Flask) -> None:
    done: list[Actor] = []
    entry = jobs.Entry("sweep", 60, done.append)
    for later, times in ((0, 1), (30, 1), (60, 2), (120, 3)):
        with clock.frozen(NIGHT + timedelta(seconds=later)):
            elsewhere(app, entry)
        assert len(done) == times, f"after {later} s"


def test_a_failure_is_noted_tried_again_and_then_forgotten(app: Flask) -> None:
    tries: list[int] = []

    def fails_once(_actor: Actor) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("printer away")

    entry = jobs.Entry("letters", 60, fails_once)
    with clock.frozen(NIGHT):
        elsewhere(app, entry)
    assert [(state.name, state.failed) for state in ran()] == [("letters", "OSError: printer away")]
    with clock.frozen(NIGHT + timedelta(seconds=60)):
        elsewhere(app, entry)
    assert len(tries) == 2
    assert [state.failed for state in ran()] == [""]


def test_the_scheduler_knows_every_job(app: Flask) -> None:
    scheduler = jobs.start(app)
    try:
        known = {job.id: job.trigger.interval.total_seconds() for job in scheduler.get_jobs()}
    finally:
        scheduler.shutdown(wait=False)
    assert known == {entry.name: entry.seconds for entry in jobs.JOBS.values()} | {"tasks.look": 2, "tasks.beat": 15}
    assert {"sessions.expired", "photos.sweep"} <= known.keys()


def test_every_job_has_nothing_to_do_in_an_empty_hub(app: Flask) -> None:
    assert jobs.JOBS
    for name, entry in jobs.JOBS.items():
        elsewhere(app, SimpleNamespace(name=name, seconds=entry.seconds, job=entry.job))  # type: ignore[arg-type]
    assert {state.name: state.failed for state in jobs.states()} == dict.fromkeys(jobs.JOBS, "")
