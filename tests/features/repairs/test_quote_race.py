"""Two hands at the same moment: exactly one thing happens to a quote, whichever it is."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from hub.core.db import db
from hub.core.problems import Problem
from hub.features.repairs import commands, queries
from hub.features.repairs.models import RepairCostLine, RepairQuote
from hub.features.repairs.rules.costs import QuoteState
from hub.features.repairs.rules.stages import Stage
from tests.features.repairs.test_costs import VALVE, asked, quoted

pytestmark = pytest.mark.both_databases
ROUNDS = 4


def together(app, *deeds: Callable[[], object]) -> list[str]:
    """All at once, each with its own session; "ok" or the refusal's words for each."""
    start, said = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int, deed: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                deed()
                said[number] = "ok"
            except Problem as problem:
                said[number] = problem.message
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return said


def state(quote_id: int) -> str:
    return db.session.scalar(select(RepairQuote.state).where(RepairQuote.id == quote_id)) or ""


def test_approved_and_withdrawn_at_the_same_moment(app, cast) -> None:
    lin, zhang = cast.actor(cast.lin), cast.actor(cast.zhang)
    for _ in range(ROUNDS):
        repair_id, quote_id = asked(cast)
        said = together(
            app,
            lambda r=repair_id, q=quote_id: commands.approve_quote(lin, r, q),
            lambda r=repair_id, q=quote_id: commands.withdraw_quote(zhang, r, q),
        )
        assert said.count("ok") == 1, said
        assert state(quote_id) == (QuoteState.APPROVED if said[0] == "ok" else QuoteState.WITHDRAWN)
        assert cast.repair(repair_id).stage == Stage.ASSIGNED


def test_approved_twice_and_declined_at_the_same_moment(app, cast) -> None:
    lin = cast.actor(cast.lin)
    for _ in range(ROUNDS):
        repair_id, quote_id = asked(cast)
        said = together(
            app,
            lambda r=repair_id, q=quote_id: commands.approve_quote(lin, r, q),
            lambda r=repair_id, q=quote_id: commands.approve_quote(lin, r, q),
            lambda r=repair_id, q=quote_id: commands.decline_quote(lin, r, q, "太贵"),
        )
        assert said.count("ok") == 1, said
        assert state(quote_id) == (QuoteState.DECLINED if said[2] == "ok" else QuoteState.APPROVED)


def test_a_line_added_while_it_is_approved_never_gets_into_what_was_approved(app, cast) -> None:
    lin, zhang = cast.actor(cast.lin), cast.actor(cast.zhang)
    for _ in range(ROUNDS):
        repair_id, quote_id = asked(cast)
        said = together(
            app,
            lambda r=repair_id, q=quote_id: commands.approve_quote(lin, r, q),
            lambda r=repair_id: commands.add_line(zhang, r, VALVE),
        )
        assert said[0] == "ok"
        shown = queries.costs(lin, repair_id)
        assert shown.approved.total == 19000
        assert shown.total == (26000 if said[1] == "ok" else 19000)
        assert shown.to_charge == 19000
        assert shown.covered == (said[1] != "ok")


def test_sent_by_two_at_once_one_quote_waits(app, cast) -> None:
    for _ in range(ROUNDS):
        repair_id, first = asked(cast)
        commands.withdraw_quote(cast.actor(cast.zhang), repair_id, first)
        said = together(app, lambda r=repair_id: quoted(cast, r), lambda r=repair_id: quoted(cast, r, by=cast.desk))
        assert said.count("ok") == 1, said
        waits = select(func.count()).where(RepairQuote.repair_id == repair_id, RepairQuote.state == QuoteState.SENT)
        assert db.session.scalar(waits) == 1


def test_finished_while_a_line_is_added_never_ends_above_what_was_agreed(app, cast) -> None:
    lin, zhang, desk = (cast.actor(user) for user in (cast.lin, cast.zhang, cast.desk))
    for _ in range(ROUNDS):
        repair_id, quote_id = asked(cast)
        commands.approve_quote(lin, repair_id, quote_id)
        commands.advance(zhang, repair_id, Stage.WORKING)
        said = together(
            app,
            lambda r=repair_id: commands.advance(zhang, r, Stage.DONE),
            lambda r=repair_id: commands.add_line(desk, r, VALVE),
        )
        assert said.count("ok") == 1, said
        amounts = select(func.sum(RepairCostLine.amount)).where(RepairCostLine.repair_id == repair_id)
        if cast.repair(repair_id).stage == Stage.DONE:
            assert db.session.scalar(amounts) == 19000
