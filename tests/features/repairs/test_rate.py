"""Confirming, rating, and the talk after a low score."""

from __future__ import annotations

import pytest

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.repairs import commands, queries
from hub.features.repairs.models import Rating
from hub.features.repairs.rules.stages import Stage


def test_rating_confirms_and_remembers_whose_work_it_was(cast) -> None:
    repair_id = cast.done(cast.lift())
    commands.rate(cast.actor(cast.lin), repair_id, 5, "很快")
    assert cast.repair(repair_id).stage == "confirmed"
    rating = db.session.query(Rating).one()
    assert (rating.score, rating.comment, rating.assignee_id, rating.round) == (5, "很快", cast.zhang, 1)


def test_it_is_rated_once_a_round_by_the_household_only(cast) -> None:
    repair_id = cast.done(cast.tap())
    with pytest.raises(Forbidden):
        commands.rate(cast.actor(cast.zhang), repair_id, 5)
    with pytest.raises(NotFound):
        commands.rate(cast.actor(cast.neighbour), repair_id, 1)
    commands.rate(cast.actor(cast.wife), repair_id, 4)
    with pytest.raises(RuleBroken):
        commands.rate(cast.actor(cast.lin), repair_id, 1)
    commands.advance(cast.actor(cast.lin), repair_id, Stage.REOPENED, "又漏了")
    cast.done(repair_id)
    commands.rate(cast.actor(cast.lin), repair_id, 1)
    assert db.session.query(Rating).count() == 2


def test_silence_confirms_and_a_rating_may_still_come(cast) -> None:
    repair_id = cast.done(cast.lift())
    commands.advance(SYSTEM, repair_id, Stage.CONFIRMED)
    assert queries.actions(cast.actor(cast.lin), repair_id).may_rate
    commands.rate(cast.actor(cast.lin), repair_id, 3)
    assert not queries.actions(cast.actor(cast.lin), repair_id).may_rate


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_one_to_five(cast, score: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        commands.rate(cast.actor(cast.lin), cast.done(cast.lift()), score)
    assert refused.value.field == "score"


def test_what_is_not_done_is_not_rated(cast) -> None:
    with pytest.raises(RuleBroken):
        commands.rate(cast.actor(cast.lin), cast.lift(), 5)


def test_a_low_score_waits_for_the_office_s_answer(cast) -> None:
    repair_id = cast.done(cast.lift())
    commands.rate(cast.actor(cast.lin), repair_id, 2, "等了两天")
    desk = cast.actor(cast.desk)
    assert queries.actions(desk, repair_id).may_answer
    with pytest.raises(Forbidden):
        commands.answer(cast.actor(cast.zhang), repair_id, "对不起")
    commands.answer(desk, repair_id, "对不起，已经和班组说了")
    verdict = queries.actions(cast.actor(cast.lin), repair_id).verdict
    assert verdict is not None
    assert verdict.answer == "对不起，已经和班组说了"
    with pytest.raises(NotFound):
        commands.answer(desk, repair_id, "再说一次")


def test_a_verdict_is_not_shown_to_other_neighbours(cast) -> None:
    repair_id = cast.done(cast.lift())
    commands.rate(cast.actor(cast.lin), repair_id, 2, "等了两天")
    assert queries.actions(cast.actor(cast.neighbour), repair_id).verdict is None
