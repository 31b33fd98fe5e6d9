"""A week without a word counts as fixed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.core import clock, jobs
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden
from hub.features.repairs import commands
from hub.features.repairs.commands.dispatch import confirm_by_silence
from hub.features.repairs.rules.stages import Stage

THEN = datetime(2026, 3, 2, 4, tzinfo=UTC)


def done(cast) -> int:
    with clock.frozen(THEN):
        return cast.done(cast.lift())


def run(app, **after) -> None:
    with clock.frozen(THEN + timedelta(**after)):
        jobs.run(app, "repairs.silence")
    db.session.rollback()  # look at what is true now


def test_a_week_of_silence_confirms_once(app, cast) -> None:
    repair_id = done(cast)
    run(app, days=6, hours=23)
    assert cast.repair(repair_id).stage == "done"
    run(app, days=7)
    run(app, days=7)
    run(app, days=8)
    assert [step.now for step in cast.steps(repair_id)].count("confirmed") == 1
    assert cast.steps(repair_id)[-1].party == "system"
    assert cast.repair(repair_id).assignee_id == cast.zhang


def test_somebody_who_spoke_up_is_not_overruled(app, cast) -> None:
    repair_id = done(cast)
    with clock.frozen(THEN + timedelta(days=6)):
        commands.advance(cast.actor(cast.lin), repair_id, Stage.REOPENED, "又坏了")
    run(app, days=9)
    assert cast.repair(repair_id).stage == "reopened"


def test_done_again_the_week_begins_again(app, cast) -> None:
    repair_id = done(cast)
    with clock.frozen(THEN + timedelta(days=6)):
        commands.advance(cast.actor(cast.lin), repair_id, Stage.REOPENED, "又坏了")
        cast.done(repair_id)
    run(app, days=8)
    assert cast.repair(repair_id).stage == "done"
    run(app, days=13)
    assert cast.repair(repair_id).stage == "confirmed"


def test_it_may_still_be_rated_after_silence(app, cast) -> None:
    repair_id = done(cast)
    run(app, days=7)
    assert commands.rate(cast.actor(cast.lin), repair_id, 5) > 0


def test_one_that_refuses_does_not_hold_up_the_others(app, cast, monkeypatch) -> None:
    first, second = done(cast), done(cast)
    monkeypatch.setattr("hub.features.repairs.jobs.silent", lambda: [999, first, second])
    run(app, days=7)
    assert {cast.repair(first).stage, cast.repair(second).stage} == {"confirmed"}


def test_only_the_system_confirms_by_silence_and_only_in_time(cast) -> None:
    repair_id = done(cast)
    with pytest.raises(Forbidden):
        confirm_by_silence(cast.actor(cast.desk), repair_id)
    with clock.frozen(THEN + timedelta(days=1)):
        assert not confirm_by_silence(SYSTEM, repair_id)
