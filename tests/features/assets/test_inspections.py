"""Inspections: written down, reminded of, and open to everybody."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.authz import SYSTEM, Actor, may_see
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.assets import commands
from hub.features.assets.models import Inspection, Reminder
from hub.features.assets.queries.inspections import PAGE, inspections
from hub.features.assets.rules.card import Status
from hub.features.assets.rules.inspection import Inspected, Result, Standing
from hub.features.inbox.models import InboxEntry

DAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)


def done(result: Result = Result.PASS, **more) -> Inspected:
    return Inspected(**{"done_on": DAY, "body": "市特种设备检验研究院", "result": result, **more})


def told(user_id: int) -> list[str]:
    query = select(InboxEntry.kind).where(InboxEntry.user_id == user_id).order_by(InboxEntry.id)
    return list(db.session.scalars(query))


def test_a_passed_one_moves_the_due_date(crew) -> None:
    with clock.frozen(NOON):
        lift = crew.lift(inspection_due=date(2026, 9, 20))
        commands.inspect(crew.actor(crew.desk), lift, done())
    asset = crew.asset(lift)
    assert (asset.inspection_last, asset.inspection_due) == (DAY, date(2027, 9, 20))
    assert asset.status == Status.IN_SERVICE


def test_the_date_on_the_certificate_goes_before_the_interval(crew) -> None:
    with clock.frozen(NOON):
        lift = crew.lift()
        commands.inspect(crew.actor(crew.desk), lift, done(next_due=date(2027, 8, 31)))
    assert crew.asset(lift).inspection_due == date(2027, 8, 31)


def test_a_failed_one_stops_the_asset_until_one_is_passed(crew) -> None:
    desk = crew.actor(crew.desk)
    with clock.frozen(NOON):
        lift = crew.lift(inspection_due=date(2026, 9, 20))
        with pytest.raises(RuleBroken) as broken:
            commands.inspect(desk, lift, done(Result.FAIL))
        assert broken.value.field == "note"
        commands.inspect(desk, lift, done(Result.FAIL, note="限速器失效"))
        asset = crew.asset(lift)
        assert (asset.status, asset.status_reason) == (Status.STOPPED, "限速器失效")
        assert asset.inspection_due == date(2026, 9, 20)
        crew.lift("LIFT-1", inspection_due=date(2026, 8, 1))
        found = inspections()
        assert [(line.code, line.standing) for line in found.lines] == [
            ("LIFT-03-2", Standing.FAILED),
            ("LIFT-1", Standing.LATE),
        ]
        assert (found.failed, found.late) == (1, 1)
        with pytest.raises(RuleBroken):
            commands.resume(desk, lift, "试试")
        commands.inspect(desk, lift, done(Result.CONDITIONS, note="已更换限速器"))
    assert crew.asset(lift).status == Status.IN_SERVICE
    assert "inspection_failed" in told(crew.chair)
    assert told(crew.manager) == ["asset_stopped"]


def test_what_cannot_be_is_refused_at_its_field(crew) -> None:
    desk = crew.actor(crew.desk)
    with clock.frozen(NOON):
        lift = crew.lift()
        gate = crew.lift("GATE-1", inspection="", inspection_months=None)
        for what, field in (
            (done(done_on=DAY + timedelta(days=1)), "done_on"),
            (done(body=" "), "body"),
            (done(next_due=DAY), "next_due"),
        ):
            with pytest.raises(RuleBroken) as broken:
                commands.inspect(desk, lift, what)
            assert broken.value.field == field
        with pytest.raises(RuleBroken):
            commands.inspect(desk, gate, done())
    assert db.session.scalar(select(Inspection.id)) is None


@pytest.mark.parametrize("who", ["lin", "zhang", "chair"])
def test_only_the_office_writes_inspections_and_only_insiders_see_certificates(crew, who: str) -> None:
    with clock.frozen(NOON):
        lift = crew.lift()
        made = commands.inspect(crew.actor(crew.desk), lift, done())
        with pytest.raises((Forbidden, NotFound)):
            commands.inspect(crew.actor(getattr(crew, who)), lift, done())
    assert may_see(crew.actor(getattr(crew, who)), f"inspection:{made}") is (who != "lin")


def test_the_manager_is_reminded_once_for_each_mark(crew) -> None:
    with clock.frozen(NOON):
        lift = crew.lift(inspection_due=DAY + timedelta(days=61))
    for days in (0, 1, 2, 31, 32, 54, 62, 63, 200):
        with clock.frozen(NOON + timedelta(days=days)):
            crew.tick()
            crew.tick()
    assert told(crew.manager) == ["inspection_60", "inspection_30", "inspection_7", "inspection_late"]
    assert told(crew.desk) == []
    with clock.frozen(NOON + timedelta(days=201)):
        commands.inspect(crew.actor(crew.desk), lift, done(done_on=clock.today()))
    with clock.frozen(NOON + timedelta(days=201 + 340)):
        crew.tick()
    assert told(crew.manager)[-1] == "inspection_30"
    with pytest.raises(IntegrityError):
        _raw_reminder(SYSTEM, lift)


def test_overdue_is_public_with_no_word_about_people(crew, client) -> None:
    with clock.frozen(NOON):
        crew.lift(
            "LIFT-1",
            name="3号楼1单元电梯",
            inspection_due=DAY - timedelta(days=12),
            company="某某电梯维保公司",
            company_phone="0512-1234567",
        )
        crew.lift("LIFT-2", inspection_due=DAY + timedelta(days=20))
        crew.lift("LIFT-3", inspection_due=DAY + timedelta(days=200))
        crew.lift("LIFT-4", inspection_due=None)
        crew.lift("GATE-1", name="东门道闸", inspection="", inspection_months=None)
        gone = crew.lift("LIFT-5", name="旧电梯", inspection_due=DAY - timedelta(days=99))
        commands.retire(crew.actor(crew.manager), gone, "拆除")
        client.get("/assets/inspections")
        words = client.text()
        codes = [a["href"] for a in client.page.find_all("a", href=re.compile("^/a/"))]
        assert codes == ["/a/LIFT-1", "/a/LIFT-2", "/a/LIFT-3", "/a/LIFT-4"]
        for said in ("已过期 12 天", "还有 20 天", "还有 200 天", "没有登记到期日"):
            assert said in words
        for hidden in ("东门道闸", "旧电梯", "某某电梯维保公司", "1234567", "赵经理", "客服小陈", "张师傅"):
            assert hidden not in words
        english = crew.world.client(crew.lin, locale="en")
        english.get("/assets/inspections")
        assert "Overdue by 12 days" in english.text()


def test_many_inspections_are_paged_and_none_is_lost(crew) -> None:
    with clock.frozen(NOON):
        for n in range(PAGE + 7):
            crew.lift(f"LIFT-{n:03d}", inspection_due=None if n % 5 == 0 else DAY + timedelta(days=n // 3))
        first = inspections()
        assert first.after is not None
        second = inspections(first.after)
        assert second.after is None
        codes = [line.code for line in (*first.lines, *second.lines)]
        assert len(set(codes)) == len(codes) == PAGE + 7
        assert inspections("nonsense.1").lines
        assert inspections("2026-13-99.1").lines


def test_what_is_overdue_waits_for_the_office(crew) -> None:
    with clock.frozen(NOON):
        crew.lift(inspection_due=DAY - timedelta(days=1))
        client = crew.world.client(crew.manager)
        client.get("/")
        assert "有 1 台设备的检验过期了" in client.text()
        client.get("/assets?overdue=1")
        assert "LIFT-03-2" in client.text()
        neighbour = crew.world.client(crew.lin)
        neighbour.get("/")
        assert "检验过期" not in neighbour.text()


@command
def _raw_reminder(_actor: Actor, lift: int) -> None:
    db.session.add(Reminder(asset_id=lift, due_on=DAY + timedelta(days=61), mark="late", at=clock.now()))
