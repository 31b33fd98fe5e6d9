"""The pages of reports that are the same thing."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs import commands
from hub.features.repairs.rules.stages import Stage
from hub.people.models import User


def picture() -> io.BytesIO:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(out, "JPEG")
    out.seek(0)
    return out


def report_with_photo(cast, user: int, words: str, place: dict[str, str]) -> int:
    """By the form, as a browser sends it; answers the number."""
    client = cast.world.client(user)
    client.get("/repairs/new")
    answer = client.post(
        "/repairs/new",
        {
            "kind": "lift",
            "description": words,
            "urgency": "ordinary",
            "visit_part": "any",
            "anyway": "1",
            "photos": (picture(), "现场.jpg"),
            **place,
        },
        content_type="multipart/form-data",
    )
    return int(answer.headers["Location"].rsplit("/", 1)[1])


@pytest.fixture
def three(cast) -> tuple[int, int, int]:
    """The lift, the lift again with a photo, and a flat's report with a photo."""
    main = cast.lift()
    public = {"place": "public", "spot": "lift", "door": f"e{cast.entrance()}"}
    other = report_with_photo(cast, cast.neighbour, "电梯门开着不动", public)
    flat = report_with_photo(cast, cast.lin, "水漏到电梯井里了", {"place": f"u{cast.world.unit('3-2-301')}"})
    return main, other, flat


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_from_merging_by_a_tap_to_taking_apart(cast, three, locale: str) -> None:
    main, other, flat = three
    for user in (cast.lin, cast.neighbour, cast.stranger, cast.desk, cast.zhang):
        _speak(SYSTEM, user, locale)
    desk = cast.world.client(cast.desk)
    desk.get(f"/repairs/{other}/merger")
    assert f"R-{main:04d}" in desk.text()
    assert f"R-{other:04d}：" not in desk.text()
    desk.follow(desk.post(f"/repairs/{other}/merger", {"into": str(main), "note": "同一部电梯"}))
    desk.follow(desk.post(f"/repairs/{flat}/merger", {"into": "0", "number": f" r-{main:04d} "}))
    desk.get(f"/repairs/{main}")
    assert len(photos_in(desk)) == 2
    for words in ("电梯门开着不动", "水漏到电梯井里了", "楼上小陈", "3-2-301"):
        assert words in desk.text()
    stranger = cast.world.client(cast.stranger)
    stranger.get(f"/repairs/{main}")
    (shown,) = photos_in(stranger)
    assert "电梯门开着不动" in stranger.text()
    for private in ("水漏到电梯井里了", "楼上小陈", "3-2-301", "139"):
        assert private not in stranger.text()
    assert not stranger.page.select(f'a[href="/repairs/{other}/split"]')
    for photo in photos_in(desk):
        cast.world.client(cast.stranger).get(photo, status=200 if photo == shown else 404)
    neighbour = cast.world.client(cast.neighbour)
    neighbour.get(f"/repairs/{other}")
    assert neighbour.page.select(f"#repair-{main}-line")
    assert f"/repairs/{main}/additions" in str(neighbour.page)
    assert neighbour.htmx("get", f"/repairs/{other}/together").text.count(f"repair-{main}-line") == 1
    neighbour.get(f"/repairs/{other}/objection", status=403)
    cast.done(main)
    neighbour.get(f"/repairs/{other}")
    assert {f"/repairs/{other}/rating", f"/repairs/{other}/objection"} <= links(neighbour)
    neighbour.get(f"/repairs/{other}/objection")
    neighbour.post(f"/repairs/{other}/objection", {"note": ""}, status=422)
    neighbour.follow(neighbour.post(f"/repairs/{other}/objection", {"note": "我这层还停着"}))
    assert "我这层还停着" in neighbour.text()
    desk.get(f"/repairs/{flat}/split")
    assert f"R-{main:04d}" in desk.text()
    desk.post(f"/repairs/{flat}/split", {"reason": ""}, status=422)
    desk.follow(desk.post(f"/repairs/{flat}/split", {"reason": "不是同一件事"}))
    assert len(photos_in(desk)) == 1
    desk.get(f"/repairs/{flat}/split", status=404)
    desk.get(f"/repairs/{main}")
    assert not photos_in(desk)


def photos_in(client) -> list[str]:
    return sorted({a["href"] for a in client.page.select("a[data-photo]")})


def links(client) -> set[str]:
    return {a["href"] for a in client.page.find_all("a", href=True)}


def test_what_was_typed_is_not_lost_when_it_cannot_be_merged(cast) -> None:
    lift, over = cast.lift(), cast.lift(by=cast.neighbour)
    commands.advance(cast.actor(cast.neighbour), over, Stage.CANCELLED)
    desk = cast.world.client(cast.desk)
    desk.get(f"/repairs/{lift}/merger")
    desk.post(f"/repairs/{lift}/merger", {"into": "0", "number": f"R-{over:04d}", "note": "同一部"}, status=422)
    assert "还没有结束的工单号" in desk.text()
    assert "同一部" in desk.text()
    desk.post(f"/repairs/{lift}/merger", {"into": "0", "number": "R-99999999999"}, status=422)
    desk.post(f"/repairs/{lift}/merger", {"into": "0", "number": "R-4711"}, status=404)


def test_only_the_office_opens_these_pages(cast, three) -> None:
    _, other, flat = three
    for user in (cast.neighbour, cast.zhang):
        client = cast.world.client(user)
        for page in ("merger", "split"):
            client.get(f"/repairs/{other}/{page}", status=403)
    cast.world.client(cast.neighbour).get(f"/repairs/{flat}/together", status=404)


@command
def _speak(_actor, user_id: int, locale: str) -> None:
    db.session.get_one(User, user_id).locale = locale
