"""Photos of a repair: kept through every detour, seen by whoever sees the repair."""

from __future__ import annotations

import io

import pytest

from hub.features.repairs import queries
from tests.core.test_images import encoded
from tests.features.repairs.test_pages import report


def photo(name: str = "a.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(encoded("JPEG")), name


def newest(cast) -> queries.Card:
    actor = cast.actor(cast.desk)
    return queries.card(actor, queries.page(actor, queries.Filter.of(actor, "all", "", "")).lines[0].id)


def test_a_report_s_photo_is_seen_by_the_household_and_not_by_a_stranger(cast) -> None:
    client = cast.world.client(cast.lin)
    flat = f"u{cast.world.unit('3-2-301')}"
    client.post("/repairs/new", {**report(cast), "place": flat, "kind": "leak", "photos": photo()})
    (picture,) = newest(cast).entries[0].photos
    for user, status in ((cast.lin, 200), (cast.wife, 200), (cast.desk, 200), (cast.neighbour, 404)):
        cast.world.client(user).get(f"/files/{picture.name}", status)
    client.get("/repairs/1")
    assert client.page.find("img", src=f"/files/{picture.name}/thumb")


def test_photos_survive_a_form_sent_back_and_the_question_about_similar_ones(cast) -> None:
    cast.lift(by=cast.neighbour)
    client = cast.world.client(cast.lin)
    client.post("/repairs/new", {**report(cast), "description": "", "photos": photo()}, status=422)
    kept = client.page.find("input", attrs={"name": "kept"})["value"]
    client.post("/repairs/new", {**report(cast), "kept": kept}, status=409)
    hidden = {i["name"]: i["value"] for i in client.page.find_all("form")[-1].find_all("input")}
    assert hidden["kept"] == kept
    client.post("/repairs/new", {name: value for name, value in hidden.items() if name != "csrf_token"})
    assert [picture.name for picture in newest(cast).entries[0].photos] == [kept]


def test_a_bad_photo_is_named_and_the_good_one_is_not_lost(cast) -> None:
    client = cast.world.client(cast.lin)
    bad = (io.BytesIO(b"<svg onload=alert(1)>"), "照片.jpg")
    client.post("/repairs/new", {**report(cast), "photos": [photo(), bad]}, status=422)
    assert "照片.jpg" in client.text()
    assert client.page.find("input", attrs={"name": "kept"})


@pytest.mark.parametrize(("path", "data"), [("additions", {"note": ""}), ("steps", {"to": "done", "note": "好了"})])
def test_every_line_of_the_timeline_has_its_own_photos(cast, path: str, data: dict) -> None:
    lift = cast.lift()
    zhang = cast.world.client(cast.zhang)
    zhang.post(f"/repairs/{lift}/assignment")
    zhang.post(f"/repairs/{lift}/steps", {"to": "working"})
    zhang.post(f"/repairs/{lift}/{path}", {**data, "photos": [photo(), photo("b.jpg")]})
    assert [len(entry.photos) for entry in newest(cast).entries] == [0, 0, 0, 2]
