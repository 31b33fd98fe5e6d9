"""The pages with all figures: public ones, the staff's, the spreadsheet, and the copy that keeps them quick."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from hub.core import clock, jobs
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.features.repairs import commands
from hub.features.repairs.commands.remembering import remember
from hub.features.repairs.models import HistoryRow, Repair
from hub.features.repairs.queries import figures as shown_figures
from hub.features.repairs.queries import history
from hub.features.repairs.queries.figure_lists import behind
from hub.features.repairs.queries.figures import Asked, standing
from hub.features.repairs.rules.places import Kind
from hub.features.repairs.rules.stages import Stage
from tests.features.repairs.test_cost_pages import speak

pytestmark = pytest.mark.both_databases
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # a Monday, in office hours


def a_small_world(cast) -> tuple[int, int, int, int]:
    """One fixed in three hours and rated, one closed without repair, two open."""
    with clock.frozen(NOON):
        fixed, closed, waiting, old = cast.lift(), cast.lift(), cast.lift(), cast.lift()
    with clock.frozen(NOON + timedelta(minutes=30)):
        commands.take(cast.actor(cast.zhang), fixed)
        commands.advance(cast.actor(cast.desk), closed, Stage.CLOSED, "要整体更换，另行立项")
    with clock.frozen(NOON + timedelta(hours=3)):
        for to in (Stage.WORKING, Stage.DONE):
            commands.advance(cast.actor(cast.zhang), fixed, to)
        commands.rate(cast.actor(cast.lin), fixed, 4)
    return fixed, closed, waiting, old


def test_with_nothing_the_pages_say_so(cast, client) -> None:
    client.get("/repairs/record")
    assert "还没有可以算的数字" in client.text()
    manager = cast.world.client(cast.manager)
    manager.get("/repairs/figures")
    assert "还没有可以算的数字" in manager.text()


def test_everybody_reads_each_figure_with_its_formula(cast, client) -> None:
    a_small_world(cast)
    with clock.frozen(NOON + timedelta(hours=3)):
        f = standing(Asked()).all
        assert (f.reported, f.fixed, f.closed, f.open) == (4, 1, 1, 2)
        assert (f.accept.value, f.fix.value) == (timedelta(minutes=30), timedelta(hours=3))
        client.get("/repairs/record")
    text = client.text()
    for words in (
        *("50%", "3 小时", "30 分钟", "4.0 星", "1 个评价的平均", "没修就关闭", "样本太少"),
        *("按时修好 1 次 ÷ 到时间该修好的 1 次", "不足 6 个月，不预测", "先不算"),
    ):
        assert words in text, words
    assert "看是哪些" not in text, "the list behind is for those who live here"
    assert "张师傅" not in text
    with clock.frozen(NOON + timedelta(days=91)):
        assert standing(Asked()).all.reported == 0
        assert standing(Asked(days="365")).all.reported == 4


def test_only_the_last_finish_counts_and_the_first_promise_stays_kept(cast) -> None:
    with clock.frozen(NOON):
        repair_id = cast.done(cast.lift())
    with clock.frozen(NOON + timedelta(days=1)):
        commands.advance(cast.actor(cast.lin), repair_id, Stage.REOPENED, "又停了")
        f = standing(Asked()).all
        assert (f.fixed, f.reopened.part, f.resolve_kept.part) == (0, 1, 1)
        cast.done(repair_id)
        f = standing(Asked()).all
        assert f.fix.value == timedelta(days=1)
        assert (f.resolve_kept.part, f.resolve_kept.of) == (2, 2)
    with clock.frozen(NOON + timedelta(days=40)):
        assert standing(Asked()).all.first_time.part == 0


def test_the_same_lift_again_within_thirty_days_is_a_repeat_and_another_lift_is_not(cast) -> None:
    with clock.frozen(NOON):
        first = cast.done(cast.lift())
    with clock.frozen(NOON + timedelta(days=10)):
        again = cast.lift()
        cast.lift(entrance_id=cast.entrance("1"))
        cast.lift(kind=Kind.LIGHTING)
        f = standing(Asked()).all
        assert (f.repeats.part, f.repeats.of) == (1, 4)
        assert [line.id for line in behind(cast.actor(cast.lin), "repeat", Asked()).lines] == [again]
    with clock.frozen(NOON + timedelta(days=31)):
        f = standing(Asked()).all
        assert (f.first_time.part, f.first_time.of) == (0, 1)
        assert [line.id for line in behind(cast.actor(cast.lin), "again", Asked()).lines] == [first]


def test_the_period_kind_and_building_asked_for(cast) -> None:
    with clock.frozen(NOON):
        cast.lift()
        cast.tap()
    with clock.frozen(NOON + timedelta(days=40)):
        cast.lift()
        assert standing(Asked()).all.reported == 3
        assert standing(Asked(days="30")).all.reported == 1
        assert standing(Asked(first="2026-03-02", last="2026-03-02")).all.reported == 2
        assert standing(Asked(kind="plumbing")).all.reported == 1
        assert standing(Asked(building=str(cast.building))).all.reported == 3
        assert standing(Asked(building="999")).all.reported == 0
        assert sum(standing(Asked(kind="plumbing")).ages) == 1


@pytest.mark.parametrize(
    "args",
    [
        {"first": "gestern", "last": "2026-99-99", "days": "7", "kind": "love", "building": "x"},
        {"first": "0001-01-01", "building": "٣"},
        {},
    ],
)
def test_a_nonsensical_address_asks_for_the_usual(args, app) -> None:
    assert Asked.of(args) == Asked()


def test_the_list_behind_a_figure_shows_no_home_of_others(cast) -> None:
    with clock.frozen(NOON):
        cast.lift()
        cast.tap()
        found = behind(cast.actor(cast.stranger), "open", Asked())
        assert (len(found.lines), found.all, found.hidden) == (1, 2, 1)
        assert behind(cast.actor(cast.manager), "open", Asked()).hidden == 0
        stranger = cast.world.client(cast.stranger)
        stranger.get("/repairs/record/open")
        assert "在别人家里" in stranger.text()
        assert "厨房" not in stranger.text()
        stranger.get("/repairs/record/nonsense", status=404)


def test_figures_by_technician_are_for_the_office_and_the_committee(cast) -> None:
    a_small_world(cast)
    for user in (cast.lin, cast.zhang, cast.stranger):
        client = cast.world.client(user)
        client.get("/repairs/figures", status=403)
        client.get("/repairs/figures.xlsx", status=403)
    with clock.frozen(NOON + timedelta(hours=4)):
        chair = cast.world.client(cast.world.user("chair"))
        chair.get("/repairs/figures?kind=lift")
        assert "张师傅" in chair.text()


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_page_in_both_languages(cast, locale) -> None:
    a_small_world(cast)
    speak(SYSTEM, (cast.lin, cast.manager), locale)
    with clock.frozen(NOON + timedelta(hours=4)):
        lin, manager = cast.world.client(cast.lin), cast.world.client(cast.manager)
        for path in ("/repairs/record", "/repairs/record?days=365", "/repairs/record/open", "/repairs/record/closed"):
            lin.get(path)
        assert lin.page.find_all("li")
        manager.get("/repairs/figures?first=2026-03-01&last=2026-03-31")
        drawn = manager.page.find_all("svg", class_="chart")
        assert len(drawn) == 3
        for svg in drawn:
            assert svg["role"] == "img"
            assert all(manager.page.find(id=name) for name in svg["aria-labelledby"].split())
        assert drawn[-1].find_next("details").find("table")


def test_the_spreadsheet_opens_again_and_holds_formulas_but_no_people(cast) -> None:
    a_small_world(cast)
    with clock.frozen(NOON + timedelta(hours=4)):
        answer = cast.world.client(cast.manager).get("/repairs/figures.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["每个数字", "按种类", "按楼栋", "每个月", "下个月预计"]
    rows = {row[0]: row[1:] for row in book["每个数字"].iter_rows(values_only=True)}
    assert rows["从"][0].date() == date(2025, 12, 3)
    assert rows["修好的比例"][0] == "50%"
    assert "÷" in rows["修好的比例"][1]
    kinds = list(book["按种类"].iter_rows(values_only=True))
    assert kinds[1][:6] == ("电梯", 4, 1, 1, 0.5, 3)
    everything = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    for name in ("张师傅", "林阿姨", "3-2-301", "139"):
        assert name not in everything


def test_half_a_year_of_reports_gives_a_forecast_with_its_error(cast) -> None:
    for month in range(1, 9):
        for day in range(1, 4):
            with clock.frozen(datetime(2026, month, day, 4, tzinfo=UTC)):
                cast.lift()
    with clock.frozen(datetime(2026, 9, 10, 4, tzinfo=UTC)):
        shown = standing(Asked())
        assert shown.next_month == date(2026, 10, 1)
        assert shown.whole_months == 7, "the month in which the records begin is not whole"
        assert [(load.last, load.forecast.expected, load.forecast.error) for load in shown.loads] == [
            (3, 3, 0),
            (3, 3, 0),
        ]
        assert [month.reported for month in shown.months] == [3] * 8 + [0]
        client = cast.world.client(cast.lin)
        client.get("/repairs/record")
        assert "2026-10大概会有多少报修" in client.text()
        assert "± 0" in client.text()


def test_the_copy_says_the_same_as_working_it_out(cast, app) -> None:
    ids = a_small_world(cast)
    with clock.frozen(NOON + timedelta(hours=4)):
        before = history.work_out(ids)
        jobs.run(app, "repairs.histories")
        db.session.rollback()
        assert db.session.scalars(select(HistoryRow.repair_id)).all()
        assert not history.outdated(10)
        known = history.known(NOON - timedelta(days=1))
        assert sorted(known.histories, key=lambda one: one.id) == sorted(before, key=lambda one: one.id)
        assert (known.as_of, known.missing) == (None, 0)


def test_what_has_changed_since_the_copy_is_worked_out_at_once(cast, app) -> None:
    fixed, *_ = a_small_world(cast)
    with clock.frozen(NOON + timedelta(hours=4)):
        jobs.run(app, "repairs.histories")
        db.session.rollback()
        commands.advance(cast.actor(cast.lin), fixed, Stage.REOPENED, "又停了")
        assert history.outdated(10) == [fixed]
        assert standing(Asked()).all.reopened.part == 1


def test_when_too_much_has_changed_the_page_says_of_when_it_is(cast, app, monkeypatch) -> None:
    ids = a_small_world(cast)
    monkeypatch.setattr(history, "AT_ONCE", 1)
    with clock.frozen(NOON + timedelta(hours=4)):
        known = history.known(NOON - timedelta(days=1))
        assert (len(known.histories), known.missing) == (1, 3)
        client = cast.world.client(cast.lin)
        client.get("/repairs/record")
        assert "还有 3 张旧工单正在整理" in client.text()
        remember(ids)
    with clock.frozen(NOON + timedelta(hours=5)):
        known = history.known(NOON - timedelta(days=1))
        assert (len(known.histories), known.missing) == (4, 0)
        assert known.as_of == NOON + timedelta(hours=4)
        client.get("/repairs/record")
        assert "数字截至" in client.text()


def test_where_there_are_many_the_page_is_kept_for_ten_minutes_and_says_so(cast, monkeypatch) -> None:
    a_small_world(cast)
    monkeypatch.setattr(shown_figures, "KEPT_FROM", 3)
    with clock.frozen(NOON + timedelta(hours=4)):
        assert standing(Asked()).all.reported == 4
        cast.lift()
        assert standing(Asked()).as_of == NOON + timedelta(hours=4)
        assert standing(Asked()).all.reported == 4
        assert standing(Asked(kind="lift")).all.reported == 5, "another question is another answer"
        assert not standing(Asked()).technicians
        assert standing(Asked(), technicians=True).technicians
    with clock.frozen(NOON + timedelta(hours=4, minutes=10)):
        assert standing(Asked()).all.reported == 5


def test_a_repair_forgotten_by_the_copy_costs_nothing_but_time(cast) -> None:
    a_small_world(cast)
    assert remember([]) == 0
    assert remember([10**6]) == 0
    assert db.session.scalars(select(Repair.id)).all()
