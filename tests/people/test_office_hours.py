"""The office's calendar: what was promised under it stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.core import clock, jobs
from hub.core.authz import GUEST, SYSTEM
from hub.core.db import db
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.inbox.models import InboxEntry
from hub.people.commands import office_hours as commands
from hub.people.commands.office_hours import Week
from hub.people.queries.office_hours import calendar, office
from hub.people.worktime import Day
from tests.factories import World

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday():
    with clock.frozen(datetime(2026, 11, 23, 9, tzinfo=clock.LOCAL)):
        yield


@pytest.fixture
def admin(world: World):
    return world.actor(world.user("admin"))


def test_the_first_hours_may_begin_today_later_ones_tomorrow(admin) -> None:
    commands.set_hours(admin, Week(TODAY, "8-12、14-18", saturday="9点-12点"))
    assert calendar().spans(TODAY) == ((480, 720), (840, 1080))
    assert calendar().spans(date(2026, 11, 28)) == ((540, 720),)
    with pytest.raises(RuleBroken) as broken:
        commands.set_hours(admin, Week(TODAY, "0:00-24:00"))
    assert broken.value.field == "since"
    commands.set_hours(admin, Week(TODAY + timedelta(days=1), "0:00-24:00"))
    assert calendar().spans(TODAY) == ((480, 720), (840, 1080))
    assert calendar().spans(TODAY + timedelta(days=1)) == ((0, 1440),)
    assert office().now.spans[Day.SATURDAY] == ((540, 720),)
    assert [hours.since for hours in office().coming] == [TODAY + timedelta(days=1)]


@pytest.mark.parametrize(
    ("week", "field"),
    [
        (Week(TODAY, ""), "workday"),
        (Week(TODAY, "早上到晚上"), "workday"),
        (Week(TODAY, "18:00-8:00"), "workday"),
        (Week(TODAY, "8:00-18:00", sunday="9-11、10-12"), "sunday"),
        (Week(TODAY - timedelta(days=1), "8:00-18:00"), "since"),
    ],
)
def test_hours_that_make_no_sense_are_refused_beside_their_field(admin, week: Week, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        commands.set_hours(admin, week)
    assert broken.value.field == field


def test_days_off_lie_ahead_and_can_be_taken_back_until_they_begin(admin) -> None:
    made = commands.close_office(admin, TODAY + timedelta(days=1), TODAY + timedelta(days=2), "台风停工")
    assert calendar().spans(TODAY + timedelta(days=1)) == ()
    assert [one.name for one in office().closures] == ["台风停工"]
    with clock.frozen(clock.now() + timedelta(days=1)), pytest.raises(RuleBroken):
        commands.reopen_office(admin, made)
    commands.reopen_office(admin, made)
    assert calendar().spans(TODAY + timedelta(days=1)) != ()
    with pytest.raises(NotFound):
        commands.reopen_office(admin, made)


@pytest.mark.parametrize(
    ("first", "last", "name", "field"), [(0, 1, "歇", "first"), (2, 1, "歇", "last"), (1, 1, " ", "name")]
)
def test_days_off_that_make_no_sense(admin, first: int, last: int, name: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        commands.close_office(admin, TODAY + timedelta(days=first), TODAY + timedelta(days=last), name)
    assert broken.value.field == field


def test_a_stranger_is_refused(world: World) -> None:
    for actor in (GUEST, world.actor(world.user()), world.actor(world.user("desk"))):
        with pytest.raises(Forbidden):
            commands.set_hours(actor, Week(TODAY, "8-18"))
        with pytest.raises(Forbidden):
            commands.close_office(actor, TODAY + timedelta(days=1), TODAY + timedelta(days=1), "x")
        with pytest.raises(Forbidden):
            commands.reopen_office(actor, 1)
        with pytest.raises(Forbidden):
            commands.note_unknown_holidays(actor, 2027)


def test_the_admin_hears_once_that_a_year_is_unknown(world: World) -> None:
    admin = world.user("admin")
    december = datetime(2098, 12, 2, tzinfo=clock.LOCAL)
    for day in range(3):
        with clock.frozen(december + timedelta(days=day)):
            jobs.run(world.app, "office.holidays")
            assert office().unknown_year == 2099
    kinds = [row.kind for row in db.session.scalars(select(InboxEntry).where(InboxEntry.user_id == admin))]
    assert kinds == ["holidays_unknown"]
    assert not commands.note_unknown_holidays(SYSTEM, 2099)
    with clock.frozen(datetime(2026, 11, 30, tzinfo=clock.LOCAL)):
        assert office().unknown_year is None


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_pages(world: World, language: str) -> None:
    browser = world.client(world.user("admin"), locale=language)
    browser.get("/admin/office-hours")
    browser.get("/admin/office-hours/change")
    browser.post("/admin/office-hours/change", {"workday": "八点到六点", "since": "2026-11-24"}, 422)
    assert browser.page.find(id="workday")["value"] == "八点到六点"
    browser.post("/admin/office-hours/change", {"workday": "8:00-18:00", "since": "2026-11-24"})
    browser.get("/admin/office-hours/closures")
    browser.post("/admin/office-hours/closures", {"first": "2026-11-25", "last": "2026-11-26", "name": "办公室粉刷"})
    browser.get("/admin/office-hours")
    assert "办公室粉刷" in browser.text()
    form = browser.page.select_one("form[action*=withdrawal]")
    browser.post(str(form["action"]))
    browser.get("/admin/office-hours")
    assert "办公室粉刷" not in browser.text()
    world.client(world.user()).get("/admin/office-hours", 403)
