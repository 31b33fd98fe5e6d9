"""Lines, quotes and the yes of a household: who may, when, and what is never charged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.inbox.models import InboxEntry
from hub.features.repairs import commands, queries
from hub.features.repairs.models import RepairBill, RepairCostLine, RepairQuote
from hub.features.repairs.rules.costs import CostLine, Payer, QuoteState, Sort, Told
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import Stage

pytestmark = pytest.mark.both_databases
VALVE = CostLine("角阀", Sort.PART, 2000, "个", 3500)
WORK = CostLine("人工", Sort.LABOUR, 1500, "小时", 8000)


def drip(cast, by: int | None = None) -> int:
    """An ordinary repair in the flat 3-2-301, Zhang at work on it."""
    what = Report(kind=Kind.PLUMBING, description="厨房水龙头滴水", unit_id=cast.world.unit("3-2-301"))
    repair_id = commands.report(cast.actor(by or cast.lin), what)
    return at_work(cast, repair_id)


def at_work(cast, repair_id: int) -> int:
    zhang = cast.actor(cast.zhang)
    commands.take(zhang, repair_id)
    for to in (Stage.ON_THE_WAY, Stage.WORKING):
        commands.advance(zhang, repair_id, to)
    return repair_id


def paid(cast, repair_id: int, *lines: CostLine) -> None:
    zhang = cast.actor(cast.zhang)
    for line in lines or (VALVE, WORK):
        commands.add_line(zhang, repair_id, line)
    commands.set_payer(zhang, repair_id, Payer.HOUSEHOLD)


def quoted(cast, repair_id: int, by: int | None = None) -> int:
    return commands.send_quote(cast.actor(by or cast.zhang), repair_id, clock.today() + timedelta(days=7), "老化了")


def asked(cast) -> tuple[int, int]:
    repair_id = drip(cast)
    paid(cast, repair_id)
    return repair_id, quoted(cast, repair_id)


def quote(quote_id: int) -> RepairQuote:
    db.session.expire_all()
    return db.session.get_one(RepairQuote, quote_id)


def told(user_id: int) -> list[str]:
    return list(db.session.scalars(select(InboxEntry.kind).where(InboxEntry.user_id == user_id)))


def test_from_the_lines_to_the_yes_to_the_finished_work(cast) -> None:
    repair_id, quote_id = asked(cast)
    assert quote(quote_id).total == 7000 + 12000
    assert cast.repair(repair_id).stage == Stage.WAITING_RESIDENT
    assert "repair_quote" in told(cast.lin)
    assert "repair_quote" not in told(cast.wife)
    shown = queries.costs(cast.actor(cast.lin), repair_id)
    assert (shown.may_answer, shown.total, shown.to_charge, shown.may_write) == (True, 19000, 0, False)
    commands.approve_quote(cast.actor(cast.lin), repair_id, quote_id)
    assert cast.repair(repair_id).stage == Stage.ASSIGNED, "it is the technician's turn again"
    assert cast.repair(repair_id).assignee_id == cast.zhang
    assert "repair_quote_yes" in told(cast.zhang)
    commands.advance(cast.actor(cast.zhang), repair_id, Stage.WORKING)
    commands.advance(cast.actor(cast.zhang), repair_id, Stage.DONE)
    assert queries.costs(cast.actor(cast.lin), repair_id).to_charge == 19000


def test_without_the_yes_paid_work_is_not_finished_but_goes_on(cast) -> None:
    repair_id = drip(cast)
    paid(cast, repair_id)
    zhang = cast.actor(cast.zhang)
    with pytest.raises(RuleBroken, match="还没有同意报价"):
        commands.advance(zhang, repair_id, Stage.DONE)
    commands.set_payer(zhang, repair_id, Payer.FREE)
    commands.advance(zhang, repair_id, Stage.DONE)


def test_what_comes_to_more_than_agreed_needs_a_new_yes_and_less_does_not(cast) -> None:
    repair_id, first = asked(cast)
    lin, zhang = cast.actor(cast.lin), cast.actor(cast.zhang)
    commands.approve_quote(lin, repair_id, first)
    commands.advance(zhang, repair_id, Stage.WORKING)
    extra = commands.add_line(zhang, repair_id, CostLine("软管", Sort.PART, 1000, "根", 1))
    with pytest.raises(RuleBroken, match="超过了住户同意的报价"):
        commands.advance(zhang, repair_id, Stage.DONE)
    second = quoted(cast, repair_id)
    assert quote(first).state == QuoteState.APPROVED, "until the new one is agreed to, the old one holds"
    commands.approve_quote(lin, repair_id, second)
    assert (quote(first).state, quote(second).state) == (QuoteState.SUPERSEDED, QuoteState.APPROVED)
    commands.advance(zhang, repair_id, Stage.WORKING)
    commands.remove_line(zhang, repair_id, extra)
    commands.advance(zhang, repair_id, Stage.DONE)
    assert queries.costs(lin, repair_id).to_charge == 19000


def test_a_no_has_words_and_leaves_the_earlier_yes_in_force(cast) -> None:
    repair_id, first = asked(cast)
    lin, zhang = cast.actor(cast.lin), cast.actor(cast.zhang)
    commands.approve_quote(lin, repair_id, first)
    commands.add_line(zhang, repair_id, WORK)
    second = quoted(cast, repair_id)
    with pytest.raises(RuleBroken) as refusal:
        commands.decline_quote(lin, repair_id, second, "  ")
    assert refusal.value.field == "words"
    commands.decline_quote(lin, repair_id, second, "太贵了")
    assert (quote(first).state, quote(second).state) == (QuoteState.APPROVED, QuoteState.DECLINED)
    assert quote(second).answer == "太贵了"
    assert queries.costs(lin, repair_id).to_charge == 19000
    assert "repair_quote_no" in told(cast.zhang)


def test_urgent_work_does_not_wait_and_is_agreed_upon_afterwards(cast) -> None:
    repair_id = at_work(cast, cast.tap())
    paid(cast, repair_id)
    quote_id = quoted(cast, repair_id)
    assert cast.repair(repair_id).stage == Stage.WORKING
    commands.advance(cast.actor(cast.zhang), repair_id, Stage.DONE)
    shown = queries.costs(cast.actor(cast.lin), repair_id)
    assert (shown.to_charge, shown.may_answer) == (0, True)
    commands.approve_quote(cast.actor(cast.lin), repair_id, quote_id)
    assert queries.costs(cast.actor(cast.lin), repair_id).to_charge == 19000
    assert cast.repair(repair_id).stage == Stage.DONE


def test_what_was_sent_stands_still_until_it_is_taken_back(cast) -> None:
    repair_id, quote_id = asked(cast)
    zhang = cast.actor(cast.zhang)
    line_id = queries.costs(zhang, repair_id).lines[0].id
    for deed in (
        lambda: commands.add_line(zhang, repair_id, VALVE),
        lambda: commands.change_line(zhang, repair_id, line_id, WORK),
        lambda: commands.remove_line(zhang, repair_id, line_id),
        lambda: commands.set_payer(zhang, repair_id, Payer.FREE),
        lambda: quoted(cast, repair_id),
    ):
        with pytest.raises(RuleBroken):
            deed()
    commands.withdraw_quote(zhang, repair_id, quote_id)
    assert cast.repair(repair_id).stage == Stage.ASSIGNED
    assert "repair_quote_back" in told(cast.lin)
    with pytest.raises(RuleBroken, match="撤回"):
        commands.approve_quote(cast.actor(cast.lin), repair_id, quote_id)
    commands.change_line(zhang, repair_id, line_id, CostLine("角阀", Sort.PART, 1000, "个", 3500))
    assert queries.costs(zhang, repair_id).total == 3500 + 12000
    assert quote(quote_id).lines[0]["quantity"] == 2000, "a quote stays as it was sent"


def test_after_its_last_day_a_quote_is_not_agreed_to_and_a_new_one_takes_its_place(cast) -> None:
    repair_id, old = asked(cast)
    with clock.frozen(clock.now() + timedelta(days=8)):
        with pytest.raises(RuleBroken, match="有效期"):
            commands.approve_quote(cast.actor(cast.lin), repair_id, old)
        assert not queries.quotes_to_answer(cast.actor(cast.lin))
        new = quoted(cast, repair_id)
        assert (quote(old).state, quote(new).state) == (QuoteState.SUPERSEDED, QuoteState.SENT)
        assert [one.quote_id for one in queries.quotes_to_answer(cast.actor(cast.lin))] == [new]


def test_who_may_answer_owner_or_whoever_of_the_household_asked(cast) -> None:
    tenant = cast.world.user(rents="3-2-301", name="租客")
    for reporter, may in ((cast.lin, {cast.lin}), (tenant, {cast.lin, tenant}), (cast.wife, {cast.lin, cast.wife})):
        repair_id = drip(cast, by=reporter)
        paid(cast, repair_id)
        quote_id = quoted(cast, repair_id)
        assert queries.approvers(repair_id) == may
        for user in {cast.wife, tenant} - may:
            with pytest.raises(Forbidden):
                commands.approve_quote(cast.actor(user), repair_id, quote_id)
            with pytest.raises(Forbidden):
                commands.decline_quote(cast.actor(user), repair_id, quote_id, "不")
        for user in (cast.zhang, cast.desk, cast.manager):
            with pytest.raises(Forbidden):
                commands.approve_quote(cast.actor(user), repair_id, quote_id)
        assert quote(quote_id).state == QuoteState.SENT


def test_strangers_learn_nothing_and_change_nothing(cast) -> None:
    repair_id, quote_id = asked(cast)
    line_id = queries.costs(SYSTEM, repair_id).lines[0].id
    for user in (cast.stranger, cast.neighbour, cast.wang):
        actor = cast.actor(user)
        with pytest.raises(NotFound):
            queries.costs(actor, repair_id)
        for deed in (
            lambda actor=actor: commands.add_line(actor, repair_id, VALVE),
            lambda actor=actor: commands.change_line(actor, repair_id, line_id, VALVE),
            lambda actor=actor: commands.remove_line(actor, repair_id, line_id),
            lambda actor=actor: commands.set_payer(actor, repair_id, Payer.FREE),
            lambda actor=actor: commands.send_quote(actor, repair_id, date(2100, 1, 1)),
            lambda actor=actor: commands.withdraw_quote(actor, repair_id, quote_id),
            lambda actor=actor: commands.approve_quote(actor, repair_id, quote_id),
            lambda actor=actor: commands.decline_quote(actor, repair_id, quote_id, "不"),
            lambda actor=actor: commands.note_answer(actor, repair_id, quote_id, True, Told.PHONE, "好"),
        ):
            with pytest.raises(NotFound):
                deed()
    with pytest.raises(Forbidden):
        commands.add_line(cast.actor(cast.lin), repair_id, VALVE)
    with pytest.raises(Forbidden):
        commands.withdraw_quote(cast.actor(cast.lin), repair_id, quote_id)


def test_a_free_job_in_a_flat_shows_its_costs_to_no_technician_but_its_own(cast) -> None:
    repair_id = cast.tap()
    assert queries.costs(cast.actor(cast.wang), repair_id) is None
    assert queries.costs(cast.actor(cast.wife), repair_id) is not None
    with pytest.raises(Forbidden):
        commands.add_line(cast.actor(cast.wang), repair_id, VALVE)


def test_common_money_is_seen_by_every_neighbour_and_asked_of_none(cast) -> None:
    lift = at_work(cast, cast.lift())
    zhang = cast.actor(cast.zhang)
    commands.add_line(zhang, lift, VALVE)
    with pytest.raises(RuleBroken):
        commands.set_payer(zhang, lift, Payer.HOUSEHOLD)
    with pytest.raises(RuleBroken) as refusal:
        commands.set_payer(zhang, lift, Payer.FUND)
    assert refusal.value.field == "reference"
    commands.set_payer(zhang, lift, Payer.FUND, "业主大会 2026 年 3 号决定")
    with pytest.raises(RuleBroken, match="只有住户付费"):
        quoted(cast, lift)
    shown = queries.costs(cast.actor(cast.stranger), lift)
    assert (shown.total, shown.reference, shown.may_write, shown.to_charge) == (
        7000,
        "业主大会 2026 年 3 号决定",
        False,
        0,
    )
    commands.advance(zhang, lift, Stage.DONE)


def test_the_office_notes_what_was_said_on_the_telephone_but_not_for_its_own_quote(cast) -> None:
    repair_id, first = asked(cast)
    desk = cast.actor(cast.desk)
    commands.withdraw_quote(desk, repair_id, first)
    own = quoted(cast, repair_id, by=cast.desk)
    with pytest.raises(RuleBroken, match="另一位同事"):
        commands.note_answer(desk, repair_id, own, True, Told.PHONE, "林阿姨说可以")
    with pytest.raises(RuleBroken):
        commands.note_answer(cast.actor(cast.manager), repair_id, own, True, Told.PHONE, " ")
    with pytest.raises(Forbidden):
        commands.note_answer(cast.actor(cast.zhang), repair_id, own, True, Told.PHONE, "可以")
    commands.note_answer(cast.actor(cast.manager), repair_id, own, True, Told.PHONE, "林阿姨在电话里说可以")
    assert (quote(own).state, quote(own).told_how, quote(own).answered_by) == ("approved", "phone", cast.manager)
    assert "repair_quote_noted" in told(cast.lin)
    assert "repair_quote_noted" in told(cast.wife)


def test_a_closed_case_takes_no_more_lines_and_no_answers(cast) -> None:
    repair_id, quote_id = asked(cast)
    commands.advance(cast.actor(cast.lin), repair_id, Stage.CANCELLED)
    with pytest.raises(RuleBroken, match="已经结束"):
        commands.approve_quote(cast.actor(cast.lin), repair_id, quote_id)
    with pytest.raises(RuleBroken, match="已经结束"):
        commands.add_line(cast.actor(cast.desk), repair_id, VALVE)
    assert not queries.quotes_to_answer(cast.actor(cast.lin))


def test_the_office_may_correct_a_finished_case_downwards_only(cast) -> None:
    repair_id, quote_id = asked(cast)
    commands.approve_quote(cast.actor(cast.lin), repair_id, quote_id)
    zhang, desk = cast.actor(cast.zhang), cast.actor(cast.desk)
    commands.advance(zhang, repair_id, Stage.WORKING)
    commands.advance(zhang, repair_id, Stage.DONE)
    with pytest.raises(RuleBroken):
        commands.add_line(zhang, repair_id, VALVE)
    with pytest.raises(RuleBroken, match="超过了"):
        commands.add_line(desk, repair_id, VALVE)
    assert queries.costs(desk, repair_id).total == 19000, "what was refused is undone"
    commands.remove_line(desk, repair_id, queries.costs(desk, repair_id).lines[0].id)
    assert queries.costs(cast.actor(cast.lin), repair_id).to_charge == 12000


def test_lines_and_quotes_of_another_repair_are_not_reached_through_this_one(cast) -> None:
    repair_id, quote_id = asked(cast)
    other = at_work(cast, cast.lift())
    foreign = queries.costs(SYSTEM, repair_id).lines[0].id
    desk = cast.actor(cast.desk)
    with pytest.raises(NotFound):
        commands.remove_line(desk, other, foreign)
    with pytest.raises(NotFound):
        commands.withdraw_quote(desk, other, quote_id)


def test_the_record_says_who_agreed_to_how_much(cast) -> None:
    repair_id, quote_id = asked(cast)
    commands.approve_quote(cast.actor(cast.lin), repair_id, quote_id)
    row = db.session.scalar(select(AuditRow).where(AuditRow.fact == "QuoteApproved"))
    assert (row.user_id, row.data["total"], row.data["quote_id"]) == (cast.lin, 19000, quote_id)


@command
def _raw(_actor: Actor, *rows: object) -> None:
    db.session.add_all(rows)


def raw_quote(repair_id: int, version: int, state: str, **more: object) -> RepairQuote:
    answered = clock.now() if state in ("approved", "declined") else None
    values = {"lines": [], "total": 100, "last_day": date(2100, 1, 1), "sent_at": clock.now(), "answered_at": answered}
    return RepairQuote(repair_id=repair_id, version=version, state=state, **{**values, **more})


@pytest.mark.parametrize("state", ["sent", "approved"])
def test_the_constraint_alone_stops_a_second_quote_that_waits_or_holds(cast, state) -> None:
    repair_id = cast.tap()
    _raw(SYSTEM, raw_quote(repair_id, 1, state))
    with pytest.raises(IntegrityError):
        _raw(SYSTEM, raw_quote(repair_id, 2, state))
    _raw(SYSTEM, raw_quote(repair_id, 3, "superseded"))


def test_the_database_refuses_what_no_rule_would_write(cast) -> None:
    repair_id = cast.tap()
    now = clock.now()
    line = {"repair_id": repair_id, "what": "阀", "sort": "part", "price": 1, "amount": 1, "added_at": now}
    for wrong in (
        raw_quote(repair_id, 1, "sent", total=0),
        raw_quote(repair_id, 1, "sent", answered_at=now),
        raw_quote(repair_id, 1, "approved", answered_at=None),
        RepairCostLine(**line, quantity=0),
        RepairCostLine(**{**line, "price": -1}, quantity=1000),
        RepairBill(repair_id=repair_id, payer="fund", reference="", noted_at=now),
        RepairBill(repair_id=repair_id, payer="somebody", noted_at=now),
    ):
        with pytest.raises(IntegrityError):
            _raw(SYSTEM, wrong)
