"""The pages, in both languages, judged; and who may open them."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import db
from hub.core.problems import RuleBroken
from hub.features.repairs.models import Repair
from hub.features.rounds import queries
from hub.features.rounds.models import Round
from tests.core.test_images import encoded
from tests.features.rounds.conftest import at


@pytest.fixture(params=["zh", "en"])
def language(request):
    return request.param


def client_of(cast, user: int, language: str = "zh"):
    client = cast.world.client(user)
    if language == "en":
        speak_english(cast, user)
    return client


def speak_english(cast, user: int) -> None:
    from hub.core.authz import SYSTEM
    from hub.core.events import command
    from hub.people.models import User

    @command
    def speak(_actor) -> None:
        db.session.get_one(User, user).locale = "en"

    speak(SYSTEM)


def test_every_page_of_the_office_and_the_guard_is_sound(cast, language) -> None:
    cast.visit(0, "22:05", problem="灯坏了")
    with clock.frozen(at("22:30")):
        office, guard = client_of(cast, cast.desk, language), client_of(cast, cast.guard, language)
        outing = f"/rounds/outings/{cast.outings()[0].id}"
        pages = ["/rounds", "/rounds?month=2025-10", f"/rounds/{cast.round}/days/2025-11-10", outing]
        pages += ["/rounds/plans", "/rounds/new", "/rounds/settings", f"{outing}/excuse"]
        pages += [f"/rounds/{cast.round}{more}" for more in ("", "/edit", "/sheet", "/points/new")]
        pages += [f"/rounds/points/{cast.points[0]}", f"/rounds/p/{cast.code(0)}", "/rounds/results", "/services"]
        for page in pages:
            office.get(page)
        for page in (
            "/rounds/mine",
            f"/rounds/p/{cast.code(0)}",
            f"/rounds/p/{cast.code(1)}",
            outing,
            "/",
            "/services",
        ):
            guard.get(page)
        client_of(cast, cast.resident, language).get(f"/rounds/p/{cast.code(0)}")


def test_a_guard_taps_once_and_sees_how_far_it_is(cast) -> None:
    with clock.frozen(at("22:05")):
        guard = cast.world.client(cast.guard)
        path = f"/rounds/p/{cast.code(0)}"
        guard.get(path)
        assert guard.page.find("button", string=re.compile("到了")) or "到了" in guard.text()
        guard.follow(guard.post(path))
        assert "1/3 个点" in guard.text()
        assert "消防泵房" in guard.text()
        guard.follow(guard.post(path))
        assert "已经记过了" in guard.text()
        assert [stop.by_id for stop in cast.stops()] == [cast.guard, None, None]


def test_what_stands_in_the_way_is_said_on_the_page_and_no_photo_is_lost(cast) -> None:
    path = f"/rounds/p/{cast.code(0)}"
    with clock.frozen(at("12:00")):
        guard = cast.world.client(cast.guard)
        guard.post(path, {"seen": "灯坏了", "photos": (io.BytesIO(encoded("JPEG")), "a.jpg")}, status=422)
        assert "下一趟：今天 22:00" in guard.text()
        assert guard.page.find("input", attrs={"name": "kept"})
        assert guard.page.find("textarea").get_text(strip=True) == "灯坏了"
    assert db.session.scalar(select(Repair.id)) is None


def test_a_problem_becomes_a_repair_with_photo_and_place(cast) -> None:
    with clock.frozen(at("22:05")):
        guard = cast.world.client(cast.guard)
        photo = (io.BytesIO(encoded("JPEG")), "a.jpg")
        guard.post(f"/rounds/p/{cast.code(1)}", {"seen": "地上有水", "photos": photo})
        repair = db.session.scalars(select(Repair)).one()
        assert (repair.description, repair.place_note, repair.requester_id) == ("地上有水", "消防泵房", cast.guard)
        (stop,) = [stop for stop in cast.stops() if stop.visited_at]
        assert stop.repair_id == repair.id
        card = queries.outing_card(cast.actor(cast.manager), stop.outing_id)
        assert len(card.stops[1].photos) == 1
        manager = cast.world.client(cast.manager)
        manager.get(f"/rounds/outings/{stop.outing_id}")
        assert manager.page.find("a", href=f"/repairs/{repair.id}")
        manager.get(f"/repairs/{repair.id}")
        assert manager.page.find("img", src=re.compile("^/files/"))


def test_where_a_guard_was_is_no_business_of_the_neighbours_or_of_another_guard(cast) -> None:
    cast.visit(0, "22:05")
    outing = f"/rounds/outings/{cast.outings()[0].id}"
    with clock.frozen(at("22:10")):
        for user in (cast.resident, cast.other):
            client = cast.world.client(user)
            client.get(outing, 404)
            for path in ("/rounds", "/rounds/plans", f"/rounds/{cast.round}", f"/rounds/{cast.round}/sheet"):
                client.get(path, 403)
            client.get(f"/rounds/p/{cast.code(0)}.svg", 403)
        cast.world.client(cast.resident).get("/rounds/mine", 403)
        cast.world.client(cast.guard).get(outing)


def test_neighbours_read_counts_and_no_names(cast) -> None:
    for which in range(3):
        cast.visit(which, f"22:0{which}")
    cast.watch("22:00", day=11)
    cast.watch("23:30", day=11)
    with clock.frozen(at("8:00", day=12)):
        client = cast.world.client(cast.resident)
        client.get("/rounds/results")
        assert "走完 1 趟" in client.text()
        assert "有漏点 1 趟" in client.text()
        assert "赵保安" not in client.text()


def test_the_overview_says_how_the_share_comes_about(cast) -> None:
    cast.visit(0, "22:05")
    cast.visit(1, "23:05")
    cast.watch("23:30")
    with clock.frozen(at("8:00", day=11)):
        client = cast.world.client(cast.desk)
        client.get("/rounds")
        assert "33% 1/3" in client.text()
        assert "应到的点" in client.text()


def test_a_round_is_made_by_form_and_mistakes_stand_beside_their_field(cast) -> None:
    desk = cast.world.client(cast.desk)
    filled = {"name": "大堂保洁", "kind": "cleaning", "weekdays": ["0", "4"], "starts": "8:00、14:00", "minutes": "60"}
    for wrong in (
        {"name": ""},
        {"starts": "八点"},
        {"minutes": "3"},
        {"minutes": "600"},
        {"kind": "x"},
        {"weekdays": []},
    ):
        desk.post("/rounds/new", {**filled, **wrong}, status=422)
        assert desk.page.find(class_="invalid-feedback")
    desk.follow(desk.post("/rounds/new", filled))
    made = db.session.scalars(select(Round).where(Round.name == "大堂保洁")).one()
    card = queries.round_card(made.id)
    assert (card.timetable.weekdays, card.times) == (frozenset({0, 4}), "8:00、14:00")
    desk.post(f"/rounds/{made.id}/points/new", {"name": "", "min_seconds": "20"}, status=422)
    desk.post(f"/rounds/{made.id}/points/new", {"name": "大堂", "min_seconds": "-1"}, status=422)
    door = next(iter(queries.door_names()))
    for name in ("大堂", "电梯厅"):
        desk.post(f"/rounds/{made.id}/points/new", {"name": name, "door": door, "min_seconds": "30", "position": "1"})
    assert [(point.position, point.name) for point in queries.point_cards(made.id)] == [(1, "电梯厅"), (2, "大堂")]
    desk.post(f"/rounds/{made.id}/pause")
    assert queries.round_card(made.id).paused_at
    desk.post(f"/rounds/{made.id}/resumption")
    assert not queries.round_card(made.id).paused_at


def test_an_outing_is_excused_by_form_with_a_reason(cast) -> None:
    cast.watch("22:00")
    outing = cast.outings()[0].id
    desk = cast.world.client(cast.desk)
    desk.post(f"/rounds/outings/{outing}/excuse", {"reason": ""}, status=422)
    desk.follow(desk.post(f"/rounds/outings/{outing}/excuse", {"reason": "暴雨红色预警"}))
    assert "暴雨红色预警" in desk.text()
    desk.post("/rounds/settings", {"grace_minutes": "-1", "keep_days": "90"}, status=422)
    desk.post("/rounds/settings", {"grace_minutes": "5", "keep_days": "30"})
    assert queries.manners().keep_days == 30


def test_the_label_s_drawing_and_silly_addresses(cast) -> None:
    desk = cast.world.client(cast.desk)
    assert desk.get(f"/rounds/p/{cast.code(0)}.svg").mimetype == "image/svg+xml"
    for path in ("/rounds?month=never", f"/rounds/{cast.round}/days/2025-13-01", "/rounds/p/nosuch", "/rounds/999"):
        desk.get(path, 404)


def test_what_waits_stands_on_the_home_page(cast) -> None:
    cast.visit(0, "22:05")
    with clock.frozen(at("22:10")):
        guard = cast.world.client(cast.guard)
        guard.get("/")
        assert "巡查到了 1/3 个点" in guard.text()
    cast.watch("23:30")
    with clock.frozen(at("23:40")):
        desk = cast.world.client(cast.desk)
        desk.get("/")
        assert "一天内有 1 趟没走全" in desk.text()


def test_only_one_who_may_walk_is_named_for_a_round(cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        cast.new(walker_id=cast.resident)
    assert refused.value.field == "walker_id"
