"""The pages, by everyone, in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import db
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.cases import commands, queries
from hub.features.cases.commands.forgetting import forget_reporter
from hub.features.cases.models import Case, Example
from hub.features.cases.rules.due import Terms
from hub.features.cases.rules.kinds import Caller, Channel, Kind, Report
from hub.features.cases.rules.mediation import Side
from hub.features.cases.rules.stages import Stage
from hub.people import codes
from tests.features.cases.test_mediation import TEXT, begun
from tests.judge import JudgingClient

UPLOAD = {"content_type": "multipart/form-data"}


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_page_reads_in_both_languages(cast, lang: str) -> None:
    open_, code = cast.noted(name="孙大爷", phone="13800001234", reference="SZ-1")
    answered, over = cast.answered(cast.told()), cast.solved(cast.told("物业费单子看不懂", Kind.FEES))
    about = cast.about(cast.guard)
    commands.note(cast.actor(cast.manager), about, "问过当班的人")
    commands.escalate(cast.actor(cast.desk), open_, "要业委会出面")
    commands.write_example(cast.actor(cast.desk), over, "有邻居看不懂账单", "前台逐项讲解，并在单子上加了说明")
    mediated, mediation = begun(cast)
    commands.write_agreement(cast.actor(cast.observer), mediation, TEXT)
    guest = JudgingClient(cast.world.app)
    people = {name: cast.world.client(getattr(cast, name)) for name in ("lin", "desk", "manager", "chair", "observer")}
    for client in (guest, *people.values()):
        client.get("/")
        client.post("/looks", {"lang": lang})
    pages = {
        "lin": (
            *(
                "/cases",
                "/cases/new",
                "/services",
                "/me",
                "/inbox",
                "/me/privacy",
                "/",
                "/cases/follow",
                "/cases/record",
            ),
            *(f"/cases/{answered}{part}" for part in ("", "/additions", "/verdict", "/appeal")),
            *(f"/mediations/{mediation}{part}" for part in ("", "/signature")),
        ),
        "desk": (
            *(
                "/cases/queue",
                "/cases/queue?show=all",
                "/cases/queue?kind=noise&channel=hotline",
                "/cases/queue/new",
                "/",
            ),
            *(f"/cases/{open_}{part}" for part in ("", "/owner", "/answers", "/notes", "/subject", "/escalation")),
            *(f"/cases/{open_}/steps?to={to}" for to in ("working", "unsolved", "referred")),
            *(f"/cases/{open_}/phone", f"/cases/{open_}/mediation", f"/cases/{over}/example", f"/cases/{mediated}"),
        ),
        "manager": ("/cases/queue", f"/cases/{about}", "/cases/terms", "/cases/terms/noise", f"/cases/{over}/example"),
        "chair": ("/cases/queue", f"/cases/{open_}", "/admin/audit", "/"),
        "observer": tuple(f"/mediations/{mediation}{part}" for part in ("", "/sessions", "/text", "/paper")),
    }
    for name, paths in pages.items():
        for path in paths:
            people[name].get(path)
    guest.get("/cases/record")
    guest.get("/cases/follow")
    guest.post("/cases/follow", {"code": code})
    for path in ("/cases/follow/case", "/cases/follow/additions", "/cases/follow/appeal", "/cases/follow/verdict"):
        guest.get(path)


def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(cast) -> None:
    lin, desk = cast.world.client(cast.lin), cast.world.client(cast.desk)
    lin.post("/cases/new", {"kind": "", "words": "吵得睡不着", "name": "named"}, 422, **UPLOAD)
    assert "请选是哪一类事情。" in lin.text()
    assert "吵得睡不着" in lin.text()
    lin.post("/cases/new", {"kind": "noise", "words": "", "name": "unnamed"}, 422, **UPLOAD)
    assert "请写一下是什么事。" in lin.text()
    desk.post("/cases/queue/new", {"kind": "noise", "words": "吵", "phone": "12"}, 422, **UPLOAD)
    assert "请选是从哪里来的。" in desk.text()
    desk.post("/cases/queue/new", {"kind": "noise", "words": "吵", "channel": "visit", "phone": "12"}, 422, **UPLOAD)
    assert "请填写正确的电话号码。" in desk.text()
    case = cast.told()
    for path, fields, words in (
        ("answers", {"words": "", "final": "no"}, "请写几句话。"),
        ("notes", {"words": " "}, "请写几句话。"),
        ("owner", {}, "请选一位。"),
        ("phone", {"reason": ""}, "请写明为什么要看号码"),
        ("steps", {"to": "referred", "words": ""}, "请写明原因"),
        ("escalation", {"words": ""}, "请写几句话。"),
        ("mediation", {"party_1": "林", "party_2": "", "mediator_id": cast.observer}, "请写第二方是谁。"),
        (
            "mediation",
            {"party_1": "林", "party_2": "陈", "phone_2": "13811112222", "mediator_id": cast.observer},
            "这个号码没有账号",
        ),
        ("subject", {"kind": ""}, "请选是哪一类事情。"),
    ):
        desk.post(f"/cases/{case}/{path}", fields, 422, **(UPLOAD if path in ("answers", "steps") else {}))
        assert words in desk.text(), path
    cast.answered(case)
    lin.post(f"/cases/{case}/verdict", {"solved": "no", "score": "1", "words": ""}, 422)
    assert "请写一下哪里还没有解决。" in lin.text()
    lin.post(f"/cases/{case}/verdict", {}, 422)
    manager = cast.world.client(cast.manager)
    manager.post("/cases/terms/noise", {"reply_days": "9", "solve_days": "2"}, 422)
    assert "不能比首次答复还短" in manager.text()
    manager.get("/cases/terms/nothing", 404)
    desk.get("/cases/terms", 403)


def test_from_the_telephone_to_the_code_by_hand(cast) -> None:
    desk = cast.world.client(cast.desk)
    desk.get("/cases/queue/new")
    fields = {
        "code": desk.page.find("input", attrs={"name": "code"})["value"],
        "channel": "hotline",
        "kind": "hygiene",
        "words": "垃圾房门口臭",
        "caller_name": "孙大爷",
        "phone": "13800001234",
    }
    desk.follow(desk.post("/cases/queue/new", fields, **UPLOAD))
    code = desk.page.find(class_="code-big").get_text(strip=True)
    desk.get("/cases/queue")
    case = db.session.scalars(select(Case)).one().id
    desk.post(f"/cases/{case}/taking")
    desk.post(f"/cases/{case}/answers", {"words": "今天下午冲洗", "final": "yes"}, **UPLOAD)
    desk.follow(desk.post(f"/cases/{case}/notes", {"words": "第三次了"}))
    assert "第三次了" in desk.text()
    assert "138****1234" in desk.text()
    desk.post(f"/cases/{case}/phone", {"reason": "回电"}, 200)
    assert "13800001234" in desk.text().replace(" ", "")
    guest = JudgingClient(cast.world.app)
    guest.follow(guest.post("/cases/follow", {"code": code}))
    assert "今天下午冲洗" in guest.text()
    assert "第三次了" not in guest.text()
    assert "孙大爷" not in guest.text()
    guest.post("/cases/follow/verdict", {"solved": "yes", "score": "4"})
    assert cast.stage(case) is Stage.SOLVED


def test_strangers_are_refused_every_deed(cast) -> None:
    case = cast.told()
    over = cast.solved(cast.told())
    commands.write_example(cast.actor(cast.desk), over, "a b", "c d")
    what = Report(kind=Kind.NOISE, words="吵")
    for user_id in (cast.stranger, cast.chair, cast.guard):
        actor = cast.actor(user_id)
        deeds = [
            lambda a=actor: commands.take(a, case),
            lambda a=actor: commands.give(a, case, cast.desk, "x"),
            lambda a=actor: commands.advance(a, case, Stage.WORKING),
            lambda a=actor: commands.answer(a, case, "x", True),
            lambda a=actor: commands.note(a, case, "x"),
            lambda a=actor: commands.redirect(a, case, Kind.OTHER, None),
            lambda a=actor: commands.reveal_caller(a, case, "x"),
            lambda a=actor: commands.add(a, case, "x"),
            lambda a=actor: commands.judge(a, case, True, 5),
            lambda a=actor: commands.judge_for_caller(a, case, True, 5, "x"),
            lambda a=actor: commands.withdraw(a, case),
            lambda a=actor: commands.call_committee(a, case, "x"),
            lambda a=actor: commands.escalate(a, case, "x"),
            lambda a=actor: commands.write_example(a, over, "x", "y"),
            lambda a=actor: commands.approve_example(a, over),
            lambda a=actor: commands.drop_example(a, over),
            lambda a=actor: commands.open_mediation(a, case, [Side("a"), Side("b")], cast.observer),
            lambda a=actor: queries.card(a, case),
            lambda a=actor: queries.actions(a, case),
        ]
        for deed in deeds:
            with pytest.raises(NotFound):
                deed()
        for deed in (
            lambda a=actor: commands.note_down(a, what, Channel.BOX, Caller(), codes.fresh()),
            lambda a=actor: commands.set_terms(a, Kind.NOISE, Terms()),
        ):
            with pytest.raises(Forbidden):
                deed()


def test_guests_tell_nothing_by_the_commands(cast) -> None:
    from hub.core.authz import GUEST

    what = Report(kind=Kind.NOISE, words="吵")
    for deed in (lambda: commands.report(GUEST, what), lambda: commands.report_unnamed(GUEST, what, codes.fresh())):
        with pytest.raises(Forbidden):
            deed()


def test_the_committee_sees_numbers_until_it_is_called(cast) -> None:
    case = cast.told("物业不理人", Kind.SERVICE)
    chair = cast.world.client(cast.chair)
    chair.get("/cases/queue")
    assert "在办 1 件" in chair.text()
    assert "物业不理人" not in chair.text()
    chair.get(f"/cases/{case}", 404)
    with pytest.raises(RuleBroken, match="有了答复"):
        commands.call_committee(cast.actor(cast.lin), case, "没人理")
    cast.answered(case)
    commands.call_committee(cast.actor(cast.lin), case, "答非所问")
    chair.get(f"/cases/{case}")
    assert "答非所问" in chair.text()
    commands.answer(cast.actor(cast.chair), case, "业委会周五约物业当面谈", False)
    assert "case_reply" in cast.news(cast.lin)
    with pytest.raises(RuleBroken):
        commands.call_committee(cast.actor(cast.lin), case, "再请一次")


def test_the_public_page_counts_finished_months_and_tells_approved_texts_only(cast) -> None:
    march = datetime(2026, 3, 10, 9, tzinfo=clock.LOCAL)
    with clock.frozen(march):
        solved = [cast.told("夜里拖椅子", by=cast.chen) for _ in range(4)]
        cast.told("车位被占，车牌沪A12345", Kind.PARKING)
        staff = cast.about(cast.guard)
    with clock.frozen(march + timedelta(hours=20)):
        for case in solved:
            cast.solved(case, by=cast.chen)
    guest = JudgingClient(cast.world.app)
    with clock.frozen(march + timedelta(days=10)):
        assert queries.months() == []
    with clock.frozen(march + timedelta(days=30)):
        month = queries.months()[0]
        assert (month.figures.received, month.figures.solved, month.figures.solved_percent) == (6, 4, 100)
        assert month.figures.reply_median == timedelta(hours=20)
        assert dict(month.figures.kinds) == {Kind.OTHER: 6}  # two of other kinds would point at somebody
        desk, manager = cast.actor(cast.desk), cast.actor(cast.manager)
        with pytest.raises(RuleBroken) as problem:
            commands.write_example(desk, solved[0], "楼上小陈家夜里拖椅子", "谈过")
        assert problem.value.field == "told"
        commands.answer(manager, staff, "谈过话", True)
        commands.judge(cast.actor(cast.lin), staff, True, 3)
        with pytest.raises(RuleBroken, match="工作人员"):
            commands.write_example(manager, staff, "有人态度差", "谈过话")
        commands.write_example(desk, solved[0], "有邻居反映夜里有噪声", "上门劝说，约定了时间")
        guest.get("/cases/record")
        assert "有邻居反映夜里有噪声" not in guest.text()
        with pytest.raises(RuleBroken, match="另一位"):
            commands.approve_example(desk, solved[0])
        commands.approve_example(manager, solved[0])
        guest.get("/cases/record?month=2026-03")
        assert "有邻居反映夜里有噪声" in guest.text()
        assert "夜里拖椅子" not in guest.text()
        assert "沪A12345" not in guest.text()
        commands.drop_example(manager, solved[0])
        guest.get("/cases/record")
        assert "有邻居反映夜里有噪声" not in guest.text()
        with pytest.raises(NotFound):
            commands.approve_example(manager, solved[0])


def test_one_approves_not_what_one_wrote_says_the_database(cast) -> None:
    from sqlalchemy.exc import IntegrityError

    case = cast.solved(cast.told())
    commands.write_example(cast.actor(cast.desk), case, "有噪声", "谈过")
    with db.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql("update case_examples set approved_by_id = written_by_id, approved_at = written_at")
    assert db.session.scalars(select(Example.approved_at)).all() == [None]


def test_an_erased_account_is_in_none_of_its_cases(cast) -> None:
    from hub.core.authz import SYSTEM

    case, mediation = begun(cast)
    forget_reporter(SYSTEM, cast.lin)
    assert cast.case(case).reporter_id is None
    assert queries.mediation(cast.actor(cast.chen), mediation).sides[0].name == "已注销"
    assert queries.card(cast.actor(cast.desk), case).words == "楼上半夜拖椅子"
    with pytest.raises(NotFound):
        queries.card(cast.actor(cast.lin), case)


def test_home_tells_what_waits(cast) -> None:
    case = cast.answered(cast.told())
    lin, desk = cast.world.client(cast.lin), cast.world.client(cast.desk)
    lin.get("/")
    assert lin.page.find("a", href=f"/cases/{case}")
    other = cast.told()
    commands.take(cast.actor(cast.desk), other)
    desk.get("/")
    assert "您负责 1 件" in desk.text()
