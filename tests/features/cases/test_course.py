"""From the first word to the verdict."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.cases import commands, jobs
from hub.features.cases.models import CaseAlert, Handover, Verdict
from hub.features.cases.rules.due import Terms
from hub.features.cases.rules.kinds import Caller, Channel, Kind, Report
from hub.features.cases.rules.stages import Stage
from hub.people import codes


def later(**time):
    return clock.frozen(clock.now() + timedelta(**time))


def test_a_case_is_told_taken_answered_and_judged(cast) -> None:
    case = cast.told()
    assert cast.stage(case) is Stage.RECEIVED
    assert cast.news(cast.desk) == ["case_new"]
    assert cast.news(cast.other_desk) == ["case_new"]
    commands.take(cast.actor(cast.desk), case)
    commands.advance(cast.actor(cast.desk), case, Stage.WORKING)
    commands.answer(cast.actor(cast.desk), case, "明天上门", False)
    assert cast.stage(case) is Stage.WORKING
    cast.answered(case)
    assert cast.stage(case) is Stage.ANSWERED
    assert cast.news(cast.lin) == ["case_accepted", "case_working", "case_reply", "case_answered"]
    commands.judge(cast.actor(cast.lin), case, True, 5, "谢谢")
    assert cast.stage(case) is Stage.SOLVED
    assert [(step.act, step.now) for step in cast.steps(case)] == [
        ("stage", "received"),
        ("stage", "accepted"),
        ("stage", "working"),
        ("reply", "working"),
        ("answer", "answered"),
        ("verdict", "solved"),
    ]


def test_the_reporter_is_named_in_no_step(cast) -> None:
    case = cast.told()
    commands.add(cast.actor(cast.lin), case, "昨天又吵")
    assert [step.user_id for step in cast.steps(case)] == [None, None]


def test_not_solved_opens_it_once_more_and_then_closes_it_without_a_solution(cast) -> None:
    case = cast.answered(cast.told())
    lin = cast.actor(cast.lin)
    with pytest.raises(RuleBroken, match="哪里还没有解决"):
        commands.judge(lin, case, False, 2)
    with later(days=5):
        commands.judge(lin, case, False, 2, "还是吵")
        assert cast.stage(case) is Stage.REOPENED
        assert cast.case(case).round == 2
        assert cast.case(case).solve_due > clock.now()
        assert "case_reopened" in cast.news(cast.desk)
        cast.answered(case)
        commands.judge(lin, case, False, 1, "没有用")
        assert cast.stage(case) is Stage.UNSOLVED
        with pytest.raises(RuleBroken):
            commands.judge(lin, case, True, 5)
    assert len(list(db.session.scalars(select(Verdict)))) == 2


def test_only_the_reporter_judges_and_only_an_answer(cast) -> None:
    case = cast.told()
    with pytest.raises(RuleBroken, match="有了答复"):
        commands.judge(cast.actor(cast.lin), case, True, 5)
    cast.answered(case)
    with pytest.raises(Forbidden):
        commands.judge(cast.actor(cast.desk), case, True, 5)
    with pytest.raises(RuleBroken):
        commands.judge(cast.actor(cast.lin), case, True, 6)


def test_a_transfer_needs_a_reason_and_somebody_fit(cast) -> None:
    case = cast.told()
    desk = cast.actor(cast.desk)
    commands.take(desk, case)
    with pytest.raises(RuleBroken, match="为什么转交"):
        commands.give(desk, case, cast.guard, " ")
    for unfit in (cast.lin, cast.stranger, cast.chair):
        with pytest.raises(RuleBroken, match="不能交给"):
            commands.give(desk, case, unfit, "您来")
    commands.give(desk, case, cast.guard, "夜里他在岗")
    assert cast.case(case).owner_id == cast.guard
    line = db.session.scalars(select(Handover).order_by(Handover.id.desc())).first()
    assert line is not None
    assert (line.from_id, line.to_id, line.by_id, line.reason) == (cast.desk, cast.guard, cast.desk, "夜里他在岗")
    commands.answer(cast.actor(cast.guard), case, "今晚我守着", False)  # the owner answers, whatever their role


def test_referred_and_closed_say_why_and_withdrawn_is_the_reporters(cast) -> None:
    desk = cast.actor(cast.desk)
    for to in (Stage.REFERRED, Stage.UNSOLVED):
        case = cast.told()
        with pytest.raises(RuleBroken, match="写明原因"):
            commands.advance(desk, case, to)
        commands.advance(desk, case, to, "归城管管，已转 12345")
        assert cast.stage(case) is to
    case = cast.told()
    with pytest.raises(RuleBroken):
        commands.advance(desk, case, Stage.WITHDRAWN, "他说算了")
    commands.withdraw(cast.actor(cast.lin), case)
    assert cast.stage(case) is Stage.WITHDRAWN
    with pytest.raises(RuleBroken):
        cast.answered(case)


def test_the_office_cannot_call_an_answered_case_closed(cast) -> None:
    case = cast.answered(cast.told())
    for to in (Stage.UNSOLVED, Stage.REFERRED, Stage.WORKING):
        with pytest.raises(RuleBroken):
            commands.advance(cast.actor(cast.desk), case, to, "算办完了")


def test_a_caller_follows_by_code_and_a_colleague_notes_their_verdict(cast) -> None:
    case, code = cast.noted(name="孙大爷", phone="13800001234")
    commands.add(GUEST, code, "还有蟑螂")
    commands.answer(cast.actor(cast.desk), case, "已清洗消杀", True)
    with pytest.raises(Forbidden, match="负责人以外"):
        commands.judge_for_caller(cast.actor(cast.desk), case, True, 5, "他说好了")
    with pytest.raises(RuleBroken):
        commands.judge_for_caller(cast.actor(cast.other_desk), case, True, 5, "")
    commands.judge_for_caller(cast.actor(cast.other_desk), case, True, 4, "电话里说好了")
    assert cast.stage(case) is Stage.SOLVED
    verdict = db.session.scalars(select(Verdict)).one()
    assert verdict.noted_by_id == cast.other_desk


def test_nobody_judges_for_somebody_who_has_the_web(cast) -> None:
    case = cast.answered(cast.told())
    with pytest.raises(Forbidden):
        commands.judge_for_caller(cast.actor(cast.other_desk), case, True, 5, "他说好了")


def test_a_wrong_code_opens_nothing(cast) -> None:
    cast.noted()
    for code in ("", "ABCD-EFGH-JKLM", "0", codes.fresh()):
        with pytest.raises(NotFound):
            commands.add(GUEST, code, "是我")


def test_two_weeks_of_silence_end_it_but_it_is_not_solved(cast) -> None:
    case = cast.answered(cast.told())
    with later(days=13):
        jobs.end_silence(SYSTEM)
        assert cast.stage(case) is Stage.ANSWERED
    with later(days=15):
        jobs.end_silence(SYSTEM)
        jobs.end_silence(SYSTEM)
        assert cast.stage(case) is Stage.SILENT
        commands.judge(cast.actor(cast.lin), case, True, 4)
        assert cast.stage(case) is Stage.SOLVED


def test_each_alert_is_given_once_and_the_last_calls_the_committee(cast) -> None:
    case = cast.told()
    commands.give(cast.actor(cast.manager), case, cast.desk, "")
    seen = {"desk": len(cast.news(cast.desk)), "manager": len(cast.news(cast.manager))}
    told = {}
    for day in range(12):
        with later(days=day):
            jobs.remind(SYSTEM)
            jobs.remind(SYSTEM)
            told[day] = cast.news(cast.desk)[seen["desk"] :]
    assert told[0] == told[1] == []
    assert told[11] == ["case_soon", "case_late", "case_lead", "case_committee"]
    assert cast.news(cast.manager)[seen["manager"] :] == ["case_lead", "case_committee"]
    assert cast.news(cast.chair) == cast.news(cast.member) == ["case_escalated"]
    assert cast.case(case).escalated_by == "system"
    assert len(list(db.session.scalars(select(CaseAlert)))) == 4


def test_a_job_that_slept_for_a_month_gives_one_alert(cast) -> None:
    cast.told()
    before = len(cast.news(cast.desk))
    with later(days=30):
        jobs.remind(SYSTEM)
        jobs.remind(SYSTEM)
    assert cast.news(cast.desk)[before:] == ["case_committee"]


def test_an_answer_in_time_starts_the_other_clock(cast) -> None:
    case = cast.told()
    commands.answer(cast.actor(cast.desk), case, "在查", False)
    with later(days=5):
        jobs.remind(SYSTEM)
        assert list(db.session.scalars(select(CaseAlert))) == []
    with later(days=8):
        jobs.remind(SYSTEM)
        assert [(one.clock, one.level) for one in db.session.scalars(select(CaseAlert))] == [("solve", "late")]


def test_only_the_clock_itself_reminds(cast) -> None:
    case = cast.told()
    for deed in (commands.remind, commands.end_silence):
        with pytest.raises(Forbidden):
            deed(cast.actor(cast.manager), case)


def test_the_manager_sets_the_days_and_promises_made_keep(cast) -> None:
    old = cast.told()
    promised = cast.case(old).solve_due
    with pytest.raises(Forbidden):
        commands.set_terms(cast.actor(cast.desk), Kind.NOISE, Terms(1, 1))
    for wrong in (Terms(0, 5), Terms(3, 61), Terms(5, 3)):
        with pytest.raises(RuleBroken):
            commands.set_terms(cast.actor(cast.manager), Kind.NOISE, wrong)
    commands.set_terms(cast.actor(cast.manager), Kind.NOISE, Terms(1, 1))
    commands.set_terms(cast.actor(cast.manager), Kind.NOISE, Terms(1, 2))
    new = cast.told()
    assert cast.case(old).solve_due == promised > cast.case(new).solve_due


def test_words_are_needed_and_a_note_is_of_the_staffs_own_hand(cast) -> None:
    lin, desk = cast.actor(cast.lin), cast.actor(cast.desk)
    with pytest.raises(RuleBroken) as problem:
        commands.report(lin, Report(kind=Kind.NOISE, words="  "))
    assert problem.value.field == "words"
    with pytest.raises(NotFound):
        commands.report(lin, Report(kind=Kind.NOISE, words="吵", building_id=999))
    with pytest.raises(RuleBroken):
        commands.report(lin, Report(kind=Kind.STAFF, words="吵", about_user_id=cast.chen))  # does not work here
    what = Report(kind=Kind.NOISE, words="吵")
    with pytest.raises(RuleBroken):
        commands.note_down(desk, what, Channel.WEB, Caller(), codes.fresh())
    with pytest.raises(RuleBroken) as problem:
        commands.note_down(desk, what, Channel.VISIT, Caller(phone="12"), codes.fresh())
    assert problem.value.field == "phone"
    with pytest.raises(RuleBroken):
        commands.report_unnamed(lin, what, "not a code")
